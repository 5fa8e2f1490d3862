import * as z from 'zod';
import type { ParsedMessage, QueueRecord } from './queue-event.ts';

/** An object that was written: its bucket, decoded key, and version where versioning is on. */
export type ObjectNotice = { readonly bucket: string; readonly key: string; readonly versionId: string | undefined };

const TestEvent = z.object({ Event: z.literal('s3:TestEvent') });
const Notification = z.object({
  Records: z
    .array(
      z.object({
        eventName: z.string().max(100).optional(),
        s3: z.object({
          bucket: z.object({ name: z.string().min(1).max(63) }),
          object: z.object({ key: z.string().min(1).max(3072), versionId: z.string().max(1024).optional() }),
        }),
      }),
    )
    .min(1)
    .max(1000),
});

/**
 * Reads an S3 notification of one bucket. The test event that S3 sends at configuration has no inputs; deletions are
 * skipped; a message about another bucket is poison.
 */
export function objectNotices(record: QueueRecord, bucket: string): ParsedMessage<ObjectNotice> {
  const content = parseJson(record.body);
  if (TestEvent.safeParse(content).success) return { status: 'parsed', inputs: [] };
  const parsed = Notification.safeParse(content);
  if (!parsed.success) return { status: 'poison', code: 'not-a-notification' };
  const created = parsed.data.Records.filter(({ eventName }) => eventName?.includes('ObjectRemoved') !== true);
  if (created.some(({ s3 }) => s3.bucket.name !== bucket)) return { status: 'poison', code: 'other-bucket' };
  const inputs = created.map(({ s3 }) => ({ bucket, key: decodeKey(s3.object.key), versionId: s3.object.versionId }));
  const readable = inputs.filter((input): input is ObjectNotice => input.key !== undefined);
  return readable.length === inputs.length
    ? { status: 'parsed', inputs: readable }
    : { status: 'poison', code: 'unreadable-key' };
}

/** S3 encodes keys as in a form: a plus is a space. */
function decodeKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
