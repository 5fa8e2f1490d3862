import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import { clientsOf, refusalOf } from './clients.ts';
import { exampleDeployment } from './example-deployment.ts';

let cloud: LocalCloud;
let s3: ReturnType<typeof clientsOf>['s3'];
let Bucket: string;

beforeAll(async () => {
  cloud = await startLocalCloud({ deployments: [exampleDeployment()] });
  s3 = clientsOf(cloud).s3;
  Bucket = cloud.bucketName('here', 'store');
});
afterAll(() => cloud.stop());

const put = (Key: string, Body: string, more = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const read = async (Key: string, VersionId?: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body?.transformToString();
};

describe('conditional writes', () => {
  test('an object is created once', async () => {
    await put('once', 'first', { IfNoneMatch: '*' });
    expect(await refusalOf(put('once', 'second', { IfNoneMatch: '*' }))).toEqual({
      name: 'PreconditionFailed',
      status: 412,
    });
    expect(await read('once')).toBe('first');
  });

  test('of many that create at the same time exactly one wins, the others hear 409 or 412', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => put('race', `writer ${index}`, { IfNoneMatch: '*' })),
    );
    const refused = attempts.flatMap((attempt) =>
      attempt.status === 'rejected' && attempt.reason instanceof Error ? [attempt.reason.name] : [],
    );
    expect(refused).toHaveLength(7);
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(refused.every((name) => ['ConditionalRequestConflict', 'PreconditionFailed'].includes(name))).toBe(true);
    expect(await read('race')).toMatch(/^writer \d$/);
  });

  test('a change asks for the ETag that was read', async () => {
    const { ETag } = await put('changing', 'one');
    const changed = await put('changing', 'two', { IfMatch: ETag });
    expect(await refusalOf(put('changing', 'three', { IfMatch: ETag }))).toMatchObject({ status: 412 });
    await put('changing', 'four', { IfMatch: changed.ETag });
    expect(await read('changing')).toBe('four');
    expect(await refusalOf(put('absent', 'x', { IfMatch: ETag }))).toEqual({ name: 'NoSuchKey', status: 404 });
  });

  test('a removed key can be created again', async () => {
    await put('again', 'one', { IfNoneMatch: '*' });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'again' }));
    await put('again', 'two', { IfNoneMatch: '*' });
    expect(await read('again')).toBe('two');
  });
});

describe('versions', () => {
  test('a removed object is hidden by a marker, its versions stay until each is deleted', async () => {
    const first = await put('versions/a', 'one');
    const second = await put('versions/a', 'two');
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'versions/a' }));
    expect(marker).toMatchObject({ DeleteMarker: true });
    expect(await refusalOf(read('versions/a'))).toEqual({ name: 'NoSuchKey', status: 404 });
    expect(await read('versions/a', first.VersionId)).toBe('one');
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'versions/' }));
    expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [second.VersionId, false],
      [first.VersionId, false],
    ]);
    expect(listed.DeleteMarkers?.map(({ VersionId }) => VersionId)).toEqual([marker.VersionId]);
    const all = [first, second, marker].map(({ VersionId }) => ({ Key: 'versions/a', VersionId }));
    const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: all } }));
    expect(deleted.Deleted).toHaveLength(3);
    const left = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'versions/' }));
    expect([left.Versions, left.DeleteMarkers]).toEqual([undefined, undefined]);
    expect(await refusalOf(read('versions/a', first.VersionId))).toEqual({ name: 'NoSuchVersion', status: 404 });
  });

  test('versions are listed page by page', async () => {
    for (const key of ['page/a', 'page/a', 'page/b', 'page/c']) await put(key, 'x');
    const seen: (string | undefined)[] = [];
    let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (let more = true; more; ) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'page/', MaxKeys: 1, ...markers }));
      seen.push(...(page.Versions ?? []).map(({ Key }) => Key));
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      more = page.IsTruncated === true;
    }
    expect(seen).toEqual(['page/a', 'page/a', 'page/b', 'page/c']);
  });

  test('under Object Lock no version can be removed, though a marker can be laid over it', async () => {
    const locked = cloud.bucketName('here', 'locked');
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: locked, Key: 'entry', Body: 'x' }));
    const removal = s3.send(new DeleteObjectCommand({ Bucket: locked, Key: 'entry', VersionId }));
    expect(await refusalOf(removal)).toEqual({ name: 'AccessDenied', status: 403 });
    await s3.send(new DeleteObjectCommand({ Bucket: locked, Key: 'entry' }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: locked, Key: 'entry', VersionId }));
    expect(await Body?.transformToString()).toBe('x');
  });

  test('a bucket says whether it keeps versions; one that does not replaces', async () => {
    const plain = cloud.bucketName('here', 'plain');
    expect(await s3.send(new GetBucketVersioningCommand({ Bucket }))).toMatchObject({ Status: 'Enabled' });
    for (const Body of ['one', 'two']) await s3.send(new PutObjectCommand({ Bucket: plain, Key: 'k', Body }));
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: plain }));
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['null']);
    await s3.send(new DeleteObjectCommand({ Bucket: plain, Key: 'k' }));
    expect((await s3.send(new ListObjectsV2Command({ Bucket: plain }))).KeyCount).toBe(0);
  });
});

describe('listing', () => {
  test('keys come in the order of their bytes, page by page, with prefixes that stand for what is under them', async () => {
    const keys = ['list/é', 'list/a', 'list/b/1', 'list/b/2', 'list/Z', 'list/a&<b> c', 'list/\u{1F600}'];
    for (const key of keys) await put(key, key);
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', MaxKeys: 2, ContinuationToken }));
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual(['list/Z', 'list/a', 'list/a&<b> c', 'list/b/1', 'list/b/2', 'list/é', 'list/\u{1F600}']);
    const grouped = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', Delimiter: '/' }));
    expect(grouped.CommonPrefixes).toEqual([{ Prefix: 'list/b/' }]);
    expect(grouped.KeyCount).toBe(6);
    for (const key of keys) expect(await read(key)).toBe(key);
  });
});

describe('bodies', () => {
  test('a streamed body arrives as it was, and its length and type are told', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
    const text = 'streamed '.repeat(50_000);
    await writeFile(join(directory, 'big'), text);
    const streamed = {
      Body: createReadStream(join(directory, 'big')),
      ContentLength: text.length,
      ContentType: 'text/plain',
    };
    await s3.send(new PutObjectCommand({ Bucket, Key: 'streamed', ...streamed }));
    await rm(directory, { recursive: true });
    expect(await read('streamed')).toBe(text);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'streamed' }));
    expect(head).toMatchObject({ ContentLength: text.length, ContentType: 'text/plain' });
  });

  test('an empty object is an object', async () => {
    await put('empty', '', { ContentLength: 0 });
    expect(await read('empty')).toBe('');
  });

  test.each([
    ['the stated MD5 is of other bytes', { ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' }, 'BadDigest'],
    [
      'the stated SHA-256 is of other bytes',
      { ChecksumSHA256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
      'BadDigest',
    ],
  ])('a body is not kept when %s', async (_why, more, name) => {
    expect(await refusalOf(put('damaged', 'bytes', more))).toEqual({ name, status: 400 });
    expect(await refusalOf(read('damaged'))).toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('refusals', () => {
  test('a bucket of another account than expected', async () => {
    expect(await refusalOf(put('x', 'x', { ExpectedBucketOwner: '999999999999' }))).toEqual({
      name: 'AccessDenied',
      status: 403,
    });
    await put('x', 'x', { ExpectedBucketOwner: '111111111111' });
  });

  test('a bucket that does not exist', async () => {
    const call = s3.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'x' }));
    expect(await refusalOf(call)).toEqual({ name: 'NoSuchBucket', status: 404 });
    expect(await refusalOf(s3.send(new HeadBucketCommand({ Bucket: 'nowhere' })))).toMatchObject({ status: 404 });
  });

  test('what is not implemented is refused, never ignored', async () => {
    const calls = [
      s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/once` })),
      s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' })),
      s3.send(new GetObjectCommand({ Bucket, Key: 'once', Range: 'bytes=0-1' })),
      put('tagged', 'x', { Tagging: 'a=b' }),
      put('classed', 'x', { SSECustomerAlgorithm: 'AES256' }),
      put('bucket-key', 'x', { ServerSideEncryption: 'aws:kms', BucketKeyEnabled: true }),
    ];
    for (const call of calls) expect(await refusalOf(call)).toEqual({ name: 'NotImplemented', status: 501 });
  });
});
