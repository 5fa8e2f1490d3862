import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLocalCloud } from '../../lib/local/cloud.ts';
import { clientsOf } from './clients.ts';
import { exampleDeployment } from './example-deployment.ts';

let stateDirectory: string;
beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
});
afterEach(() => rm(stateDirectory, { recursive: true, force: true }));

test('an object of which no queue could be told is told at the next start, once', async () => {
  const faults: unknown[] = [];
  const deployments = [exampleDeployment()];
  const start = () => startLocalCloud({ deployments, stateDirectory, unexpected: (error) => faults.push(error) });
  const first = await start();
  await rm(join(stateDirectory, 'queues'), { recursive: true });
  const Bucket = first.bucketName('here', 'store');
  await clientsOf(first).s3.send(new PutObjectCommand({ Bucket, Key: 'in/object', Body: 'kept' }));
  await clientsOf(first).s3.send(new PutObjectCommand({ Bucket, Key: 'elsewhere', Body: 'kept' }));
  expect(faults).toHaveLength(1);
  await first.stop();

  for (const restart of ['first', 'second']) {
    const next = await start();
    const QueueUrl = next.queueUrl('here', 'work');
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 5 });
    const { Messages: messages = [] } = await clientsOf(next).sqs.send(receive);
    expect([restart, messages.map(({ Body = '' }) => Body.includes('in/object'))]).toEqual([restart, [true]]);
    await next.stop();
  }
  expect(faults).toHaveLength(1);
});
