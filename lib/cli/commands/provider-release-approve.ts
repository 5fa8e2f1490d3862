import type { Command } from '../command.ts';
import { decideRelease, reviewOptions } from '../review-command.ts';

/** `vroegzicht provider release approve TASK --by NAME`. */
export const command: Command = {
  name: ['provider', 'release', 'approve'],
  summary: 'let a held release go to the researcher',
  positionals: { name: 'TASK', minimum: 1, maximum: 1 },
  options: reviewOptions,
  examples: ['vroegzicht provider release approve run-0123456789abcdef --by "A. Proever" --as provider-a'],
  run: async (context) => await decideRelease(context, 'approved'),
};
