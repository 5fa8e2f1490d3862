import * as z from 'zod';
import type { Clock } from '../../ports.ts';
import type { Guard } from '../authorisation.ts';
import { AwsError } from '../aws-error.ts';
import type { Principal } from '../identities.ts';
import { md5Of, type ReceivedMessage, systemAttributes } from './message.ts';
import type { Queue } from './queue.ts';

/** What an operation works with; `urlOf` gives the address of a queue at the gateway. */
export type SqsCall = {
  readonly queues: ReadonlyMap<string, Queue>;
  readonly guard: Guard;
  readonly urlOf: (queue: Queue) => string;
  readonly stopped: AbortSignal;
  readonly clock: Clock;
  readonly principal: Principal;
};

/** An operation of SQS: parses its own input and returns what the API returns, in JSON. */
export type SqsOperation = (input: unknown, call: SqsCall) => unknown;

/** The most a message, or a batch together, may weigh. */
const maximumBytes = 1_048_576;

const QueueInput = z.strictObject({ QueueUrl: z.string() });
const Entry = z.strictObject({
  MessageBody: z.string().min(1),
  DelaySeconds: z.int().min(0).max(900).optional(),
  MessageGroupId: z.string().min(1).max(128).optional(),
});
const Identified = z.strictObject({ Id: z.string().min(1).max(80) });
const SendInput = Entry.extend(QueueInput.shape);
const SendBatchInput = QueueInput.extend({ Entries: z.array(Entry.extend(Identified.shape)).min(1).max(10) });
const ReceiveInput = QueueInput.extend({
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: z.int().min(0).max(43_200).optional(),
  WaitTimeSeconds: z.int().min(0).max(20).default(0),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  AttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).optional(),
});
const Handle = z.strictObject({ ReceiptHandle: z.string() });
const Visibility = Handle.extend({ VisibilityTimeout: z.int().min(0).max(43_200) });
const DeleteInput = QueueInput.extend(Handle.shape);
const DeleteBatchInput = QueueInput.extend({ Entries: z.array(Handle.extend(Identified.shape)).min(1).max(10) });
const VisibilityInput = QueueInput.extend(Visibility.shape);
const AttributesInput = QueueInput.extend({ AttributeNames: z.array(z.string()).default([]) });
const UrlInput = z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });

/** Every operation by its name. */
export const sqsOperations: Readonly<Record<string, SqsOperation>> = {
  SendMessage: operation(SendInput, ({ QueueUrl, ...entry }, call) => {
    const queue = authorisedQueue(QueueUrl, call, 'SendMessage');
    return send(queue, entry, call);
  }),
  SendMessageBatch: operation(SendBatchInput, ({ QueueUrl, Entries }, call) => {
    const queue = authorisedQueue(QueueUrl, call, 'SendMessage');
    requireSize(Entries.map(({ MessageBody }) => MessageBody));
    return { Successful: Entries.map(({ Id, ...entry }) => ({ Id, ...send(queue, entry, call) })), Failed: [] };
  }),
  ReceiveMessage: operation(ReceiveInput, receive),
  DeleteMessage: operation(DeleteInput, ({ QueueUrl, ReceiptHandle }, call) => {
    authorisedQueue(QueueUrl, call, 'DeleteMessage').remove(ReceiptHandle);
    return {};
  }),
  DeleteMessageBatch: operation(DeleteBatchInput, ({ QueueUrl, Entries }, call) => {
    const queue = authorisedQueue(QueueUrl, call, 'DeleteMessage');
    for (const { ReceiptHandle } of Entries) queue.remove(ReceiptHandle);
    return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
  }),
  ChangeMessageVisibility: operation(VisibilityInput, ({ QueueUrl, ReceiptHandle, VisibilityTimeout }, call) => {
    const queue = authorisedQueue(QueueUrl, call, 'ChangeMessageVisibility');
    if (!queue.changeVisibility(ReceiptHandle, VisibilityTimeout))
      throw sqsError('MessageNotInflight', 'The message is not in flight.');
    return {};
  }),
  PurgeQueue: operation(QueueInput, ({ QueueUrl }, call) => {
    authorisedQueue(QueueUrl, call, 'PurgeQueue').purge();
    return {};
  }),
  GetQueueUrl: operation(UrlInput, ({ QueueName, QueueOwnerAWSAccountId }, call) => {
    const owner = QueueOwnerAWSAccountId ?? call.principal.accountId;
    return { QueueUrl: call.urlOf(authorisedQueue(`/${owner}/${QueueName}`, call, 'GetQueueUrl')) };
  }),
  GetQueueAttributes: operation(AttributesInput, ({ QueueUrl, AttributeNames }, call) => {
    const queue = authorisedQueue(QueueUrl, call, 'GetQueueAttributes');
    return { Attributes: pick(queueAttributes(queue), AttributeNames) };
  }),
};

function operation<Schema extends z.ZodType>(
  schema: Schema,
  run: (input: z.infer<Schema>, call: SqsCall) => unknown,
): SqsOperation {
  return (input, call) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(parsed.data, call);
    const [issue] = parsed.error.issues;
    const where = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys : [])].join('.');
    throw sqsError('InvalidParameterValue', `the local SQS cannot take this input at '${where}'`);
  };
}

/** Finds the queue by the account and name in the path of its URL, and asks the policies. */
function authorisedQueue(queueUrl: string, call: SqsCall, action: string): Queue {
  const [accountId, name] = queueUrl.split('/').slice(-2);
  const queue = call.queues.get(`${accountId}/${name}`);
  if (queue === undefined) throw sqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  const { principal } = call;
  call.guard({
    principal,
    action: `sqs:${action}`,
    resource: queue.arn,
    resourceAccount: queue.accountId,
    context: {},
  });
  return queue;
}

function send(queue: Queue, entry: z.infer<typeof Entry>, { principal }: SqsCall) {
  requireSize([entry.MessageBody]);
  const { MessageBody: body, MessageGroupId: groupId, DelaySeconds: delaySeconds } = entry;
  const { messageId } = queue.send({ body, groupId, delaySeconds, senderId: principal.senderId });
  return { MessageId: messageId, MD5OfMessageBody: md5Of(body) };
}

async function receive(input: z.infer<typeof ReceiveInput>, call: SqsCall) {
  const queue = authorisedQueue(input.QueueUrl, call, 'ReceiveMessage');
  const deadline = call.clock().getTime() + input.WaitTimeSeconds * 1000;
  for (;;) {
    const messages = queue.receive(input.MaxNumberOfMessages, input.VisibilityTimeout);
    const left = deadline - call.clock().getTime();
    if (messages.length === 0 && left > 0 && !call.stopped.aborted) {
      await queue.changed(left, call.stopped);
      continue;
    }
    const names = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
    return messages.length === 0 ? {} : { Messages: messages.map((message) => describe(message, names)) };
  }
}

function describe(message: ReceivedMessage, names: readonly string[]) {
  const attributes = pick(systemAttributes(message), names);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5Of(message.body),
    ...(Object.keys(attributes).length === 0 ? {} : { Attributes: attributes }),
  };
}

function queueAttributes(queue: Queue): Readonly<Record<string, string>> {
  const { visible, inFlight, delayed } = queue.counts();
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.settings.visibilityTimeoutSeconds),
    MaximumMessageSize: String(maximumBytes),
  };
}

function pick(values: Readonly<Record<string, string>>, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes('All') || names.includes(name)));
}

function requireSize(bodies: readonly string[]): void {
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  if (bytes > maximumBytes)
    throw sqsError('InvalidParameterValue', `Message must be shorter than ${maximumBytes} bytes.`);
}

/** An error of SQS; the header is its older name, which the SDK shows. */
export function sqsError(code: string, message: string): AwsError {
  return new AwsError(code, 400, message, { 'x-amzn-query-error': `${code};Sender` });
}
