import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type QueueWork, queueHandler } from '../../functions/middleware/queue-handler.ts';
import { recordPoison } from '../../functions/middleware/record-poison.ts';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { Failure } from '../../lib/failure.ts';
import { memoryStore } from '../support/store.ts';

const context = { awsRequestId: 'request-1' };
const record = (messageId: string, body = messageId) => ({
  messageId,
  body,
  receiptHandle: 'secret-handle',
  attributes: { SenderId: 'AROA:x', ApproximateReceiveCount: '1' },
});

/** A handler whose work fails for bodies that start with `fail`, and to which `poison` means nothing. */
function handlerOf(changes: Partial<QueueWork<string>> = {}) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const done: string[] = [];
  const refused: string[] = [];
  const handler = queueHandler<string>({
    name: 'test-function',
    parse: ({ body }) =>
      body.startsWith('poison')
        ? { status: 'poison', code: 'no-sense' }
        : { status: 'parsed', inputs: body === 'empty' ? [] : [body] },
    work: async (input) => {
      await Promise.resolve();
      if (input.startsWith('fail')) throw new Error(`Conversion Error: could not convert '${input}' to INT64`);
      done.push(input);
      return { result: 'done', taskId: input };
    },
    refuse: async ({ messageId, code }) => {
      await Promise.resolve();
      refused.push(`${messageId}:${code}`);
    },
    log: (line) => void lines.push(z.record(z.string(), z.unknown()).parse(JSON.parse(line))),
    ...changes,
  });
  return { handler, lines, done, refused };
}

describe('a batch of messages', () => {
  test('is answered message by message: only the failed one comes again', async () => {
    const { handler, done, refused } = handlerOf();
    const event = { Records: [record('a'), record('fail-1'), record('poison-1'), record('b'), record('empty')] };
    expect(await handler(event, context)).toEqual({ batchItemFailures: [{ itemIdentifier: 'fail-1' }] });
    expect(done).toEqual(['a', 'b']);
    expect(refused).toEqual(['poison-1:no-sense']);
  });

  test('keeps a poisoned message as long as it could not be recorded', async () => {
    const { handler } = handlerOf({ refuse: async () => await Promise.reject(new Error('throttled')) });
    expect(await handler({ Records: [record('poison-1')] }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'poison-1' }],
    });
  });

  test('that is no queue event is a bug and fails as a whole', async () => {
    await expect(handlerOf().handler({ rows: [] }, context)).rejects.toThrow('Invalid input');
  });
});

describe('the log', () => {
  test('has one line a message, with identifiers, counts and codes only', async () => {
    const { handler, lines } = handlerOf();
    await handler(
      { Records: [record('m1', 'body-1'), record('m2', 'fail secret 123456782'), record('m3', 'poison')] },
      context,
    );
    expect(lines).toMatchObject([
      { function: 'test-function', requestId: 'request-1', result: 'done', messageId: 'm1', taskId: 'body-1' },
      { function: 'test-function', requestId: 'request-1', result: 'failed', messageId: 'm2', code: 'Error' },
      { function: 'test-function', requestId: 'request-1', result: 'poison', messageId: 'm3', code: 'no-sense' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/123456782|Conversion|secret-handle|AROA/);
    const known = ['function', 'requestId', 'result', 'messageId', 'taskId', 'code', 'at', 'milliseconds'];
    expect(lines.flatMap((line) => Object.keys(line)).filter((field) => !known.includes(field))).toEqual([]);
  });

  test('leaves out every field that is not on the list, whatever work returns', async () => {
    const sneaky = { result: 'done', rows: [1], event: 'x' };
    const { handler, lines } = handlerOf({ work: async () => await Promise.resolve(sneaky) });
    await handler({ Records: [record('m1')] }, context);
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual([
      'function',
      'messageId',
      'milliseconds',
      'requestId',
      'result',
    ]);
  });

  test('names the code of a failure and our own line, even if the message holds something like a stack', async () => {
    const message = 'value\n    at lib/secret-value.ts:1:1\n    at Bsn (/x/lib/123456782.ts:1:1)';
    const { handler, lines } = handlerOf({
      work: async () => await Promise.reject(new Failure('node-failed', 'no-room', message, 'r')),
    });
    await handler({ Records: [record('m1')] }, context);
    expect(lines[0]).toMatchObject({ result: 'failed', code: 'no-room' });
    expect(JSON.stringify(lines)).not.toMatch(/secret-value|123456782/);
  });

  test.each([
    [{ name: 'AccessDenied' }, 'AccessDenied'],
    [{ name: 'row 12: BSN 123456782' }, 'Error'],
  ])('takes an error name %j only when it looks like one', async (properties, code) => {
    const error = Object.assign(new Error('x'), properties);
    const { handler, lines } = handlerOf({ work: async () => await Promise.reject(error) });
    await handler({ Records: [record('m1')] }, context);
    expect(lines[0]?.['code']).toBe(code);
  });
});

test('a poisoned message is recorded in the audit chain without its content', async () => {
  const ledger = memoryStore();
  const { handler } = handlerOf({ refuse: recordPoison(() => ledger, 'test-function') });
  await handler({ Records: [record('m1', 'poison with secret')] }, context);
  expect(await verifyChain(ledger)).toMatchObject({ events: 1, findings: [] });
  const [text = ''] = [...ledger.objects.keys()].map((key) => ledger.text(key));
  expect(JSON.parse(text)).toMatchObject({
    action: 'queue-message',
    object: 'queue-message/m1',
    result: 'no-sense',
    origin: 'test-function',
  });
  expect(text).not.toContain('secret');
});
