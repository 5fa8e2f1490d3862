import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Failure } from '../failure.ts';
import type { ObjectStore, StoredObject, WriteOptions } from '../ports.ts';
import { type Connection, clientSettings, hasOwnEndpoint, lazily, processConnection } from './connection.ts';
import { isRace, isTransient, retrying, serviceError } from './retry.ts';

const clientOf = lazily(
  (connection) => new S3Client({ ...clientSettings(connection), forcePathStyle: hasOwnEndpoint(connection) }),
);

type Bucket = { readonly name: string; readonly owner: string | undefined; readonly client: S3Client };
type Content = { readonly open: () => Uint8Array | Readable; readonly length: number; readonly sha256: string };
type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };

/** One bucket as an `ObjectStore`; `bucketOwner` is the account that must own it. */
export function objectStore(
  bucket: string,
  options: { readonly bucketOwner?: string; readonly connection?: Connection } = {},
): ObjectStore {
  const place = (): Bucket => ({
    name: bucket,
    owner: options.bucketOwner,
    client: clientOf(options.connection ?? processConnection),
  });
  return {
    get: async (key) => await getObject(place(), key),
    create: async (key, body, how) =>
      (await put(place(), key, bytes(body), { how, when: { IfNoneMatch: '*' } })) ? 'created' : 'exists',
    replace: async (key, body, etag, how) =>
      (await put(place(), key, bytes(body), { how, when: { IfMatch: etag } })) ? 'replaced' : 'conflict',
    list: async (prefix, after) => await listKeys(place(), prefix, after),
    remove: async (key) => {
      const { name, owner, client } = place();
      await client.send(new DeleteObjectCommand({ Bucket: name, Key: key, ExpectedBucketOwner: owner }));
    },
    download: async (key, path) => await retrying(async () => await download(place(), key, path), isTransient),
    upload: async (key, path, how) =>
      (await put(place(), key, await file(path), { how, when: { IfNoneMatch: '*' } })) ? 'created' : 'exists',
  };
}

async function getObject({ name, owner, client }: Bucket, key: string): Promise<StoredObject | undefined> {
  try {
    const found = await client.send(new GetObjectCommand({ Bucket: name, Key: key, ExpectedBucketOwner: owner }));
    const body = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
    return { body, etag: found.ETag ?? '', versionId: found.VersionId };
  } catch (error) {
    if (serviceError(error)?.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** True when written; false when the condition on the present object did not hold. */
async function put(
  { name, owner, client }: Bucket,
  key: string,
  content: Content,
  { how, when }: { readonly how: WriteOptions | undefined; readonly when: Condition },
): Promise<boolean> {
  const send = async () =>
    await client.send(
      new PutObjectCommand({
        Bucket: name,
        Key: key,
        Body: content.open(),
        ContentLength: content.length,
        ChecksumSHA256: content.sha256,
        ContentType: how?.contentType ?? 'application/octet-stream',
        ExpectedBucketOwner: how?.bucketOwner ?? owner,
        ...when,
        ...(how?.encryptionKeyArn !== undefined && {
          ServerSideEncryption: 'aws:kms' as const,
          SSEKMSKeyId: how.encryptionKeyArn,
          BucketKeyEnabled: false,
        }),
      }),
    );
  try {
    await retrying(send, (error) => isRace(error) || isTransient(error));
    return true;
  } catch (error) {
    const found = serviceError(error);
    if (found?.status === 412) return false;
    if ('IfMatch' in when && found?.name === 'NoSuchKey') return false;
    throw error;
  }
}

async function listKeys(
  { name, owner, client }: Bucket,
  prefix: string,
  after: string | undefined,
): Promise<readonly string[]> {
  const place = { Bucket: name, Prefix: prefix, StartAfter: after, ExpectedBucketOwner: owner };
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ ...place, ContinuationToken: token }));
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}

async function download({ name, owner, client }: Bucket, key: string, path: string): Promise<void> {
  const found = await client.send(new GetObjectCommand({ Bucket: name, Key: key, ExpectedBucketOwner: owner }));
  if (!(found.Body instanceof Readable))
    throw new Failure('node-failed', 'no-body', `object ${key} came without content`, 'try again');
  const partial = `${path}.partial`;
  await pipeline(found.Body, createWriteStream(partial));
  const { size } = await stat(partial);
  if (found.ContentLength !== undefined && size !== found.ContentLength)
    throw new Failure('node-failed', 'truncated-download', `object ${key} came incomplete`, 'try again');
  await rename(partial, path);
}

function bytes(body: Uint8Array): Content {
  return { open: () => body, length: body.byteLength, sha256: createHash('sha256').update(body).digest('base64') };
}

async function file(path: string): Promise<Content> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const { size } = await stat(path);
  return { open: () => createReadStream(path), length: size, sha256: hash.digest('base64') };
}
