import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';

const Event = z.object({
  Records: z.array(
    z.object({ messageId: z.string(), body: z.string(), attributes: z.object({ SenderId: z.string() }) }),
  ),
});
const client = new S3Client({});

/** Writes what it got to a bucket; a body `poison` fails alone, `crash` ends the thread, `throw` fails the batch. */
export async function handler(event: unknown, context: { readonly functionName: string }) {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body, attributes } of Event.parse(event).Records) {
    if (body === 'crash') process.exit(7);
    if (body === 'throw') throw new TypeError('cannot handle this');
    if (body === 'poison') {
      batchItemFailures.push({ itemIdentifier: messageId });
      continue;
    }
    const Body = JSON.stringify({
      body,
      sender: attributes.SenderId,
      by: context.functionName,
      greeting: process.env['GREETING'],
    });
    await client.send(new PutObjectCommand({ Bucket: process.env['OUTPUT'], Key: `out/${messageId}.json`, Body }));
  }
  return { batchItemFailures };
}
