import { createECDH, type KeyObject, randomBytes } from 'node:crypto';
import { AwsError } from '../aws-error.ts';

/** Order of the base point of P-256 (SEC 2, section 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * ECDSA over a digest made elsewhere (FIPS 186-5, section 6.4.1), in DER. node:crypto hashes what it signs, so the last
 * steps are done here; the point multiplication, and so the timing that matters, is OpenSSL's. For local keys only.
 */
export function signDigestP256(privateKey: KeyObject, digest: Uint8Array): Buffer {
  const secret = secretOf(privateKey);
  for (;;) {
    const nonce = randomScalar();
    const r = multiplyBasePoint(nonce) % order;
    const s = (invert(nonce) * (toInteger(digest) + r * secret)) % order;
    if (r !== 0n && s !== 0n) return encodeDer(r, s);
  }
}

/** Checks such a signature with the private half, which the key service has: u1 G + u2 Q = (u1 + u2 d) G. */
export function verifyDigestP256(privateKey: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const pair = decodeDer(Buffer.from(signature));
  if (pair === undefined) return false;
  const { r, s } = pair;
  if (r <= 0n || r >= order || s <= 0n || s >= order) return false;
  const scalar = (invert(s) * (toInteger(digest) + r * secretOf(privateKey))) % order;
  return scalar !== 0n && multiplyBasePoint(scalar) % order === r;
}

function secretOf(privateKey: KeyObject): bigint {
  const { d } = privateKey.export({ format: 'jwk' });
  if (d === undefined) throw new AwsError('KMSInternalException', 500, 'the key has no private half');
  return toInteger(Buffer.from(d, 'base64url'));
}

/** The x coordinate of `scalar` times the base point. */
function multiplyBasePoint(scalar: bigint): bigint {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(toBytes(scalar));
  return toInteger(curve.getPublicKey().subarray(1, 33));
}

function randomScalar(): bigint {
  const candidate = toInteger(randomBytes(32));
  return candidate > 0n && candidate < order ? candidate : randomScalar();
}

/** Inverse modulo the order by Fermat's little theorem; the order is prime. */
function invert(value: bigint): bigint {
  let result = 1n;
  let base = ((value % order) + order) % order;
  for (let exponent = order - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}

const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const toBytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

/** SEQUENCE of two INTEGERs (RFC 3279, section 2.2.3): minimal length, a zero byte before a high bit. */
function encodeDer(r: bigint, s: bigint): Buffer {
  const integers = Buffer.concat([r, s].map(encodeInteger));
  return Buffer.concat([Buffer.from([0x30, integers.length]), integers]);
}

function encodeInteger(value: bigint): Buffer {
  const text = value.toString(16);
  const bytes = Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex');
  const padded = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
}

function decodeDer(signature: Buffer): { readonly r: bigint; readonly s: bigint } | undefined {
  const rLength = signature[3] ?? 0;
  const sLength = signature[5 + rLength] ?? 0;
  const rBytes = signature.subarray(4, 4 + rLength);
  const sBytes = signature.subarray(6 + rLength, 6 + rLength + sLength);
  if (rBytes.length === 0 || sBytes.length === 0) return undefined;
  const [r, s] = [toInteger(rBytes), toInteger(sBytes)];
  return encodeDer(r, s).equals(signature) ? { r, s } : undefined;
}
