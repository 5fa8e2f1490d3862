import * as z from 'zod';
import type { ObjectStore } from '../ports.ts';
import { ResearcherId, Sha256 } from '../protocol/identifiers.ts';
import { Job } from '../protocol/message.ts';
import { Notice, Refusal } from '../protocol/release.ts';
import { RoundRequest } from '../protocol/rounds.ts';
import { readJson } from '../register/collection.ts';
import { registerKeys } from '../register/register.ts';
import { canonicalBytes } from '../signing/canonical.ts';

/** What a message led to. */
export const MessageOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refused'), refusal: Refusal }),
  z.strictObject({ kind: z.literal('submitted'), notice: Notice }),
  z.strictObject({ kind: z.literal('accepted'), job: Job, notice: Notice }),
  z.strictObject({ kind: z.literal('round'), request: RoundRequest }),
  z.strictObject({ kind: z.literal('cancelled'), notice: Notice }),
]);
export type MessageOutcome = z.infer<typeof MessageOutcome>;

/** `register/messages/<name>.json`: the first and only decision on a message, and whose it is. */
export const MessageRecord = z.strictObject({
  schema: z.literal('vroegzicht-message-record/1'),
  researcher: ResearcherId,
  payloadDigest: Sha256,
  outcome: MessageOutcome,
});
export type MessageRecord = z.infer<typeof MessageRecord>;

/** The decision on a message, if one was taken. */
export async function readMessageRecord(register: ObjectStore, name: string): Promise<MessageRecord | undefined> {
  return await readJson(register, registerKeys.message(name), MessageRecord);
}

/** Writes the decision create-only and returns the one that stands: of two at the same time the first counts. */
export async function settle(register: ObjectStore, name: string, record: MessageRecord): Promise<MessageRecord> {
  const written = await register.create(registerKeys.message(name), canonicalBytes(record));
  return written === 'created' ? record : ((await readMessageRecord(register, name)) ?? record);
}
