import type { KeySet } from '../../protocol/register.ts';
import type { SequenceFile } from '../../study/bundle-format.ts';
import { readStudyFile } from '../../study/study-file.ts';
import { requireTasks } from '../../study/tasks-file.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { resultsFolderOf, resultsOption, studyPathOf, studyPositional } from '../study-argument.ts';

/** `vroegzicht study collect STUDY`. */
export const command: Command = {
  name: ['study', 'collect'],
  summary: 'fetch and verify what the providers delivered',
  description:
    'Verifies signature, audience, digest and every estimate, and stops with exit code 4 when one does not hold.\n' +
    'It can be repeated at any time. What is missing is said, and is no error.',
  positionals: studyPositional,
  options: { ...resultsOption, ...connectionOptions },
  examples: ['vroegzicht study collect study.yaml', 'vroegzicht study collect study.yaml --out results'],
  run: async (context) => {
    const { output } = context;
    const path = await studyPathOf(context);
    const study = await readStudyFile(path);
    const tasks = await requireTasks(path);
    const { openResearcherDesk } = await import('../researcher-desk.ts');
    const { collectStudy } = await import('../../study/collect-study.ts');
    const { pinnedKeys } = await import('../../study/inbox.ts');
    const { deliverySequence } = await import('../../study/sequence.ts');
    const { writeResultsFolder } = await import('../../study/results-folder.ts');
    const desk = await openResearcherDesk(context);
    const { envelopes, waiting } = await collectStudy(study, tasks, desk);
    const keys = new Map<string, KeySet>();
    const sequence: SequenceFile = [];
    for (const provider of new Set(envelopes.map((each) => each.provider))) {
      keys.set(provider, await pinnedKeys(desk.inbox, provider));
      const own = envelopes.filter((each) => each.provider === provider);
      sequence.push(...(await deliverySequence(provider, own, desk)));
    }
    const folder = resultsFolderOf(context, path);
    const files = await writeResultsFolder(folder, { envelopes, keys, sequence });
    output.line(`${envelopes.length} signed files hold, in ${folder}`);
    for (const { provider, reason } of waiting) output.line(`${provider}: no release yet, ${reason}`);
    output.result({ folder, files, waiting });
    return undefined;
  },
};
