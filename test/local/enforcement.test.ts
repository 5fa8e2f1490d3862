import { PutKeyPolicyCommand, SignCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMunicipalityKey } from '../../lib/aws/kms-keys.ts';
import type { RecordedRequest } from '../../lib/local/authorisation.ts';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import { enforcedDeployments } from '../../lib/local/default-deployments.ts';
import { localMunicipalityKeyPolicy } from '../../lib/local/municipality-key-policy.ts';
import { clientsOf } from './clients.ts';

const asked: RecordedRequest[] = [];
let cloud: LocalCloud;
let keys: readonly string[];
const digest = new Uint8Array(32);

beforeAll(async () => {
  const enforced = await enforcedDeployments('0');
  const deployments = enforced.deployments.map((each) => ({ ...each, functions: [] }));
  cloud = await startLocalCloud({ ...enforced, deployments, record: (request) => asked.push(request) });
  const admin = cloud.client('provider-a', 'provider-admin');
  const place = cloud.place('provider-a');
  keys = await Promise.all(
    ['0518', '0599'].map((code) => createMunicipalityKey(code, localMunicipalityKeyPolicy(place, code), admin)),
  );
});

afterAll(() => cloud.stop());

const as = (deployment: string, role: string) => clientsOf(cloud, role, deployment);
const extracts = () => cloud.bucketName('provider-a', 'extracts');

/** Writes a table of municipality 0518 in a role's name, under a key. */
const write = (role: string, SSEKMSKeyId: string | undefined) =>
  as('provider-a', role).s3.send(
    new PutObjectCommand({
      Bucket: extracts(),
      Key: '0518/2026-06-30/signals.parquet',
      Body: 'rows',
      IfNoneMatch: '*',
      ...(SSEKMSKeyId !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId }),
    }),
  );
const read = (deployment: string, role: string) =>
  as(deployment, role).s3.send(new GetObjectCommand({ Bucket: extracts(), Key: '0518/2026-06-30/signals.parquet' }));

describe('a local cloud under the policies of the templates', () => {
  test('a table is written under the key of its own municipality only', async () => {
    await expect(write('ingest-export', keys[1])).rejects.toThrow('kms:GenerateDataKey');
    await expect(write('ingest-export', undefined)).rejects.toThrow('s3:PutObject');
    await write('ingest-export', keys[0]);
  });

  test.each([
    ['provider-a', 'run-task', 'allowed'],
    ['provider-a', 'ingest-export', 'AccessDenied'],
    ['provider-a', 'release-result', 'AccessDenied'],
    ['provider-a', 'provider-admin', 'AccessDenied'],
    ['provider-b', 'run-task', 'AccessDenied'],
    ['elsa-lab', 'task-sender', 'AccessDenied'],
    ['elsa-lab', 'researcher', 'AccessDenied'],
  ])('%s %s reads that table: %s', async (deployment, role, answer) => {
    const outcome = await read(deployment, role).then(
      () => 'allowed',
      (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
    );
    expect(outcome).toBe(answer);
  });

  test('a key of a template signs for its one role only, over a digest', async () => {
    const sign = (role: string, MessageType: 'DIGEST' | 'RAW') =>
      as('provider-a', role).kms.send(
        new SignCommand({
          KeyId: cloud.keyArn('provider-a', 'release'),
          Message: digest,
          MessageType,
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
    expect((await sign('release-result', 'DIGEST')).Signature).toBeDefined();
    await expect(sign('release-result', 'RAW')).rejects.toThrow('is not authorized to perform: kms:Sign');
    await expect(sign('provider-admin', 'DIGEST')).rejects.toThrow('is not authorized to perform: kms:Sign');
  });

  test('a key that was made at run time is judged by the policy it has now', async () => {
    const open = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
    });
    const widen = (role: string) =>
      as('provider-a', role).kms.send(new PutKeyPolicyCommand({ KeyId: keys[1], Policy: open }));
    await expect(widen('provider-admin')).rejects.toThrow('kms:PutKeyPolicy');
    await widen('break-glass');
    await expect(write('ingest-export', keys[1])).rejects.toThrow('At least one of the pre-conditions');
  });

  test('only the sender of tasks sends them, and S3 may tell the queues', async () => {
    const QueueUrl = cloud.queueUrl('provider-a', 'tasks');
    const send = (role: string) =>
      as('elsa-lab', role).sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: 'task', MessageGroupId: 'elsa-lab' }),
      );
    await expect(send('researcher')).rejects.toThrow('sqs:SendMessage');
    expect((await send('task-sender')).MessageId).toBeDefined();
    const notifications = asked.filter(({ principal }) => principal.arn === 's3.amazonaws.com');
    expect(notifications.length).toBeGreaterThan(8);
    expect(notifications.every(({ decision }) => decision === 'allow')).toBe(true);
  });
});

test('without the simulator there are no policies, and the cloud knows it', async () => {
  const { authorise, deployments } = await enforcedDeployments('0', {}, async () => await Promise.resolve(undefined));
  expect(authorise).toBeUndefined();
  expect(deployments).toHaveLength(3);
});
