import * as z from 'zod';
import { Failure } from '../failure.ts';
import { MunicipalityCode } from '../protocol/identifiers.ts';
import type { ObjectionEntry } from '../register/objections.ts';
import type { Command, CommandContext } from './command.ts';
import { connectionOptions } from './connection.ts';

const By = z.enum(['hash', 'address', 'bsn', 'signal', 'case']);

/** Options of `object` and `inspect`: the identifier itself is read from standard input, never from an argument. */
export const objectionOptions = {
  municipality: { type: 'text', placeholder: 'CODE', help: 'where the resident lives' },
  by: { type: 'text', placeholder: 'WORD', help: 'what standard input holds: hash, address, bsn, signal or case' },
  wait: { type: 'text', placeholder: 'SECONDS', help: 'how long to wait for the outcome (default 120)' },
  ...connectionOptions,
} as const satisfies Command['options'];

/** What else to try when nothing was found by this kind of identifier. */
export function notFoundWords(by: ObjectionEntry['by']): readonly string[] {
  const other = 'the hash of the source, or the number of a signal or case';
  switch (by) {
    case 'address':
      return [`An address is found only where the delivery had one; try ${other} otherwise.`];
    case 'bsn':
      return [
        'A delivery with an address names its households by it, and the BSN is not kept: give the address as well, it acts at once.',
        `Otherwise try ${other}.`,
      ];
    default:
      return [`Check the ${by} with the source system; signals older than the delivery are not held.`];
  }
}

/** Hands in what standard input names and returns what became of it. */
export async function settleObjection(
  context: CommandContext,
  purpose: ObjectionEntry['purpose'],
): Promise<{ readonly entry: ObjectionEntry | undefined; readonly municipality: string }> {
  const { arguments: given } = context;
  const municipality = MunicipalityCode.safeParse(given.text('municipality'));
  const by = By.safeParse(given.text('by'));
  if (!municipality.success)
    throw new Failure(
      'wrong-use',
      'bad-code',
      '--municipality is missing or no code',
      'give --municipality CODE, four digits',
    );
  if (!by.success)
    throw new Failure(
      'wrong-use',
      'by-what',
      '--by is missing or unknown',
      `give --by ${By.options.join('|')} and pipe the identifier in`,
    );
  const seconds = given.integer('wait', { minimum: 0, maximum: 3600 }) ?? 120;
  const { handIn, parseAbout, waitABit } = await import('../provider/objection.ts');
  const about = parseAbout(by.data, await context.readInput());
  const { openProviderDesk } = await import('./provider-desk.ts');
  const desk = await openProviderDesk(context);
  const ports = {
    inbox: desk.store('inbox'),
    register: desk.store('register'),
    randomBytes: desk.randomBytes,
    wait: waitABit,
  };
  const request = { municipality: municipality.data, purpose, about, seconds };
  return { entry: await handIn(request, ports), municipality: municipality.data };
}
