import { studyDigest } from '../../signing/canonical.ts';
import { lintDesign } from '../../study/design-lint.ts';
import { expectedSmallCells, sizeFor } from '../../study/expected-cells.ts';
import { expectedCellsWords } from '../../study/expected-cells-words.ts';
import { readStudyFile } from '../../study/study-file.ts';
import type { Command } from '../command.ts';
import { askedSize, sizeOptions, studyPathOf, studyPositional } from '../study-argument.ts';

/** `vroegzicht study lint STUDY`: schema, codebook, digest, weaknesses of the design, and cells that will likely be too small. */
export const command: Command = {
  name: ['study', 'lint'],
  summary: 'check a study file against the schema and the codebook',
  description:
    'Also warns where the design misleads, with the reason and the repair, and says from public national figures which cells will likely be too small and what to coarsen; a warning stops nothing.',
  positionals: studyPositional,
  options: sizeOptions,
  examples: [
    'vroegzicht study lint studies/effectiveness-notebook-2026.yaml',
    'vroegzicht study lint study.yaml --municipalities 40 --inhabitants 50000',
  ],
  run: async (context) => {
    const { output } = context;
    const study = await readStudyFile(await studyPathOf(context));
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
    const size = sizeFor(study, askedSize(context));
    const smallCells = expectedSmallCells(study, size);
    for (const line of expectedCellsWords(smallCells, size)) output.line(line);
    output.result({
      study: study.study,
      version: study.version,
      digest,
      analyses: study.analyses.map((analysis) => analysis.id),
      warnings,
      expectedSize: size,
      smallCells,
    });
    return undefined;
  },
};
