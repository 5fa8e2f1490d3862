import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, expect, test, vi } from 'vitest';
import { environmentNames } from '../../lib/environment.ts';
import { startLocalCloud } from '../../lib/local/cloud.ts';
import { providerDeployment } from '../../lib/local/provider-deployment.ts';
import { researcherDeployment } from '../../lib/local/researcher-deployment.ts';
import { clientsOf } from './clients.ts';
import { exampleDeployment, exampleFunction, examplePage } from './example-deployment.ts';

const leftovers: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const path of leftovers.splice(0)) await rm(path, { recursive: true, force: true });
});

async function stateDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
  leftovers.push(path);
  return path;
}

const isListening = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

test('keys, objects, messages, identities and addresses are there after a restart', async () => {
  const directory = await stateDirectory();
  const deployments = [exampleDeployment({ functions: [examplePage] })];
  const first = await startLocalCloud({ deployments, stateDirectory: directory });
  const Bucket = first.bucketName('here', 'store');
  const before = {
    key: first.keyArn('here', 'sign'),
    client: first.client('here', 'person'),
    page: first.webUrl('here', 'page'),
  };
  await clientsOf(first).s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'kept' }));
  const QueueUrl = first.queueUrl('here', 'work');
  await clientsOf(first).sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept too' }));
  await clientsOf(first).sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await first.stop();

  const port = Number(new URL(first.endpoint).port);
  const second = await startLocalCloud({ deployments, stateDirectory: directory, port });
  expect([second.keyArn('here', 'sign'), second.client('here', 'person'), second.webUrl('here', 'page')]).toEqual([
    before.key,
    before.client,
    before.page,
  ]);
  const { Body } = await clientsOf(second).s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
  expect(await Body?.transformToString()).toBe('kept');
  const { Messages } = await clientsOf(second).sqs.send(
    new ReceiveMessageCommand({ QueueUrl: second.queueUrl('here', 'work'), MessageSystemAttributeNames: ['All'] }),
  );
  expect(Messages?.[1]?.Body ?? Messages?.[0]?.Body).toContain('kept too');
  await second.stop();
});

test('after stop no port listens, no thread runs and no temporary file is left', async () => {
  const cloud = await startLocalCloud({
    deployments: [exampleDeployment({ functions: [exampleFunction(), examplePage] })],
  });
  const addresses = [cloud.endpoint, cloud.webUrl('here', 'page')];
  await fetch(cloud.webUrl('here', 'page'));
  await clientsOf(cloud).sqs.send(
    new SendMessageCommand({ QueueUrl: cloud.queueUrl('here', 'work'), MessageBody: 'x' }),
  );
  await cloud.idle();
  expect(addresses.every((url) => url.startsWith('http://127.0.0.1:'))).toBe(true);
  await cloud.stop();
  expect(await Promise.all(addresses.map(isListening))).toEqual([false, false]);
  await expect(readdir(cloud.stateDirectory)).rejects.toThrow('ENOENT');
});

test('a key of a template has the id and the policy that the template gives it', async () => {
  const keyId = '9f0c0a52-3b1e-4f43-8d0e-0a4b1f0c7d11';
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  const keys = [{ purpose: 'store', spec: 'SYMMETRIC_DEFAULT', keyId, policy } as const];
  const cloud = await startLocalCloud({ deployments: [exampleDeployment({ keys })] });
  expect(cloud.keyArn('here', 'store')).toBe(`arn:aws:kms:eu-central-1:111111111111:key/${keyId}`);
  const { Policy } = await clientsOf(cloud).kms.send(new GetKeyPolicyCommand({ KeyId: keyId }));
  expect(Policy).toBe(policy);
  await cloud.stop();
});

test('a cloud that cannot start leaves nothing behind', async () => {
  const unresolved = exampleFunction({ environment: { KEY: { keyArnOf: 'no-such-key' } } });
  const deployments = [exampleDeployment({ functions: [examplePage, unresolved] })];
  const listeners = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
  await expect.poll(listeners).toBe(0);
  vi.stubEnv('TMPDIR', await stateDirectory());
  await expect(startLocalCloud({ deployments })).rejects.toThrow('no-such-key');
  expect(await readdir(tmpdir())).toEqual([]);
  await expect.poll(listeners).toBe(0);
});

test('only the owner reads the state', async () => {
  const directory = join(await stateDirectory(), 'state');
  const cloud = await startLocalCloud({ deployments: [exampleDeployment()], stateDirectory: directory });
  await clientsOf(cloud).s3.send(
    new PutObjectCommand({ Bucket: cloud.bucketName('here', 'store'), Key: 'k', Body: 'x' }),
  );
  await cloud.stop();
  const names = await readdir(directory, { recursive: true });
  const modes = await Promise.all(
    [...names, '.'].map(async (name) => (await stat(join(directory, name))).mode & 0o077),
  );
  expect(new Set(modes)).toEqual(new Set([0]));
});

const provider = providerDeployment({
  id: 'provider-a',
  accountId: '111111111111',
  codeVersion: 'test',
  mailFrom: 'vroegzicht@example.nl',
  mailContact: 'contact@example.nl',
});
const researcher = researcherDeployment({ id: 'divosa', accountId: '222222222222', codeVersion: 'test' });

test('a provider and a researcher start side by side, and each queue of the data has a worker', async () => {
  const cloud = await startLocalCloud({ deployments: [provider, researcher] });
  expect(cloud.bucketName('provider-a', 'extracts')).toBe('vroegzicht-local-111111111111-eu-central-1-extracts');
  expect(cloud.queueUrl('provider-a', 'tasks')).toBe(`${cloud.endpoint}/111111111111/vroegzicht-local-tasks`);
  expect(cloud.webUrl('provider-a', 'show-result')).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(cloud.keyArn('divosa', 'task')).toContain(':222222222222:key/');
  await cloud.idle();
  await cloud.stop();
  for (const { queues, functions } of [provider, researcher]) {
    const fed = functions.flatMap(({ trigger }) => (trigger.kind === 'queue' ? [trigger.queue] : []));
    expect(fed.toSorted()).toEqual(queues.map(({ name }) => name).toSorted());
  }
});

test('every function that is written gets the variables that its source names', async () => {
  const functions = [...provider.functions, ...researcher.functions].filter(({ file }) => existsSync(file));
  expect(functions.length).toBeGreaterThan(0);
  for (const { name, file, environment } of functions) {
    const source = await readFile(file, 'utf8');
    const given = ['workDirectory', 'memoryMegabytes', 'answerEverySeconds'];
    const named = Object.entries(environmentNames).filter(
      ([key]) => source.includes(`'${key}'`) && !given.includes(key),
    );
    expect([name, Object.keys(environment)]).toEqual([
      name,
      expect.arrayContaining(named.map(([, variable]) => variable)),
    ]);
  }
});
