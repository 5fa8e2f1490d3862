import { request } from 'node:http';
import { CreateKeyCommand, DisableKeyCommand, ListKeysCommand, SignCommand } from '@aws-sdk/client-kms';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessRequest, RecordedRequest } from '../../lib/local/authorisation.ts';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import { clientsOf, refusalOf } from './clients.ts';
import { exampleDeployment } from './example-deployment.ts';

let cloud: LocalCloud;
let Bucket: string;
const recorded: RecordedRequest[] = [];
let forbidden: (request: AccessRequest) => boolean = () => false;

beforeAll(async () => {
  cloud = await startLocalCloud({
    deployments: [exampleDeployment()],
    authorise: (request) => (forbidden(request) ? 'deny' : 'allow'),
    record: (request) => recorded.push(request),
  });
  Bucket = cloud.bucketName('here', 'store');
});
afterAll(() => cloud.stop());

describe('who asks', () => {
  test('a wrong secret is refused by every service', async () => {
    const settings = cloud.client('here', 'person');
    const { s3, sqs, kms, ses } = clientsOf({
      ...cloud,
      client: () => ({ ...settings, credentials: { ...settings.credentials, secretAccessKey: 'wrong' } }),
    });
    const names = [
      await refusalOf(s3.send(new ListObjectsV2Command({ Bucket }))),
      await refusalOf(sqs.send(new SendMessageCommand({ QueueUrl: cloud.queueUrl('here', 'work'), MessageBody: 'x' }))),
      await refusalOf(kms.send(new ListKeysCommand({}))),
      await refusalOf(ses.send(mail('a@example.nl'))),
    ].map(({ name }) => name);
    expect(names).toEqual(['SignatureDoesNotMatch', ...Array.from({ length: 3 }, () => 'InvalidSignatureException')]);
  });

  test('an unknown key is refused', async () => {
    const credentials = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x' };
    const s3 = new S3Client({ ...cloud.client('here', 'person'), credentials, maxAttempts: 1 });
    expect(await refusalOf(s3.send(new ListObjectsV2Command({ Bucket })))).toEqual({
      name: 'InvalidAccessKeyId',
      status: 403,
    });
  });

  test('a request without a signature is refused', async () => {
    const response = await fetch(`${cloud.endpoint}/${Bucket}/x`);
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('MissingAuthenticationToken'),
    ]);
  });

  test('a request signed more than a quarter of an hour ago is refused', async () => {
    const s3 = new S3Client({ ...cloud.client('here', 'person'), systemClockOffset: -16 * 60_000, maxAttempts: 1 });
    expect(await refusalOf(s3.send(new ListObjectsV2Command({ Bucket })))).toMatchObject({
      name: 'RequestTimeTooSkewed',
    });
  });

  test.each([
    ['another path', (head: Head): Head => ({ ...head, path: head.path.replace('signed', 'other') })],
    ['another body', (head: Head): Head => ({ ...head, body: 'other' })],
    ['an added header', (head: Head): Head => ({ ...head, headers: { ...head.headers, 'x-amz-acl': 'private' } })],
    [
      'a changed header',
      (head: Head): Head => ({ ...head, headers: { ...head.headers, 'x-amz-expected-bucket-owner': '9' } }),
    ],
    ['an added parameter', (head: Head): Head => ({ ...head, path: `${head.path}&versionId=null` })],
  ])('a signature does not hold for %s', async (_what, change) => {
    const signed = await captureSigned();
    expect((await replay(signed)).status).toBe(200);
    expect((await replay(change(signed))).status).toBeGreaterThanOrEqual(400);
  });
});

type Head = { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** A put as the SDK signs it, caught before it is sent. */
async function captureSigned(): Promise<Head> {
  const caught: Head[] = [];
  const s3 = new S3Client({
    ...cloud.client('here', 'person'),
    forcePathStyle: true,
    requestHandler: {
      handle: async (sent: { path: string; query: Record<string, string>; headers: Record<string, string> }) => {
        const query = new URLSearchParams(sent.query).toString();
        caught.push({ path: `${sent.path}?${query}`, headers: sent.headers, body: 'body' });
        throw new Error('caught');
      },
    },
    maxAttempts: 1,
  });
  await s3
    .send(new PutObjectCommand({ Bucket, Key: 'signed', Body: 'body', ExpectedBucketOwner: '111111111111' }))
    .catch(() => undefined);
  const [head] = caught;
  if (head === undefined) throw new Error('nothing was signed');
  return head;
}

function replay({ path, headers, body }: Head): Promise<{ readonly status: number }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${cloud.endpoint}${path}`, { method: 'PUT', headers }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0 }));
    });
    sent.on('error', reject).end(body);
  });
}

describe('what may be done', () => {
  test('a refusal looks like that of AWS, and nothing was done', async () => {
    const { s3, kms, sqs } = clientsOf(cloud);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }));
    const KeyId = cloud.keyArn('here', 'store');
    forbidden = ({ action }) => ['s3:PutObject', 'kms:DisableKey', 'sqs:SendMessage'].includes(action);
    const put = s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'changed' }));
    expect(await refusalOf(put)).toEqual({ name: 'AccessDenied', status: 403 });
    expect(await refusalOf(kms.send(new DisableKeyCommand({ KeyId })))).toEqual({
      name: 'AccessDeniedException',
      status: 400,
    });
    const message = sqs.send(new SendMessageCommand({ QueueUrl: cloud.queueUrl('here', 'work'), MessageBody: 'x' }));
    expect(await refusalOf(message)).toMatchObject({ name: 'AccessDeniedException', status: 403 });
    forbidden = () => false;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
    expect(await Body?.transformToString()).toBe('kept');
  });

  test('who may not use the key cannot read the object, whatever the bucket allows', async () => {
    const { s3 } = clientsOf(cloud);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'sealed', Body: 'x' }));
    forbidden = ({ action, principal }) => action === 'kms:Decrypt' && principal.role === 'other-person';
    const other = clientsOf(cloud, 'other-person').s3;
    const calls = [new GetObjectCommand({ Bucket, Key: 'sealed' }), new HeadObjectCommand({ Bucket, Key: 'sealed' })];
    expect(await refusalOf(other.send(new GetObjectCommand({ Bucket, Key: 'sealed' })))).toMatchObject({
      name: 'AccessDenied',
    });
    for (const call of calls.slice(1)) expect(await refusalOf(other.send(call))).toMatchObject({ status: 403 });
    forbidden = () => false;
  });

  test('who may not list hears of a missing object only that it is forbidden', async () => {
    forbidden = ({ action }) => action === 's3:ListBucket';
    const call = clientsOf(cloud).s3.send(new GetObjectCommand({ Bucket, Key: 'missing' }));
    expect(await refusalOf(call)).toEqual({ name: 'AccessDenied', status: 403 });
    forbidden = () => false;
  });

  test('a new key is judged by the tags that it brings', async () => {
    forbidden = ({ action, context }) =>
      action === 'kms:CreateKey' && context['aws:RequestTag/municipality'] === undefined;
    const create = (TagKey: string) =>
      clientsOf(cloud).kms.send(new CreateKeyCommand({ Tags: [{ TagKey, TagValue: '0518' }] }));
    expect(await refusalOf(create('other'))).toMatchObject({ name: 'AccessDeniedException' });
    expect((await create('municipality')).KeyMetadata?.KeyState).toBe('Enabled');
    forbidden = () => false;
  });

  test('every request is recorded with who, what and under which conditions', async () => {
    recorded.splice(0);
    const { s3, kms } = clientsOf(cloud);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'noted', Body: 'x', IfNoneMatch: '*' }));
    const digest = { Message: new Uint8Array(32), MessageType: 'DIGEST' as const };
    await kms.send(
      new SignCommand({ KeyId: cloud.keyArn('here', 'sign'), ...digest, SigningAlgorithm: 'ECDSA_SHA_256' }),
    );
    expect(recorded.map(({ action, resource, decision }) => [action, resource, decision])).toEqual([
      ['s3:PutObject', `arn:aws:s3:::${Bucket}/noted`, 'allow'],
      ['kms:GenerateDataKey', cloud.keyArn('here', 'store'), 'allow'],
      ['kms:Sign', cloud.keyArn('here', 'sign'), 'allow'],
    ]);
    const [put, dataKey, sign] = recorded;
    const role = 'arn:aws:iam::111111111111:role/vroegzicht-local-person';
    expect(put?.context).toMatchObject({
      's3:if-none-match': '*',
      'aws:SecureTransport': 'true',
      'aws:PrincipalArn': role,
    });
    expect(dataKey?.context).toMatchObject({
      'kms:ViaService': 's3.eu-central-1.amazonaws.com',
      'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${Bucket}/noted`,
    });
    expect(sign?.keyPolicy).toContain('kms:*');
    expect(sign?.context).toMatchObject({ 'kms:MessageType': 'DIGEST', 'kms:SigningAlgorithm': 'ECDSA_SHA_256' });
  });
});

const mail = (to: string) =>
  new SendEmailCommand({
    FromEmailAddress: 'Vroegzicht <vroegzicht@example.nl>',
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: { Subject: { Data: 'Uw resultaten' }, Body: { Text: { Data: 'Dag' }, Html: { Data: '<p>Dag</p>' } } },
    },
  });

test('a mail is kept with its sender and goes nowhere', async () => {
  recorded.splice(0);
  const { MessageId } = await clientsOf(cloud).ses.send(mail('postbus@gemeente.example'));
  expect(cloud.mails()).toMatchObject([
    {
      messageId: MessageId,
      to: ['postbus@gemeente.example'],
      subject: 'Uw resultaten',
      text: 'Dag',
      html: '<p>Dag</p>',
    },
  ]);
  expect(recorded[0]).toMatchObject({
    action: 'ses:SendEmail',
    resource: 'arn:aws:ses:eu-central-1:111111111111:identity/example.nl',
    context: { 'ses:FromAddress': 'vroegzicht@example.nl', 'ses:Recipients': ['postbus@gemeente.example'] },
  });
});
