import type { Command } from '../command.ts';
import { askedSize, sizeOptions, studyPathOf, studyPositional } from '../study-argument.ts';

/** `vroegzicht study plan STUDY`. */
export const command: Command = {
  name: ['study', 'plan'],
  summary: 'show exactly what would leave the providers',
  description:
    'Reads the study file only; needs no connection and no data. Says which cells will likely be too small, from public national figures.',
  positionals: studyPositional,
  options: sizeOptions,
  examples: [
    'vroegzicht study plan study.yaml',
    'vroegzicht study plan study.yaml --municipalities 40 --inhabitants 50000',
    'vroegzicht study plan study.yaml --json',
  ],
  run: async (context) => {
    const { planStudy } = await import('../../study/plan.ts');
    const { planWords } = await import('../../study/plan-words.ts');
    const { readStudyFile } = await import('../../study/study-file.ts');
    const { sizeFor } = await import('../../study/expected-cells.ts');
    const study = await readStudyFile(await studyPathOf(context));
    const plan = planStudy(study, sizeFor(study, askedSize(context)));
    for (const line of planWords(plan)) context.output.line(line);
    context.output.result(plan);
    return undefined;
  },
};
