import * as z from 'zod';
import { Instant, ProviderId, ResearcherId, Sha256, TaskId } from './identifiers.ts';
import { KeySet } from './register.ts';
import { Notice, PooledRelease, Refusal } from './release.ts';
import { ModelRelease, RoundEvidence } from './rounds.ts';

/** The release keys of a provider from now on, in an envelope signed by a key that the receiver trusts already. */
export const KeyAnnouncement = z.strictObject({
  schema: z.literal('vroegzicht-keys/1'),
  taskId: TaskId,
  provider: ProviderId,
  keys: KeySet,
  at: Instant,
});
export type KeyAnnouncement = z.infer<typeof KeyAnnouncement>;

/** The payload of every signed object in a researcher's inbox. */
export const Envelope = z.strictObject({
  schema: z.literal('vroegzicht-envelope/1'),
  iss: ProviderId,
  aud: ResearcherId,
  sub: TaskId,
  jti: z.string().max(100),
  iat: Instant,
  seq: z.int().min(1),
  prev: Sha256.nullable(),
  codeVersion: z.string().max(100),
  approvedBy: z.string().max(120).nullable(),
  body: z.discriminatedUnion('schema', [PooledRelease, Refusal, Notice, KeyAnnouncement, RoundEvidence, ModelRelease]),
});
export type Envelope = z.infer<typeof Envelope>;
