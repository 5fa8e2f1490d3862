import { createHash } from 'node:crypto';
import * as z from 'zod';

/** A message of a standard queue; times are milliseconds since the epoch. */
export const Message = z.strictObject({
  messageId: z.uuid(),
  sequence: z.int(),
  body: z.string(),
  senderId: z.string(),
  groupId: z.string().optional(),
  sentAt: z.int(),
  visibleAt: z.int(),
  receiveCount: z.int(),
  firstReceivedAt: z.int().optional(),
});
export type Message = z.infer<typeof Message>;

/** A message in a receiver's hands. */
export type ReceivedMessage = Message & { readonly receiptHandle: string };

/** What a sender hands in. */
export type NewMessage = {
  readonly body: string;
  readonly senderId: string;
  readonly groupId?: string | undefined;
  readonly delaySeconds?: number | undefined;
};

/** The system attributes of a received message, as SQS and Lambda name them. */
export function systemAttributes(message: ReceivedMessage): Readonly<Record<string, string>> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  };
}

/** MD5 of a text in hexadecimal, as SQS reports it of a body. */
export const md5Of = (text: string): string => createHash('md5').update(text).digest('hex');
