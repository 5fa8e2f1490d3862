import { createECDH, type KeyObject } from 'node:crypto';
import * as z from 'zod';

const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** ECDSA over P-256 of a ready digest (FIPS 186-5, section 6.4.1), as KMS does in DIGEST mode; r||s. */
export function signDigest(privateKey: KeyObject, digest: Uint8Array): Uint8Array {
  const { d } = z.object({ d: z.string() }).parse(privateKey.export({ format: 'jwk' }));
  const secret = toInteger(Buffer.from(d, 'base64url'));
  const nonce = createECDH('prime256v1');
  const point = nonce.generateKeys();
  const r = toInteger(point.subarray(1, 33)) % order;
  const s = (inverse(toInteger(nonce.getPrivateKey())) * (toInteger(digest) + r * secret)) % order;
  return Buffer.from(r.toString(16).padStart(64, '0') + s.toString(16).padStart(64, '0'), 'hex');
}

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function inverse(value: bigint): bigint {
  let result = 1n;
  let base = value % order;
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}
