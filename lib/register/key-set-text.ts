import * as z from 'zod';
import { Failure } from '../failure.ts';
import { KeySet, PublicKey } from '../protocol/register.ts';

/** Before the first approver has a key, and after the last one left, there is none: then nothing counts as approved. */
const PerhapsEmpty = KeySet.extend({ keys: z.array(PublicKey).max(20) });

/** Reads a key set, perhaps an empty one, from JSON text, as in the environment of a function; throws when it is none. */
export function keySetFromText(text: string): KeySet {
  try {
    return PerhapsEmpty.parse(JSON.parse(text));
  } catch {
    throw new Failure(
      'node-failed',
      'unreadable-keys',
      'the configured keys are no key set',
      'give {"keys": [...]} with P-256 public keys and their thumbprints',
    );
  }
}
