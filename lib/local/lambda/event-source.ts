import * as z from 'zod';
import { md5Of, type ReceivedMessage, systemAttributes } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import type { FunctionHost } from './function-host.ts';

/** A queue that feeds a function. */
export type EventSource = {
  readonly queue: Queue;
  readonly host: FunctionHost;
  readonly region: string;
  readonly batchSize: number;
  readonly instances: number;
  /** How long a failed message stays away; AWS waits for the whole visibility timeout. */
  readonly retryDelaySeconds: number;
  /** Told of what is no failure of the function, such as a full disk; the pump goes on. */
  readonly unexpected: (error: unknown) => void;
};

/** The running pump: `working` counts batches in hand. */
export type Pump = { readonly working: () => number; readonly stopped: Promise<void> };

/** Longest time a poller sleeps before it looks again. */
const pollMilliseconds = 20_000;

const Result = z
  .looseObject({ batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string() })).nullish() })
  .nullish();

/** Takes messages off the queue and invokes the function, `instances` batches at a time, until `signal` aborts. */
export function startPump(source: EventSource, signal: AbortSignal): Pump {
  let working = 0;
  const turn = async (): Promise<void> => {
    const messages = source.queue.receive(source.batchSize);
    if (messages.length === 0) return source.queue.changed(pollMilliseconds, signal);
    working += 1;
    await handleBatch(source, messages).finally(() => {
      working -= 1;
    });
  };
  const poll = async (): Promise<void> => {
    while (!signal.aborted)
      await turn().catch(async (error: unknown) => {
        source.unexpected(error);
        await source.queue.changed(1_000, signal);
      });
  };
  const pollers = Array.from({ length: source.instances }, poll);
  return { working: () => working, stopped: Promise.all(pollers).then(() => undefined) };
}

/** Acknowledges what the function handled; what it did not comes again, and after its last time is a dead letter. */
async function handleBatch(source: EventSource, messages: readonly ReceivedMessage[]): Promise<void> {
  const outcome = await source.host.invoke({ Records: messages.map((message) => toRecord(message, source)) });
  const failed = outcome.status === 'failed' ? undefined : failedMessages(outcome.result, messages);
  for (const { messageId, receiptHandle } of messages) {
    if (failed?.has(messageId) === false) source.queue.remove(receiptHandle);
    else source.queue.changeVisibility(receiptHandle, source.retryDelaySeconds);
  }
}

/** The messages a function reports as failed; undefined, which is all of them, when its answer makes no sense. */
function failedMessages(result: string, messages: readonly ReceivedMessage[]): ReadonlySet<string> | undefined {
  const parsed = Result.safeParse(JSON.parse(result));
  if (!parsed.success) return undefined;
  const failed = (parsed.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  const known = new Set(messages.map(({ messageId }) => messageId));
  return failed.every((messageId) => known.has(messageId)) ? new Set(failed) : undefined;
}

/** A message in the form of Lambda's SQS event. */
function toRecord(message: ReceivedMessage, { queue, region }: EventSource) {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: {},
    md5OfBody: md5Of(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}
