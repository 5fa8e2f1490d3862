import { Failure } from '../../failure.ts';
import type { ObjectionEntry } from '../../register/objections.ts';
import type { Command } from '../command.ts';
import { notFoundWords, objectionOptions, settleObjection } from '../objection-command.ts';

/** `vroegzicht provider object`. */
export const command: Command = {
  name: ['provider', 'object'],
  summary: "carry out a resident's objection: the household leaves at once",
  description:
    'Reads the identifier from standard input: a source hash, a signal or case number, or an address (postcode, house\n' +
    'number, addition) or BSN where the delivery had them. The whole household leaves: everyone who shares the key.',
  options: objectionOptions,
  examples: [
    'vroegzicht provider object --municipality 0518 --by hash --as provider-a < hash.txt',
    'printf "1234AB\\n10\\nA" | vroegzicht provider object --municipality 0518 --by address --as provider-b',
  ],
  run: async (context) => {
    const { entry, municipality } = await settleObjection(context, 'object');
    if (entry === undefined)
      return new Failure(
        'node-failed',
        'not-settled',
        'the objection was handed in, but nothing came back yet',
        'look at the log of ingest-export; the household may still count until this is settled',
      );
    for (const line of words(entry)) context.output.line(line);
    const { id, state, held, receivedAt, settledAt } = entry;
    context.output.result({ municipality, id, state, held, receivedAt, settledAt });
    return undefined;
  },
};

function words({ id, by, state, held }: ObjectionEntry): readonly string[] {
  const later = 'If it appears in a later delivery it is kept out, and taken out of earlier ones.';
  const published = 'What was published before cannot be recalled; it holds only rounded counts over many households.';
  switch (state) {
    case 'received':
      return [`${id}: the household is outside every new task from now on. Its rows are being erased.`, published];
    case 'erased':
      return [
        `${id}: the whole household has left. ${held?.signals ?? 0} signals, ${held?.cases ?? 0} cases and ${held?.attempts ?? 0} contact attempts were erased, earlier versions too.`,
        'The next delivery keeps it out as well.',
        published,
      ];
    default:
      return [`${id}: not found in the present data of this municipality. ${later}`, ...notFoundWords(by)];
  }
}
