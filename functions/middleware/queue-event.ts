import * as z from 'zod';

/** One message of an SQS event, with the fields that we use. */
export const QueueRecord = z.object({
  messageId: z.string().min(1).max(100),
  body: z.string(),
  attributes: z.object({ SenderId: z.string().max(200).optional(), MessageGroupId: z.string().max(128).optional() }),
});
export type QueueRecord = z.infer<typeof QueueRecord>;

/** What Lambda hands to a function with an SQS event source. */
export const QueueEvent = z.object({ Records: z.array(QueueRecord).max(10_000) });
export type QueueEvent = z.infer<typeof QueueEvent>;

/** Answer with the messages that are to come again (ReportBatchItemFailures). */
export type QueueAnswer = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

/** A parsed message: its inputs (none when there is nothing to do), or why it can never be handled. */
export type ParsedMessage<Input> =
  | { readonly status: 'parsed'; readonly inputs: readonly Input[] }
  | { readonly status: 'poison'; readonly code: string };
