import { constants, createPublicKey, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { RequestContext } from '../authorisation.ts';
import { AwsError } from '../aws-error.ts';
import {
  type EncryptionContext,
  invalidCiphertext,
  keyIdOfCiphertext,
  openCiphertext,
  sealCiphertext,
} from './ciphertext.ts';
import { type KmsKey, requireUsable } from './key-store.ts';
import {
  authorisedKey,
  Bytes,
  KeyReference,
  type KmsCall,
  type KmsOperation,
  operation,
  toBase64,
} from './operation.ts';
import { privateKeyOf, publicKeyOf } from './signatures.ts';

const Context = z.record(z.string(), z.string()).default({});
const Algorithm = z.enum(['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_256']).default('SYMMETRIC_DEFAULT');

const EncryptInput = z.strictObject({
  KeyId: KeyReference,
  Plaintext: Bytes,
  EncryptionContext: Context,
  EncryptionAlgorithm: Algorithm,
});
const DecryptInput = z.strictObject({
  KeyId: KeyReference.optional(),
  CiphertextBlob: Bytes,
  EncryptionContext: Context,
  EncryptionAlgorithm: Algorithm,
});
const DataKeyInput = z.strictObject({
  KeyId: KeyReference,
  EncryptionContext: Context,
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
});

/** A fresh data key, plain and sealed. `via` names the service that asks for its caller (`kms:ViaService`). */
export type DataKeyRequest = {
  readonly keyReference: string;
  readonly context: EncryptionContext;
  readonly size: number;
  readonly via?: string;
};

/** Makes a data key under a symmetric key; throws KMS's errors. */
export function generateDataKey(request: DataKeyRequest, call: KmsCall) {
  const key = authorisedKey(request.keyReference, call, 'GenerateDataKey', requestContext(request));
  requireSymmetric(key);
  const plaintext = randomBytes(request.size);
  return { keyArn: key.arn, plaintext, ciphertext: sealCiphertext(key, plaintext, request.context) };
}

/** What is to be opened, and under which context it was sealed. */
export type DecryptRequest = {
  readonly ciphertext: Uint8Array;
  readonly context: EncryptionContext;
  readonly via?: string;
};

/** Opens a ciphertext of a symmetric key, which it names itself; throws KMS's errors. */
export function decrypt(request: DecryptRequest, call: KmsCall) {
  const key = authorisedKey(keyOfCiphertext(request.ciphertext, call), call, 'Decrypt', requestContext(request));
  requireSymmetric(key);
  return { keyArn: key.arn, plaintext: openCiphertext(key, request.ciphertext, request.context) };
}

/** Encryption under KMS keys: symmetric with context, and RSA-OAEP-256. */
export const dataOperations: Readonly<Record<string, KmsOperation>> = {
  Encrypt: operation(EncryptInput, (input, call) => {
    const context = requestContext({ context: input.EncryptionContext });
    const key = authorisedKey(input.KeyId, call, 'Encrypt', context);
    const ciphertext = encrypt(key, input);
    return { KeyId: key.arn, CiphertextBlob: toBase64(ciphertext), EncryptionAlgorithm: input.EncryptionAlgorithm };
  }),
  Decrypt: operation(DecryptInput, (input, call) => {
    const { keyArn, plaintext } =
      input.EncryptionAlgorithm === 'RSAES_OAEP_SHA_256' ? decryptRsa(input, call) : decryptSymmetric(input, call);
    return { KeyId: keyArn, Plaintext: toBase64(plaintext), EncryptionAlgorithm: input.EncryptionAlgorithm };
  }),
  GenerateDataKey: operation(DataKeyInput, (input, call) => {
    const result = generateDataKey(dataKeyRequest(input), call);
    return { KeyId: result.keyArn, Plaintext: toBase64(result.plaintext), CiphertextBlob: toBase64(result.ciphertext) };
  }),
  GenerateDataKeyWithoutPlaintext: operation(DataKeyInput, (input, call) => {
    const result = generateDataKey(dataKeyRequest(input), call);
    return { KeyId: result.keyArn, CiphertextBlob: toBase64(result.ciphertext) };
  }),
};

function dataKeyRequest(input: z.infer<typeof DataKeyInput>): DataKeyRequest {
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined))
    throw new AwsError('ValidationException', 400, 'Please specify either number of bytes or key spec.');
  const size = input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32);
  return { keyReference: input.KeyId, context: input.EncryptionContext, size };
}

function encrypt(key: KmsKey, input: z.infer<typeof EncryptInput>): Buffer {
  if (input.EncryptionAlgorithm === 'SYMMETRIC_DEFAULT') {
    requireSymmetric(key);
    if (input.Plaintext.length > 4096)
      throw new AwsError('ValidationException', 400, 'Plaintext must have length between 1 and 4096');
    return sealCiphertext(key, input.Plaintext, input.EncryptionContext);
  }
  requireRsa(key);
  const publicKey = createPublicKey({ key: publicKeyOf(key), format: 'der', type: 'spki' });
  return publicEncrypt({ key: publicKey, ...oaep }, input.Plaintext);
}

function decryptSymmetric(input: z.infer<typeof DecryptInput>, call: KmsCall) {
  const { CiphertextBlob: ciphertext, EncryptionContext: context } = input;
  const result = decrypt({ ciphertext, context }, call);
  if (input.KeyId !== undefined && call.keys.find(input.KeyId, call.principal).arn !== result.keyArn)
    throw new AwsError(
      'IncorrectKeyException',
      400,
      'The key ID in the request does not identify the key of the ciphertext.',
    );
  return result;
}

function decryptRsa(input: z.infer<typeof DecryptInput>, call: KmsCall) {
  if (input.KeyId === undefined)
    throw new AwsError('ValidationException', 400, 'KeyId is required for RSAES_OAEP_SHA_256');
  const key = authorisedKey(input.KeyId, call, 'Decrypt', { 'kms:EncryptionAlgorithm': input.EncryptionAlgorithm });
  requireRsa(key);
  try {
    return { keyArn: key.arn, plaintext: privateDecrypt({ key: privateKeyOf(key), ...oaep }, input.CiphertextBlob) };
  } catch {
    throw invalidCiphertext();
  }
}

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

function keyOfCiphertext(ciphertext: Uint8Array, call: KmsCall): string {
  const keyId = keyIdOfCiphertext(ciphertext);
  return call.keys.arnOfId(keyId) ?? `arn:aws:kms:${call.principal.region}:${call.principal.accountId}:key/${keyId}`;
}

function requireSymmetric(key: KmsKey): void {
  requireUsable(key, 'ENCRYPT_DECRYPT');
  if (key.spec !== 'SYMMETRIC_DEFAULT')
    throw new AwsError('InvalidKeyUsageException', 400, `${key.arn} is not a symmetric encryption key.`);
}

function requireRsa(key: KmsKey): void {
  requireUsable(key, 'ENCRYPT_DECRYPT');
  if (key.spec !== 'RSA_2048')
    throw new AwsError('InvalidKeyUsageException', 400, `${key.arn} does not support RSAES_OAEP_SHA_256.`);
}

function requestContext(request: { readonly context: EncryptionContext; readonly via?: string }): RequestContext {
  const pairs = Object.entries(request.context).map(
    ([name, value]) => [`kms:EncryptionContext:${name}`, value] as const,
  );
  return { ...Object.fromEntries(pairs), ...(request.via === undefined ? {} : { 'kms:ViaService': request.via }) };
}
