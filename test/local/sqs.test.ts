import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import { clientsOf, refusalOf } from './clients.ts';
import { exampleDeployment } from './example-deployment.ts';

let cloud: LocalCloud;
let sqs: ReturnType<typeof clientsOf>['sqs'];
let QueueUrl: string;
let shift = 0;

beforeAll(async () => {
  const clock = () => new Date(Date.now() + shift);
  const there = exampleDeployment({ name: 'there', accountId: '222222222222' });
  cloud = await startLocalCloud({ deployments: [exampleDeployment(), there], clock });
  sqs = clientsOf(cloud).sqs;
  QueueUrl = cloud.queueUrl('here', 'work');
});
afterAll(() => cloud.stop());
beforeEach(() => sqs.send(new PurgeQueueCommand({ QueueUrl })));

const send = (MessageBody: string, more = {}) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more = {}) => {
  const input = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const], ...more };
  return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
};
const bodies = async () => (await receive()).map(({ Body }) => Body);

/** Lets the time of the queues go by, within what a signature allows. */
const pass = (seconds: number) => {
  shift += seconds * 1000;
};

test('the address of a queue is at the gateway', async () => {
  const found = await sqs.send(new GetQueueUrlCommand({ QueueName: 'vroegzicht-local-work' }));
  expect(found.QueueUrl).toBe(QueueUrl);
  expect(QueueUrl).toBe(`${cloud.endpoint}/111111111111/vroegzicht-local-work`);
});

test('a message is received once, and again when it was not deleted in time', async () => {
  await send('one');
  const [first] = await receive();
  expect(first?.Body).toBe('one');
  expect(await bodies()).toEqual([]);
  pass(31);
  const [second] = await receive();
  expect([second?.MessageId, second?.Attributes?.ApproximateReceiveCount]).toEqual([first?.MessageId, '2']);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '1', ApproximateNumberOfMessages: '0' });
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
  pass(31);
  expect(await bodies()).toEqual([]);
});

test('a message given back is there at once', async () => {
  await send('back');
  const [message] = await receive();
  const { ReceiptHandle } = message ?? {};
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  expect(await bodies()).toEqual(['back']);
});

test('a message received too often is a dead letter', async () => {
  await send('poison');
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await bodies()).toEqual(['poison']);
    pass(31);
  }
  expect(await bodies()).toEqual([]);
  expect(cloud.deadLetters()).toMatchObject([{ queue: 'vroegzicht-local-work-dead', body: 'poison' }]);
});

test('the sender of a message is the role that signed the request, of whatever account', async () => {
  await send('mine');
  await clientsOf(cloud, 'other-person', 'there').sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'theirs' }));
  const senders = (await receive()).map(({ Body, Attributes }) => [Body, Attributes?.SenderId]);
  expect(senders).toEqual([
    ['mine', cloud.senderId('here', 'person')],
    ['theirs', cloud.senderId('there', 'other-person')],
  ]);
  expect(cloud.senderId('here', 'person')).toMatch(/^AROA[A-Z2-7]{16}:person$/);
  expect(cloud.senderId('here', 'person')).not.toBe(cloud.senderId('there', 'person'));
});

test('a batch is sent, received and deleted as one', async () => {
  const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: `body ${Id}` }));
  expect((await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).Successful).toHaveLength(3);
  const messages = await receive();
  expect(messages.map(({ Body }) => Body)).toEqual(['body a', 'body b', 'body c']);
  const handles = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
  pass(31);
  expect(await bodies()).toEqual([]);
});

test('one who sends much does not hold up the others', async () => {
  for (let turn = 0; turn < 6; turn += 1) await send(`noisy ${turn}`, { MessageGroupId: 'noisy' });
  await send('quiet', { MessageGroupId: 'quiet' });
  const order = [];
  for (let turn = 0; turn < 3; turn += 1) order.push((await receive({ MaxNumberOfMessages: 1 }))[0]?.Body);
  expect(order).toEqual(['noisy 0', 'quiet', 'noisy 1']);
});

test('a receiver that waits gets a message as soon as it comes', async () => {
  const waiting = receive({ WaitTimeSeconds: 20 });
  await send('at last');
  expect((await waiting).map(({ Body }) => Body)).toEqual(['at last']);
});

test('a delayed message comes when its time has come', async () => {
  await send('later', { DelaySeconds: 60 });
  expect(await bodies()).toEqual([]);
  pass(61);
  expect(await bodies()).toEqual(['later']);
});

test.each([
  ['a queue that does not exist', { QueueUrl: 'http://127.0.0.1/111111111111/none' }, 'QueueDoesNotExist'],
  ['a body over 1 MiB', { MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
  [
    'message attributes',
    { MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } },
    'InvalidParameterValue',
  ],
])('refuses %s', async (_what, more, name) => {
  expect(await refusalOf(send('x', more))).toEqual({ name, status: 400 });
});
