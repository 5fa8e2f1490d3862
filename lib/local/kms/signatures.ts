import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { KmsKey } from './key-store.ts';
import { signDigestP256, verifyDigestP256 } from './p256-digest.ts';

/** What is signed: a message of at most 4,096 bytes, or its SHA-256 digest. */
export type SignatureInput = { readonly message: Uint8Array; readonly messageType: 'RAW' | 'DIGEST' };

/** ECDSA over P-256 with SHA-256, DER encoded, as KMS returns it. */
export function signMessage(key: KmsKey, input: SignatureInput): Buffer {
  checkLength(input);
  const privateKey = privateKeyOf(key);
  if (input.messageType === 'RAW') return sign('sha256', input.message, privateKey);
  return signDigestP256(privateKey, input.message);
}

/** Whether a DER signature is this key's. */
export function verifyMessage(key: KmsKey, input: SignatureInput, signature: Uint8Array): boolean {
  checkLength(input);
  const privateKey = privateKeyOf(key);
  if (input.messageType === 'RAW') return verify('sha256', input.message, createPublicKey(privateKey), signature);
  return verifyDigestP256(privateKey, input.message, signature);
}

/** The public key as SPKI in DER. */
export function publicKeyOf(key: KmsKey): Buffer {
  return createPublicKey(privateKeyOf(key)).export({ type: 'spki', format: 'der' });
}

/** The private half of a pair. */
export function privateKeyOf(key: KmsKey): KeyObject {
  return createPrivateKey({ key: Buffer.from(key.material, 'base64'), format: 'der', type: 'pkcs8' });
}

/** HMAC-SHA-256 of a message of at most 4,096 bytes. */
export function generateMac(key: KmsKey, message: Uint8Array): Buffer {
  checkLength({ message, messageType: 'RAW' });
  return createHmac('sha256', Buffer.from(key.material, 'base64')).update(message).digest();
}

/** Compares without telling by its time where the difference is. */
export function verifyMac(key: KmsKey, message: Uint8Array, mac: Uint8Array): boolean {
  return timingSafeEqual(sha256(generateMac(key, message)), sha256(mac));
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

function checkLength({ message, messageType }: SignatureInput): void {
  if (messageType === 'DIGEST' && message.length !== 32)
    throw new AwsError('ValidationException', 400, 'Digest is invalid length for algorithm ECDSA_SHA_256.');
  if (message.length < 1 || message.length > 4096)
    throw new AwsError(
      'ValidationException',
      400,
      "1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length between 1 and 4096",
    );
}
