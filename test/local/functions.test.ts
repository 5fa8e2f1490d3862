import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import { clientsOf } from './clients.ts';
import { exampleDeployment, exampleFunction, examplePage } from './example-deployment.ts';

let cloud: LocalCloud;

beforeAll(async () => {
  const there = exampleDeployment({
    name: 'there',
    accountId: '222222222222',
    functions: [exampleFunction({ environment: { OUTPUT: { bucketNameOf: 'store' }, GREETING: 'goedendag' } })],
  });
  cloud = await startLocalCloud({
    deployments: [exampleDeployment({ functions: [exampleFunction(), examplePage] }), there],
    retryDelaySeconds: 0,
  });
});
afterAll(() => cloud.stop());

/** What the function wrote, by the body it was sent. */
async function results(deployment: string) {
  const { s3 } = clientsOf(cloud, 'person', deployment);
  const Bucket = cloud.bucketName(deployment, 'store');
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'out/' }));
  const texts = await Promise.all(
    Contents.map(async ({ Key }) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()),
  );
  return texts.map((text): unknown => JSON.parse(text ?? ''));
}

const send = (body: string, deployment = 'here') =>
  clientsOf(cloud, 'person', deployment).sqs.send(
    new SendMessageCommand({ QueueUrl: cloud.queueUrl(deployment, 'work'), MessageBody: body }),
  );

test('an object under the prefix is told to the queue, and the function writes its result', async () => {
  const { s3 } = clientsOf(cloud);
  const Bucket = cloud.bucketName('here', 'store');
  for (const Key of ['in/an object+1.json', 'elsewhere/b.json'])
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  await cloud.idle();
  const [result, ...others] = await results('here');
  expect(others).toEqual([]);
  expect(result).toMatchObject({ by: 'vroegzicht-local-worker', greeting: 'hello' });
  expect(JSON.stringify(result)).toContain('in/an+object%2B1.json');
});

test('two deployments run the same module at the same time, each with its own environment and role', async () => {
  await Promise.all([send('at A'), send('at B', 'there')]);
  await cloud.idle();
  expect(await results('here')).toContainEqual(
    expect.objectContaining({ body: 'at A', greeting: 'hello', sender: cloud.senderId('here', 'person') }),
  );
  expect(await results('there')).toEqual([
    expect.objectContaining({ body: 'at B', greeting: 'goedendag', sender: cloud.senderId('there', 'person') }),
  ]);
});

describe('what goes wrong', () => {
  test('a poisoned message among good ones becomes a dead letter alone', async () => {
    await Promise.all(['good 1', 'poison', 'good 2'].map((body) => send(body)));
    await cloud.idle();
    const handled = await results('here');
    expect(handled).toContainEqual(expect.objectContaining({ body: 'good 1' }));
    expect(handled).toContainEqual(expect.objectContaining({ body: 'good 2' }));
    expect(cloud.deadLetters()).toMatchObject([{ queue: 'vroegzicht-local-work-dead', body: 'poison' }]);
  });

  test('after a crash of its thread the function goes on with the next message', async () => {
    await send('crash');
    await cloud.idle();
    await send('after the crash');
    await cloud.idle();
    expect(await results('here')).toContainEqual(expect.objectContaining({ body: 'after the crash' }));
    expect(cloud.deadLetters().map(({ body }) => body)).toContain('crash');
  });

  test('an exception fails the batch, and its trace is in the log of the function', async () => {
    await send('throw');
    await cloud.idle();
    expect(cloud.deadLetters().map(({ body }) => body)).toContain('throw');
    const log = await readFile(join(cloud.stateDirectory, 'logs', 'here', 'worker.log'), 'utf8');
    expect(log).toContain('TypeError: cannot handle this');
  });
});

describe('a function behind HTTP', () => {
  test('gets the event of an HTTP API and answers with status, headers, cookies and body', async () => {
    const response = await fetch(`${cloud.webUrl('here', 'page')}/r/token?x=1`, {
      method: 'POST',
      body: 'code=123',
      headers: { cookie: 'a=1; b=2' },
    });
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(await response.text()).toBe('POST /r/token a=1|b=2 code=123');
  });

  test('that fails is a 500 without details', async () => {
    const response = await fetch(`${cloud.webUrl('here', 'page')}/broken`);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });
});
