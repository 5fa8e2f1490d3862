import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { objectStore } from '../../lib/aws/s3.ts';
import { type Answer, httpService } from '../support/http-service.ts';

const keyArn = 'arn:aws:kms:eu-central-1:111111111111:key/0518';
const fault = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`,
});
const written: Answer = { status: 200, headers: { etag: '"e1"' } };

async function bucket(...answers: readonly Answer[]) {
  const { connection, seen, close } = await httpService(answers);
  onTestFinished(close);
  return { store: objectStore('extracts', { connection, bucketOwner: '111111111111' }), seen };
}

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 's3-'));
});
afterAll(async () => await rm(directory, { recursive: true }));

describe('writing', () => {
  test('creates under a condition, with the key, the owner and a checksum, at a path-style address', async () => {
    const { store, seen } = await bucket(written);
    const options = { encryptionKeyArn: keyArn, contentType: 'application/json' };
    expect(await store.create('0518/a b.json', Buffer.from('{}'), options)).toBe('created');
    expect(seen[0]).toMatchObject({ method: 'PUT', path: '/extracts/0518/a%20b.json?x-id=PutObject' });
    expect(seen[0]?.headers).toMatchObject({
      'if-none-match': '*',
      'content-type': 'application/json',
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': keyArn,
      'x-amz-server-side-encryption-bucket-key-enabled': 'false',
      'x-amz-expected-bucket-owner': '111111111111',
      'x-amz-checksum-sha256': 'RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=',
    });
    expect(seen[0]?.body.toString()).toBe('{}');
  });

  test('names the owner of another account per object, and no key where none is asked', async () => {
    const { store, seen } = await bucket(written);
    await store.create('k', Buffer.from('x'), { bucketOwner: '222222222222' });
    expect(seen[0]?.headers['x-amz-expected-bucket-owner']).toBe('222222222222');
    expect(seen[0]?.headers['x-amz-server-side-encryption']).toBeUndefined();
  });

  test.each([
    ['an object that is there', [fault(412, 'PreconditionFailed')], 'exists', 1],
    ['a race, asked to come again', [fault(409, 'ConditionalRequestConflict'), written], 'created', 2],
    [
      'a race that another one won',
      [fault(409, 'ConditionalRequestConflict'), fault(412, 'PreconditionFailed')],
      'exists',
      2,
    ],
    ['a server fault that passes', [fault(503, 'SlowDown'), written], 'created', 2],
    ['a broken connection', [{ status: 0, hangUp: true }, written], 'created', 2],
  ])('create answers %s', async (_, answers, result, requests) => {
    const { store, seen } = await bucket(...answers);
    expect(await store.create('k', Buffer.from('x'))).toBe(result);
    expect(seen.length).toBe(requests);
  });

  test.each([
    ['replaced', [written]],
    ['conflict', [fault(412, 'PreconditionFailed')]],
    ['conflict', [fault(404, 'NoSuchKey')]],
  ])('replace answers %s', async (result, answers) => {
    const { store, seen } = await bucket(...answers);
    expect(await store.replace('k', Buffer.from('x'), '"e1"')).toBe(result);
    expect(seen[0]?.headers['if-match']).toBe('"e1"');
    expect(seen[0]?.headers['if-none-match']).toBeUndefined();
  });

  test.each([
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [400, 'KMS.DisabledException'],
  ])('a refusal is thrown, not swallowed: %s %s', async (status, code) => {
    const { store, seen } = await bucket(fault(status, code));
    await expect(store.create('k', Buffer.from('x'))).rejects.toMatchObject({ name: code });
    expect(seen.length).toBe(1);
  });

  test('streams a file, again from its start after a fault', async () => {
    const path = join(directory, 'up.bin');
    const content = Buffer.alloc(300_000, 7);
    await writeFile(path, content);
    const { store, seen } = await bucket(fault(500, 'InternalError'), written);
    expect(await store.upload('k', path)).toBe('created');
    expect(seen.map(({ body }) => body.equals(content))).toEqual([true, true]);
    expect(seen[1]?.headers).toMatchObject({ 'content-length': '300000', 'if-none-match': '*' });
  });
});

describe('reading', () => {
  test('gives body, etag and version', async () => {
    const { store } = await bucket({ status: 200, headers: { etag: '"e2"', 'x-amz-version-id': 'v1' }, body: 'hello' });
    const found = await store.get('k');
    expect([Buffer.from(found?.body ?? '').toString(), found?.etag, found?.versionId]).toEqual(['hello', '"e2"', 'v1']);
  });

  test('of what is not there is undefined; of what is forbidden or has a disabled key it throws', async () => {
    expect(await (await bucket(fault(404, 'NoSuchKey'))).store.get('k')).toBeUndefined();
    await expect((await bucket(fault(403, 'AccessDenied'))).store.get('k')).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect((await bucket(fault(400, 'KMS.DisabledException'))).store.get('k')).rejects.toMatchObject({
      name: 'KMS.DisabledException',
    });
  });

  test('lists every page', async () => {
    const page = (key: string, more: string): Answer => ({
      status: 200,
      body: `<ListBucketResult><Contents><Key>${key}</Key></Contents>${more}</ListBucketResult>`,
    });
    const { store, seen } = await bucket(
      page('a/1', '<IsTruncated>true</IsTruncated><NextContinuationToken>t1</NextContinuationToken>'),
      page('a/2', '<IsTruncated>false</IsTruncated>'),
    );
    expect(await store.list('a/')).toEqual(['a/1', 'a/2']);
    expect(seen[1]?.path).toContain('continuation-token=t1');
  });

  test('downloads to a file, and leaves none behind when the object ends early', async () => {
    const path = join(directory, 'down.bin');
    const { store } = await bucket({ status: 200, body: 'content' });
    await store.download('k', path);
    expect(await readFile(path, 'utf8')).toBe('content');
    const missing = join(directory, 'missing.bin');
    await expect((await bucket(fault(404, 'NoSuchKey'))).store.download('k', missing)).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    await expect(readFile(missing)).rejects.toThrow('ENOENT');
  });

  test('removes', async () => {
    const { store, seen } = await bucket({ status: 204 });
    await store.remove('k');
    expect(seen[0]).toMatchObject({ method: 'DELETE', path: '/extracts/k?x-id=DeleteObject' });
  });
});
