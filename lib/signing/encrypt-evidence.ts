import { createDecipheriv } from 'node:crypto';
import { CompactEncrypt, calculateJwkThumbprint, importJWK } from 'jose';
import * as z from 'zod';
import { KeyThumbprint } from '../protocol/identifiers.ts';
import type { ExchangeKey } from '../protocol/register.ts';
import { fromBase64url } from './base64url.ts';

/** Opens an encrypted content key with the private exchange key, which never leaves the key service; undefined when it does not fit. */
export type UnwrapKey = (encryptedKey: Uint8Array) => Promise<Uint8Array | undefined>;

const algorithms = { alg: 'RSA-OAEP-256', enc: 'A256GCM' } as const;
const Header = z.strictObject({ alg: z.literal(algorithms.alg), enc: z.literal(algorithms.enc), kid: z.string() });
const RsaKey = z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string() });

/** Seals bytes for the holder of an exchange key: compact JWE, RSA-OAEP-256 and A256GCM (RFC 7516, RFC 7518). */
export async function sealEvidence(plaintext: Uint8Array, key: ExchangeKey): Promise<string> {
  const { kid, kty, n, e } = key;
  const publicKey = await importJWK({ kty, n, e }, algorithms.alg);
  return await new CompactEncrypt(plaintext).setProtectedHeader({ ...algorithms, kid }).encrypt(publicKey);
}

/** Opens what was sealed for this key; undefined when it was sealed for another one, was altered, or is no JWE of ours. */
export async function openEvidence(jwe: string, unwrap: UnwrapKey): Promise<Uint8Array | undefined> {
  const [header = '', ...parts] = jwe.split('.');
  const [encryptedKey, iv, ciphertext, tag] = parts.map(fromBase64url);
  if (encryptedKey === undefined || iv === undefined || ciphertext === undefined || parts.length !== 4)
    return undefined;
  if (tag?.length !== 16 || iv.length !== 12 || !isOurs(header)) return undefined;
  const contentKey = await unwrap(encryptedKey);
  if (contentKey?.length !== 32) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', contentKey, iv);
  decipher.setAAD(Buffer.from(header, 'ascii'));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    return undefined;
  }
}

function isOurs(header: string): boolean {
  const bytes = fromBase64url(header);
  try {
    return Header.safeParse(JSON.parse(Buffer.from(bytes ?? []).toString('utf8'))).success;
  } catch {
    return false;
  }
}

/** The public exchange key with its RFC 7638 thumbprint, from a JWK; throws for another kind of key than RSA. */
export async function exchangeKeyOf(jwk: unknown): Promise<ExchangeKey> {
  const { kty, n, e } = RsaKey.parse(jwk);
  const kid = KeyThumbprint.parse(await calculateJwkThumbprint({ kty, n, e }));
  return { kid, kty, alg: algorithms.alg, use: 'enc', n, e };
}
