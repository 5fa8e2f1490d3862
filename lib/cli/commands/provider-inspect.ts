import { Failure } from '../../failure.ts';
import type { Command } from '../command.ts';
import { notFoundWords, objectionOptions, settleObjection } from '../objection-command.ts';

/** `vroegzicht provider inspect`. */
export const command: Command = {
  name: ['provider', 'inspect'],
  summary: 'say what is held of a household: a request for access',
  description:
    'Reads the identifier from standard input, as `object` does. It counts rows; the rows are in the source system.',
  options: objectionOptions,
  examples: ['vroegzicht provider inspect --municipality 0518 --by signal --as provider-a < number.txt'],
  run: async (context) => {
    const { entry, municipality } = await settleObjection(context, 'inspect');
    if (entry === undefined || entry.state === 'received')
      return new Failure(
        'node-failed',
        'not-settled',
        'no answer came yet',
        'ask again, or look at the log of erase-household',
      );
    const { held, state } = entry;
    if (held === null) {
      context.output.line('Not found in the present data of this municipality.');
      for (const line of notFoundWords(entry.by)) context.output.line(line);
    } else {
      context.output.line('Held under a pseudonym, without name, address or number:');
      context.output.line(
        `${held.signals} signals, ${held.cases} cases, ${held.attempts} contact attempts, ${held.followUps} follow-ups.`,
      );
      context.output.line(
        'Used for: counts over at least three municipalities together, and the page of this municipality.',
      );
    }
    context.output.result({ municipality, state, held });
    return undefined;
  },
};
