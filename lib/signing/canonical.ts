import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { Sha256 } from '../protocol/identifiers.ts';
import type { Study } from '../protocol/study.ts';

/** Canonical JSON (RFC 8785); throws for what JSON cannot say, such as NaN or a lone surrogate. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

/** Canonical JSON as UTF-8 bytes, as it is stored. */
export function canonicalBytes(value: unknown): Uint8Array {
  return Buffer.from(canonicalText(value), 'utf8');
}

/** SHA-256 of text (UTF-8) or bytes. */
export function sha256(content: string | Uint8Array): Sha256 {
  return Sha256.parse(createHash('sha256').update(content).digest('hex'));
}

/** SHA-256 of the canonical JSON of a value. */
export function digestOf(value: unknown): Sha256 {
  return sha256(canonicalText(value));
}

/** The digest that an approval names: of the parsed study, so with its defaults filled in. */
export function studyDigest(study: Study): Sha256 {
  return digestOf(study);
}
