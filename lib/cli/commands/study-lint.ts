import { studyDigest } from '../../signing/canonical.ts';
import { lintDesign } from '../../study/design-lint.ts';
import { readStudyFile } from '../../study/study-file.ts';
import type { Command } from '../command.ts';

/** `vroegzicht study lint STUDY`: schema, codebook, digest and weaknesses of the design of a study file. */
export const command: Command = {
  name: ['study', 'lint'],
  summary: 'check a study file against the schema and the codebook',
  description: 'Also warns where the design misleads, with the reason and the repair; a warning stops nothing.',
  positionals: { name: 'STUDY', minimum: 1, maximum: 1 },
  options: {},
  examples: ['vroegzicht study lint studies/effectiveness-notebook-2026.yaml'],
  run: async ({ arguments: given, output }) => {
    const study = await readStudyFile(given.positionals[0] ?? '');
    const digest = studyDigest(study);
    output.line(`${study.study} version ${study.version}: ${study.analyses.length} analyses, valid`);
    output.line(`digest ${digest}`);
    const warnings = lintDesign(study);
    for (const { rule, analysis, reason, repair } of warnings) {
      output.line();
      output.line(`${output.style.bold(rule)}  ${analysis}`);
      output.line(`  ${reason}`);
      output.line(`  repair: ${repair}`);
    }
    output.line(warnings.length === 0 ? 'no weaknesses of the design found' : '');
    output.result({
      study: study.study,
      version: study.version,
      digest,
      analyses: study.analyses.map((analysis) => analysis.id),
      warnings,
    });
    return undefined;
  },
};
