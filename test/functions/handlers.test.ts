import { expect, test } from 'vitest';
import * as z from 'zod';
import type { QueueHandler } from '../../functions/middleware/queue-handler.ts';

const isHandler = (value: unknown): value is QueueHandler => typeof value === 'function';
const Module = z.strictObject({ handler: z.custom<QueueHandler>(isHandler) });

test.each(['accept-task', 'run-task', 'release-result', 'receive-result'])(
  '%s loads without settings, exports its handler only, and answers an empty batch',
  async (name) => {
    const loaded: unknown = await import(`../../functions/${name}.ts`);
    const { handler } = Module.parse({ ...z.record(z.string(), z.unknown()).parse(loaded) });
    expect(await handler({ Records: [] }, { awsRequestId: 'r' })).toEqual({ batchItemFailures: [] });
  },
);
