import { studyDigest } from '../../signing/canonical.ts';
import { readStudyFile } from '../../study/study-file.ts';
import type { Command } from '../command.ts';

/** `vroegzicht study lint STUDY`: schema, codebook and digest of a study file. */
export const command: Command = {
  name: ['study', 'lint'],
  summary: 'check a study file against the schema and the codebook',
  positionals: { name: 'STUDY', minimum: 1, maximum: 1 },
  options: {},
  examples: ['vroegzicht study lint studies/effectiveness-notebook-2026.yaml'],
  run: async ({ arguments: given, output }) => {
    const study = await readStudyFile(given.positionals[0] ?? '');
    const digest = studyDigest(study);
    output.line(`${study.study} version ${study.version}: ${study.analyses.length} analyses, valid`);
    output.line(`digest ${digest}`);
    output.result({
      study: study.study,
      version: study.version,
      digest,
      analyses: study.analyses.map((analysis) => analysis.id),
    });
    return undefined;
  },
};
