import { verify } from 'node:crypto';
import type { Sha256 } from '../protocol/identifiers.ts';
import { Jws, JwsHeader } from '../protocol/message.ts';
import type { KeySet, PublicKey } from '../protocol/register.ts';
import { fromBase64url } from './base64url.ts';
import { canonicalText, sha256 } from './canonical.ts';
import { type JwsType, maximumJwsLength } from './jws-types.ts';
import { findKey, isValidAt, verificationKey } from './keys.ts';

/** What a verified signature covers; `payloadDigest` is the SHA-256 of the signed canonical JSON. */
export type VerifiedJws = {
  readonly status: 'verified';
  readonly payload: unknown;
  readonly payloadDigest: Sha256;
  readonly key: PublicKey;
};

/** Why a signature does not count; the codes are stable. */
export type InvalidJws = {
  readonly status: 'invalid';
  readonly code:
    | 'too-large'
    | 'not-a-jws'
    | 'wrong-type'
    | 'unknown-key'
    | 'key-not-valid'
    | 'bad-signature'
    | 'not-canonical';
  readonly reason: string;
};

type Parts = { readonly payload: string; readonly protected: string; readonly signature: string };

/** Verifies a general JSON JWS with exactly one ES256 signature by a pinned key that is valid at `now`. */
export function verifyJws(text: string, keys: KeySet, typ: JwsType, now: Date): VerifiedJws | InvalidJws {
  const found = checkSignature(text, keys, typ);
  if (found.status === 'verified' && !isValidAt(found.key, now))
    return invalid('key-not-valid', `key ${found.key.kid} is not valid on ${now.toISOString().slice(0, 10)}`);
  return found;
}

/** As `verifyJws`, but leaves the key's period of validity to the caller. */
export function checkSignature(text: string, keys: KeySet, typ: JwsType): VerifiedJws | InvalidJws {
  if (text.length > maximumJwsLength[typ]) return invalid('too-large', `more than ${maximumJwsLength[typ]} characters`);
  const parts = readParts(text);
  const header = readHeader(parts);
  if (parts === undefined || header === undefined)
    return invalid('not-a-jws', 'not a general JSON JWS with one ES256 signature and the header alg, kid, typ');
  if (header.typ !== typ) return invalid('wrong-type', `the signature is no ${typ}`);
  const key = findKey(keys, header.kid);
  if (key === undefined) return invalid('unknown-key', `key ${header.kid} is not one of the registered keys`);
  const signature = fromBase64url(parts.signature);
  const payload = fromBase64url(parts.payload);
  if (signature?.length !== 64 || payload === undefined || !isSignedBy(key, parts, signature))
    return invalid('bad-signature', `the signature by key ${header.kid} does not cover this content`);
  return readPayload(payload, key);
}

/** Id of the key that a JWS says it is signed with: only for looking the key up. */
export function claimedKey(text: string, typ: JwsType): string | undefined {
  return text.length > maximumJwsLength[typ] ? undefined : readHeader(readParts(text))?.kid;
}

function isSignedBy(key: PublicKey, parts: Parts, signature: Uint8Array): boolean {
  const input = Buffer.from(`${parts.protected}.${parts.payload}`, 'ascii');
  return verify('sha256', input, { key: verificationKey(key), dsaEncoding: 'ieee-p1363' }, signature);
}

function readParts(text: string): Parts | undefined {
  const parsed = Jws.safeParse(parseJson(text));
  const [signature, ...more] = parsed.data?.signatures ?? [];
  if (parsed.data === undefined || signature === undefined || more.length > 0) return undefined;
  return canonicalText(parsed.data) === text ? { payload: parsed.data.payload, ...signature } : undefined;
}

function readHeader(parts: Parts | undefined) {
  const bytes = parts === undefined ? undefined : fromBase64url(parts.protected);
  const text = bytes === undefined ? undefined : decodeUtf8(bytes);
  const header = JwsHeader.safeParse(text === undefined ? undefined : parseJson(text)).data;
  return header !== undefined && canonicalText(header) === text ? header : undefined;
}

/** Only the canonical form is accepted: it has no repeated names, and one text for each value. */
function readPayload(bytes: Uint8Array, key: PublicKey): VerifiedJws | InvalidJws {
  const text = decodeUtf8(bytes);
  const payload = text === undefined ? undefined : parseJson(text);
  if (text === undefined || payload === undefined || canonicalText(payload) !== text)
    return invalid('not-canonical', 'the signed content is not canonical JSON (RFC 8785)');
  return { status: 'verified', payload, payloadDigest: sha256(bytes), key };
}

function invalid(code: InvalidJws['code'], reason: string): InvalidJws {
  return { status: 'invalid', code, reason };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
