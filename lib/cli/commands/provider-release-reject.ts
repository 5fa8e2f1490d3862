import type { Command } from '../command.ts';
import { decideRelease, reviewOptions } from '../review-command.ts';

/** `vroegzicht provider release reject TASK --by NAME`. */
export const command: Command = {
  name: ['provider', 'release', 'reject'],
  summary: 'keep a held release back; the researcher is told that it was rejected',
  positionals: { name: 'TASK', minimum: 1, maximum: 1 },
  options: reviewOptions,
  examples: ['vroegzicht provider release reject run-0123456789abcdef --by "A. Proever" --as provider-a'],
  run: async (context) => await decideRelease(context, 'rejected'),
};
