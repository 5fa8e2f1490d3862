import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { KmsKey } from './key-store.ts';

/** Pairs that must be the same at decryption; they are authenticated, not stored. */
export type EncryptionContext = Readonly<Record<string, string>>;

const version = 1;
const ivBytes = 12;
const tagBytes = 16;
const idBytes = 16;

/** Encrypts under a symmetric key: version, key id, IV, tag, then AES-256-GCM with key id and context as AAD. */
export function sealCiphertext(key: KmsKey, plaintext: Uint8Array, context: EncryptionContext): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv);
  cipher.setAAD(additionalData(key.keyId, context));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from([version]), idToBytes(key.keyId), iv, cipher.getAuthTag(), encrypted]);
}

/** The id of the key that a ciphertext names. */
export function keyIdOfCiphertext(ciphertext: Uint8Array): string {
  if (ciphertext.length < 1 + idBytes + ivBytes + tagBytes || ciphertext[0] !== version) throw invalidCiphertext();
  const hexadecimal = Buffer.from(ciphertext.subarray(1, 1 + idBytes)).toString('hex');
  return hexadecimal.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Opens what `sealCiphertext` made; throws `InvalidCiphertextException` for another key, context or changed bytes. */
export function openCiphertext(key: KmsKey, ciphertext: Uint8Array, context: EncryptionContext): Buffer {
  const ivStart = 1 + idBytes;
  const tagStart = ivStart + ivBytes;
  const iv = ciphertext.subarray(ivStart, tagStart);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv);
  decipher.setAAD(additionalData(key.keyId, context));
  decipher.setAuthTag(ciphertext.subarray(tagStart, tagStart + tagBytes));
  try {
    return Buffer.concat([decipher.update(ciphertext.subarray(tagStart + tagBytes)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

/** What KMS answers to a ciphertext it cannot open; it gives no reason. */
export function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', 400, 'The ciphertext is invalid.');
}

const idToBytes = (keyId: string): Buffer => Buffer.from(keyId.replaceAll('-', ''), 'hex');

function additionalData(keyId: string, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).toSorted(([first], [second]) => (first < second ? -1 : 1));
  return Buffer.from(JSON.stringify([keyId, pairs]));
}
