import { createCipheriv, createDecipheriv, type DecipherGCM, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { AwsError } from '../aws-error.ts';
import type { Bucket, ObjectVersion } from './bucket.ts';
import { type BucketRequest, bucketArn, notImplemented, type S3Surroundings } from './request.ts';

const algorithm = 'aes-256-gcm';

/** Starts the envelope of a new object: a data key under the KMS key of the request, or of the bucket; none, none. */
export function startEncryption(request: BucketRequest, { kms }: S3Surroundings) {
  const keyReference = encryptionKeyOf(request);
  if (keyReference === undefined) return undefined;
  const { bucket, key, principal } = request;
  const dataKey = asS3Error(() =>
    kms.generateDataKey({ keyReference, size: 32, context: contextOf(bucket, key), via: viaS3(bucket) }, principal),
  );
  const iv = randomBytes(12);
  const cipher = createCipheriv(algorithm, dataKey.plaintext, iv);
  return {
    cipher,
    describe: () => ({
      keyArn: dataKey.keyArn,
      wrappedKey: dataKey.ciphertext.toString('base64'),
      iv: iv.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
    }),
  };
}

/** The bytes of a version, decrypted in the caller's name; of bytes changed on disk the end never comes. */
export function openVersion(request: BucketRequest, version: ObjectVersion, { kms }: S3Surroundings): Readable {
  const path = request.bucket.pathOf(version.file);
  const decipher = startDecryption(request, version, kms);
  return decipher === undefined ? createReadStream(path) : Readable.from(decryptFile(path, decipher));
}

/** Asks KMS for the data key of a version in the caller's name, as S3 does for GET and HEAD; throws S3's errors. */
export function startDecryption(
  request: BucketRequest,
  version: ObjectVersion,
  kms: S3Surroundings['kms'],
): DecipherGCM | undefined {
  if (version.encryption === undefined) return undefined;
  const { wrappedKey, iv, tag } = version.encryption;
  const ciphertext = Buffer.from(wrappedKey, 'base64');
  const context = contextOf(request.bucket, version.key);
  const via = viaS3(request.bucket);
  const { plaintext } = asS3Error(() => kms.decrypt({ ciphertext, context, via }, request.principal));
  const decipher = createDecipheriv(algorithm, plaintext, Buffer.from(iv, 'base64'));
  return decipher.setAuthTag(Buffer.from(tag, 'base64'));
}

/** Holds the last part back until the tag has been checked, so that a forged object is never whole. */
async function* decryptFile(path: string, decipher: DecipherGCM): AsyncGenerator<Buffer> {
  let last = Buffer.alloc(0);
  for await (const part of createReadStream(path)) {
    if (last.length > 0) yield last;
    last = decipher.update(Buffer.from(part));
  }
  decipher.final();
  yield last;
}

/** Headers that tell how a version is encrypted. */
export function encryptionHeaders(version: ObjectVersion): Readonly<Record<string, string>> {
  if (version.encryption === undefined) return {};
  return {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': version.encryption.keyArn,
  };
}

function encryptionKeyOf({ headers, bucket, key }: BucketRequest): string | undefined {
  const requested = headers['x-amz-server-side-encryption'];
  const keyId = headers['x-amz-server-side-encryption-aws-kms-key-id'];
  if (headers['x-amz-server-side-encryption-bucket-key-enabled'] === 'true') throw notImplemented('bucket keys');
  if (headers['x-amz-server-side-encryption-context'] !== undefined) throw notImplemented('an own encryption context');
  if (requested === undefined && keyId !== undefined)
    throw new AwsError('InvalidArgument', 400, 'x-amz-server-side-encryption must be aws:kms when a key is named');
  const { namedKeySuffix } = bucket.definition;
  if (keyId === undefined && namedKeySuffix !== undefined && key.endsWith(namedKeySuffix))
    throw new AwsError('AccessDenied', 403, 'Access Denied: this bucket asks the writer to name a key');
  if (requested === undefined) return bucket.owner.defaultKeyArn;
  if (requested !== 'aws:kms') throw notImplemented(`server-side encryption ${requested}`);
  const named = keyId ?? bucket.owner.defaultKeyArn;
  if (named === undefined) throw notImplemented('the AWS managed key aws/s3');
  return named;
}

/** Bucket keys are off, so the context is the object's ARN. */
const contextOf = (bucket: Bucket, key: string) => ({ 'aws:s3:arn': `${bucketArn(bucket)}/${key}` });

const viaS3 = (bucket: Bucket): string => `s3.${bucket.owner.region}.amazonaws.com`;

/** KMS's refusals as S3 passes them on. */
function asS3Error<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'AccessDeniedException') throw new AwsError('AccessDenied', 403, error.message);
    throw new AwsError(`KMS.${error.code}`, 400, error.message);
  }
}
