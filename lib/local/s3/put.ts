import { type CipherGCM, createHash, randomUUID } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Answer, AwsError } from '../aws-error.ts';
import { readPayload } from './body.ts';
import { encryptionHeaders, startEncryption } from './encryption.ts';
import { authorise, type BucketRequest, notImplemented, type S3Surroundings } from './request.ts';

/** PutObject: create-only and compare-and-set by condition; the object is there whole, or not at all. */
export async function putObject(request: BucketRequest, surroundings: S3Surroundings): Promise<Answer> {
  authorise(request, surroundings, 'PutObject', { key: request.key, context: putContext(request.headers) });
  checkCondition(request);
  const existedAtStart = existing(request) !== undefined;
  const envelope = startEncryption(request, surroundings);
  const file = randomUUID();
  const path = request.bucket.pathOf(file);
  try {
    const written = await writeBytes(request, path, envelope?.cipher);
    checkRace(request, existedAtStart);
    const version = request.bucket.add({
      key: request.key,
      file,
      deleteMarker: false,
      ...written,
      contentType: request.headers['content-type'] ?? 'binary/octet-stream',
      modifiedAt: surroundings.clock().toISOString(),
      metadata: userMetadata(request.headers),
      ...(envelope === undefined ? {} : { encryption: envelope.describe() }),
    });
    surroundings.created(request.bucket, version);
    const versionHeader = request.bucket.definition.versioned ? { 'x-amz-version-id': version.versionId } : {};
    const headers = { etag: `"${version.etag}"`, ...versionHeader, ...encryptionHeaders(version) };
    return { status: 200, headers, body: '' };
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

/** The ETag of an encrypted object is of its ciphertext, so that it tells nothing of the plain bytes. */
async function writeBytes(request: BucketRequest, path: string, cipher: CipherGCM | undefined) {
  const md5 = createHash('md5');
  let size = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const part of readPayload(request.body, request.headers)) {
      size += part.length;
      yield part;
    }
  }
  async function* hashed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const part of source) {
      md5.update(part);
      yield part;
    }
  }
  const target = createWriteStream(path, { mode: 0o600 });
  if (cipher === undefined) await pipeline(counted, hashed, target);
  else await pipeline(counted, cipher, hashed, target);
  return { size, etag: md5.digest('hex') };
}

function checkCondition(request: BucketRequest): void {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw notImplemented('If-None-Match with an ETag on PutObject');
  const current = existing(request);
  if (ifNoneMatch === '*' && current !== undefined) throw preconditionFailed();
  if (ifMatch === undefined) return;
  if (current === undefined) throw new AwsError('NoSuchKey', 404, 'The specified key does not exist.');
  if (ifMatch.replaceAll('"', '') !== current.etag) throw preconditionFailed();
}

/** A condition that held at the start and no longer does lost a race: 409 for a create, 412 for a change. */
function checkRace(request: BucketRequest, existedAtStart: boolean): void {
  const lostCreate = request.headers['if-none-match'] === '*' && !existedAtStart && existing(request) !== undefined;
  if (lostCreate)
    throw new AwsError(
      'ConditionalRequestConflict',
      409,
      'A conflicting operation occurred during this request; send it again',
    );
  checkCondition(request);
}

function existing({ bucket, key }: BucketRequest) {
  const current = bucket.current(key);
  return current === undefined || current.deleteMarker ? undefined : current;
}

const preconditionFailed = (): AwsError =>
  new AwsError('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold');

function userMetadata(headers: BucketRequest['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-')));
}

/** Condition keys a bucket policy may ask for on a write. */
function putContext(headers: BucketRequest['headers']): Readonly<Record<string, string>> {
  const names = {
    's3:x-amz-server-side-encryption': 'x-amz-server-side-encryption',
    's3:x-amz-server-side-encryption-aws-kms-key-id': 'x-amz-server-side-encryption-aws-kms-key-id',
    's3:if-none-match': 'if-none-match',
    's3:if-match': 'if-match',
  };
  const present = Object.entries(names).flatMap(([key, name]) => {
    const value = headers[name];
    return value === undefined ? [] : [[key, value] as const];
  });
  return { 's3:ObjectCreationOperation': 'true', ...Object.fromEntries(present) };
}
