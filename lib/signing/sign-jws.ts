import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { Signer } from '../ports.ts';
import { toBase64url } from './base64url.ts';
import { canonicalBytes, canonicalText } from './canonical.ts';
import type { JwsType } from './jws-types.ts';
import { publicKeyFromSpki } from './keys.ts';
import { checkSignature } from './verify-jws.ts';

/**
 * Signs the canonical JSON of `payload` and returns the text of a general JSON JWS (RFC 7515, ES256).
 * The signature is verified with the signer's public key first; throws when it does not hold.
 */
export async function signJws(payload: unknown, typ: JwsType, signer: Signer): Promise<string> {
  const key = publicKeyFromSpki(await signer.spki());
  const header = toBase64url(canonicalBytes({ alg: 'ES256', kid: key.kid, typ }));
  const body = toBase64url(canonicalBytes(payload));
  const digest = createHash('sha256').update(`${header}.${body}`, 'ascii').digest();
  const signature = toBase64url(await signer.signDigest(digest));
  const text = canonicalText({ payload: body, signatures: [{ protected: header, signature }] });
  const check = checkSignature(text, { keys: [key] }, typ);
  if (check.status === 'verified') return text;
  throw new Failure(
    'bad-signature',
    check.code,
    `own signature does not verify: ${check.reason}`,
    'check the signing key',
  );
}
