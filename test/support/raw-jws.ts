import { sha256 } from '../../lib/signing/canonical.ts';
import type { TestKey } from './keys.ts';

/** A JWS with any header and payload text, truly signed: what only an attacker or a careless sender makes. */
export async function rawJws(key: TestKey, header: string, payload: string | Uint8Array): Promise<string> {
  const protectedHeader = Buffer.from(header).toString('base64url');
  const body = Buffer.from(payload).toString('base64url');
  const digest = Buffer.from(sha256(`${protectedHeader}.${body}`), 'hex');
  const signature = Buffer.from(await key.signer.signDigest(digest)).toString('base64url');
  return JSON.stringify({ payload: body, signatures: [{ protected: protectedHeader, signature }] });
}

/** The header that our own signatures have. */
export function headerText(key: TestKey, typ: string): string {
  return JSON.stringify({ alg: 'ES256', kid: key.publicKey.kid, typ });
}
