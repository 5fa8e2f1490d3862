import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../../signing/canonical.ts';
import { makeBundle } from '../../study/bundle.ts';
import { packBundle } from '../../study/bundle-zip.ts';
import { submittedVersions } from '../../study/versions.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { pooledResults } from '../pooled-results.ts';
import { resultsOption, studyPositional } from '../study-argument.ts';

/** `vroegzicht study bundle STUDY`. */
export const command: Command = {
  name: ['study', 'bundle'],
  summary: 'write one evidence file that anyone can check offline',
  description:
    'An RO-Crate with study, messages, signed releases, keys, results, deviations.txt and a signed list of all of them.\n' +
    'Check it with `vroegzicht verify FILE`. The connection is needed to sign the list.',
  positionals: studyPositional,
  options: {
    quorum: { type: 'text', placeholder: 'N', help: 'bundle when so many providers have answered' },
    ...resultsOption,
    ...connectionOptions,
  },
  examples: ['vroegzicht study bundle study.yaml', 'vroegzicht study bundle study.yaml --json'],
  run: async (context) => {
    const { study, path, tasks, folder, collected } = await pooledResults(context);
    const { openResearcherDesk } = await import('../researcher-desk.ts');
    const desk = await openResearcherDesk(context);
    const madeAt = desk.clock();
    const deviations = await readFile(join(dirname(path), 'deviations.txt'), 'utf8').catch(() => undefined);
    const files = await makeBundle(
      {
        study,
        researcher: desk.researcher,
        tasks: tasks.tasks,
        envelopes: collected.envelopes,
        sequence: collected.sequence,
        providerKeys: collected.keys,
        versions: submittedVersions(tasks.tasks),
        madeAt,
        ...(deviations !== undefined && { deviations }),
      },
      desk.signer,
    );
    const archive = await packBundle(files, madeAt);
    const file = join(folder, `${study.study}-v${study.version}.zip`);
    await writeFile(file, archive);
    const digest = sha256(archive);
    context.output.line(`Wrote ${file}: ${files.size} files, sha256 ${digest}`);
    context.output.result({ file, files: files.size, sha256: digest });
    return undefined;
  },
};
