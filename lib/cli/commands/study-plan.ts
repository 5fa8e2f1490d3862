import type { Command } from '../command.ts';
import { studyPathOf, studyPositional } from '../study-argument.ts';

/** `vroegzicht study plan STUDY`. */
export const command: Command = {
  name: ['study', 'plan'],
  summary: 'show exactly what would leave the providers',
  description: 'Reads the study file only; needs no connection and no data.',
  positionals: studyPositional,
  options: {},
  examples: ['vroegzicht study plan study.yaml', 'vroegzicht study plan study.yaml --json'],
  run: async (context) => {
    const { planStudy } = await import('../../study/plan.ts');
    const { planWords } = await import('../../study/plan-words.ts');
    const { readStudyFile } = await import('../../study/study-file.ts');
    const plan = planStudy(await readStudyFile(await studyPathOf(context)));
    for (const line of planWords(plan)) context.output.line(line);
    context.output.result(plan);
    return undefined;
  },
};
