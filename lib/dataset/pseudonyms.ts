import { createHmac, createSecretKey } from 'node:crypto';
import type { MacGenerator } from '../ports.ts';
import type { MunicipalityCode } from '../protocol/identifiers.ts';

/** What a pseudonym stands for; the same text in two domains has two pseudonyms. */
type PseudonymDomain = 'hash' | 'address' | 'bsn' | 'creditor' | 'case';

/** 128 bits of HMAC-SHA-256 as hexadecimal text. */
export type Pseudonyms = (domain: PseudonymDomain, ...parts: readonly string[]) => string;

/** Pseudonyms under the key of one municipality; the key lives in memory during ingest only (ruling 6). */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  if (key.length < 32) throw new RangeError('a pseudonym key has at least 32 bytes');
  const secret = createSecretKey(key);
  return (domain, ...parts) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([domain, ...parts]))
      .digest('hex')
      .slice(0, 32);
}

/** The pseudonym key of a municipality: one MAC of the key service on a fixed label (ruling 6). */
export const householdPseudonymKey =
  (generateMac: MacGenerator) =>
  (municipality: MunicipalityCode): Promise<Uint8Array> =>
    generateMac(`vroegzicht/household-pseudonym/1/${municipality}`);
