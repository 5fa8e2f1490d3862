import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { studyDigest } from '../../signing/canonical.ts';
import { bibtexEntry, citationFile } from '../../study/cite.ts';
import type { Command } from '../command.ts';
import { pooledResults } from '../pooled-results.ts';
import { resultsOption, studyPositional } from '../study-argument.ts';

/** `vroegzicht study cite STUDY`. */
export const command: Command = {
  name: ['study', 'cite'],
  summary: 'write CITATION.cff and BibTeX',
  positionals: studyPositional,
  options: resultsOption,
  examples: ['vroegzicht study cite study.yaml'],
  run: async (context) => {
    const { study, folder, releases, collected } = await pooledResults(context);
    const released =
      collected.envelopes
        .map(({ envelope }) => envelope.iat.slice(0, 10))
        .toSorted()
        .at(-1) ?? '';
    const providers = new Set(releases.map(({ provider }) => provider)).size;
    const citation = { study, digest: studyDigest(study), released, providers };
    await writeFile(join(folder, 'CITATION.cff'), citationFile(citation));
    await writeFile(join(folder, 'citation.bib'), bibtexEntry(citation));
    context.output.line(bibtexEntry(citation));
    context.output.result({ folder, files: ['CITATION.cff', 'citation.bib'] });
    return undefined;
  },
};
