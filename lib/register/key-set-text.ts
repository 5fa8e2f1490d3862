import { Failure } from '../failure.ts';
import { KeySet } from '../protocol/register.ts';

/** Reads a key set from JSON text, as in the environment of a function; throws when it is none. */
export function keySetFromText(text: string): KeySet {
  try {
    return KeySet.parse(JSON.parse(text));
  } catch {
    throw new Failure(
      'node-failed',
      'unreadable-keys',
      'the configured keys are no key set',
      'give {"keys": [...]} with P-256 public keys and their thumbprints',
    );
  }
}
