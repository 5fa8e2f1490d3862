import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import { clientsOf, refusalOf } from './clients.ts';
import { exampleDeployment } from './example-deployment.ts';

let cloud: LocalCloud;
let clients: ReturnType<typeof clientsOf>;
let Bucket: string;

beforeAll(async () => {
  cloud = await startLocalCloud({ deployments: [exampleDeployment()] });
  clients = clientsOf(cloud);
  Bucket = cloud.bucketName('here', 'store');
});
afterAll(() => cloud.stop());

const secret = 'a household that must not be read';

async function createKey(): Promise<string> {
  const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({ Description: 'municipality 0518' }));
  return KeyMetadata?.Arn ?? '';
}

const putUnder = (Key: string, SSEKMSKeyId: string, bucket = Bucket) =>
  clients.s3.send(
    new PutObjectCommand({ Bucket: bucket, Key, Body: secret, ServerSideEncryption: 'aws:kms', SSEKMSKeyId }),
  );
const get = async (Key: string) => {
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
};

async function bytesOnDisk(): Promise<readonly Buffer[]> {
  const names = await readdir(cloud.stateDirectory, { recursive: true });
  const data = names.filter((name) => name.endsWith('.data'));
  return Promise.all(data.map((name) => readFile(join(cloud.stateDirectory, name))));
}

test('bytes on disk are ciphertext, under the named key or the key of the bucket', async () => {
  const key = await createKey();
  await putUnder('named', key);
  const own = await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'own', Body: secret }));
  expect(own).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: cloud.keyArn('here', 'store') });
  expect(await clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'named' }))).toMatchObject({ SSEKMSKeyId: key });
  const files = await bytesOnDisk();
  expect(files.length).toBeGreaterThanOrEqual(2);
  expect(files.some((bytes) => bytes.includes('household'))).toBe(false);
  expect([await get('named'), await get('own')]).toEqual([secret, secret]);
});

test('an object cannot be read while its key is disabled, and can be afterwards', async () => {
  const KeyId = await createKey();
  await putUnder('disabled', KeyId);
  await clients.kms.send(new DisableKeyCommand({ KeyId }));
  expect(await refusalOf(get('disabled'))).toEqual({ name: 'KMS.DisabledException', status: 400 });
  expect(await refusalOf(putUnder('disabled', KeyId))).toEqual({ name: 'KMS.DisabledException', status: 400 });
  await clients.kms.send(new EnableKeyCommand({ KeyId }));
  expect(await get('disabled')).toBe(secret);
});

test('a key scheduled for deletion reads nothing from that moment, and other keys are not affected', async () => {
  const [KeyId, other] = [await createKey(), await createKey()];
  await putUnder('shredded', KeyId);
  await putUnder('kept', other);
  await clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  expect(await refusalOf(get('shredded'))).toEqual({ name: 'KMS.KMSInvalidStateException', status: 400 });
  expect(await get('kept')).toBe(secret);
});

test('a key that does not exist is an error of the writer', async () => {
  const KeyId = 'arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-4000-8000-000000000000';
  expect(await refusalOf(putUnder('nokey', KeyId))).toEqual({ name: 'KMS.NotFoundException', status: 400 });
});

test('a bucket can ask its writers to name a key', async () => {
  const named = cloud.bucketName('here', 'named');
  const write = (Key: string) => clients.s3.send(new PutObjectCommand({ Bucket: named, Key, Body: secret }));
  expect(await refusalOf(write('0518/signals.parquet'))).toEqual({ name: 'AccessDenied', status: 403 });
  await write('0518/manifest.json');
  await putUnder('0518/signals.parquet', await createKey(), named);
});

test('bytes changed on disk do not come out as an object', async () => {
  await putUnder('changed', await createKey());
  const directory = join(cloud.stateDirectory, 'objects', Bucket);
  const descriptions = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(descriptions.map((name) => readFile(join(directory, name), 'utf8')));
  const name = descriptions[texts.findIndex((text) => text.includes('"changed"'))] ?? '';
  const path = join(directory, name.replace('.json', '.data'));
  const bytes = await readFile(path);
  bytes[3] = (bytes[3] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await expect(get('changed')).rejects.toThrow(/aborted|terminated|hang up/);
});
