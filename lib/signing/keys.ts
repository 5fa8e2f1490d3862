import { createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { KeyThumbprint } from '../protocol/identifiers.ts';
import type { KeySet, PublicKey } from '../protocol/register.ts';
import { sha256 } from './canonical.ts';

const Point = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() });

/** RFC 7638 thumbprint: SHA-256 of the required members in lexicographic order. */
export function thumbprint(key: { readonly x: string; readonly y: string }): KeyThumbprint {
  const members = JSON.stringify({ crv: 'P-256', kty: 'EC', x: key.x, y: key.y });
  return KeyThumbprint.parse(Buffer.from(sha256(members), 'hex').toString('base64url'));
}

/** Public key (JWK with its thumbprint) from SPKI in DER; throws for another kind of key than P-256. */
export function publicKeyFromSpki(spki: Uint8Array): PublicKey {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const { kty, crv, x, y } = Point.parse(key.export({ format: 'jwk' }));
  return { kid: thumbprint({ x, y }), kty, crv, x, y };
}

/** Verification key of a JWK; throws when the point does not lie on the curve. */
export function verificationKey({ kty, crv, x, y }: PublicKey): KeyObject {
  return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
}

/** The key with this id, if its id is indeed its thumbprint. */
export function findKey(keys: KeySet, kid: string): PublicKey | undefined {
  const key = keys.keys.find((candidate) => candidate.kid === kid);
  return key !== undefined && thumbprint(key) === key.kid ? key : undefined;
}

/** Tells whether a key may have signed at this instant; its days are UTC, the last one included. */
export function isValidAt(key: PublicKey, at: Date): boolean {
  const day = at.toISOString().slice(0, 10);
  return (key.notBefore ?? day) <= day && day <= (key.notAfter ?? day);
}
