import makeHandler from '@middy/core';
import * as z from 'zod';
import { describeError, type LogLine, type LogSink, logText, standardOutput } from './log.ts';
import { type ParsedMessage, type QueueAnswer, QueueEvent, type QueueRecord } from './queue-event.ts';

/** What a queue function does with its messages. */
export type QueueWork<Input> = {
  readonly name: string;
  /** Reads a message without touching anything else. */
  readonly parse: (record: QueueRecord) => ParsedMessage<Input>;
  /** Handles one input; returns what a log may say. It throws only for bugs and for what another attempt may cure. */
  readonly work: (input: Input) => Promise<WorkResult>;
  /** Records a message that can never be handled; after that it is acknowledged. */
  readonly refuse: (refused: { readonly messageId: string; readonly code: string }) => Promise<void>;
  readonly log?: LogSink;
};

/** What is logged of handled work. */
export type WorkResult = Pick<LogLine, 'result' | 'taskId' | 'object' | 'municipality' | 'code' | 'count'>;

/** A Lambda handler; its event and context are checked inside. */
export type QueueHandler = (event: unknown, context: unknown) => Promise<QueueAnswer>;

const Context = z.object({ awsRequestId: z.string().max(100) });

/**
 * Handler of an SQS event source: one message after the other, each on its own. A poisoned message is recorded and
 * acknowledged, a message whose work throws comes again, alone. Logs carry identifiers, counts and codes.
 */
export function queueHandler<Input>(work: QueueWork<Input>): QueueHandler {
  const handle = makeHandler<unknown, QueueAnswer>().handler(async (event: unknown, context: unknown) => {
    const requestId = Context.safeParse(context).data?.awsRequestId ?? 'unknown';
    const failures: { readonly itemIdentifier: string }[] = [];
    for (const record of QueueEvent.parse(event).Records)
      if (!(await isHandled(record, work, requestId))) failures.push({ itemIdentifier: record.messageId });
    return { batchItemFailures: failures };
  });
  return async (event, context) => await handle(event, context);
}

async function isHandled<Input>(record: QueueRecord, work: QueueWork<Input>, requestId: string): Promise<boolean> {
  const { messageId } = record;
  const log = (line: Omit<LogLine, 'function' | 'requestId' | 'messageId'>): void =>
    (work.log ?? standardOutput)(logText({ function: work.name, requestId, messageId, ...line }));
  try {
    const parsed = work.parse(record);
    if (parsed.status === 'poison') {
      await work.refuse({ messageId, code: parsed.code });
      log({ result: 'poison', code: parsed.code });
      return true;
    }
    for (const input of parsed.inputs) {
      const started = performance.now();
      log({ ...(await work.work(input)), milliseconds: Math.round(performance.now() - started) });
    }
    return true;
  } catch (error) {
    log({ result: 'failed', ...describeError(error) });
    return false;
  }
}
