import * as z from 'zod';
import { AnalysisId, Instant, ProviderId, ResearcherId, Sha256, StudyId, TaskId } from './identifiers.ts';
import { Study } from './study.ts';

/** Providers of a chain of rounds, in ascending order of their ids. */
export const Parties = z
  .array(ProviderId)
  .min(1)
  .max(8)
  .refine((ids) => ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? '')), 'ids must ascend');

/** Most rounds that any approval can allow (ruling 20: 15, and 20 for Firth and negative binomial). */
export const highestRound = 20;

const Round = z.int().min(0).max(highestRound);
const Attempt = z.int().min(1).max(99);

/** Compact JWE (RFC 7516, section 7.1): five parts of base64url. */
export const Jwe = z
  .string()
  .max(200_000)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+$/, 'a compact JWE has five parts');

const about = {
  taskId: TaskId,
  provider: ProviderId,
  studyId: StudyId,
  version: z.int().min(1),
  studyDigest: Sha256,
  model: AnalysisId,
  chain: Sha256,
  parties: Parties,
};

/**
 * What a provider says after a round: its evidence, sealed to each other provider, and nothing that anybody else can read. `withheld`
 * ends the chain.
 */
export const RoundEvidence = z.strictObject({
  schema: z.literal('vroegzicht-round/1'),
  ...about,
  attempt: Attempt,
  round: Round,
  /** The hash chain up to this round: specification, then the digests of all evidence before it. */
  head: Sha256,
  state: z.enum(['evidence', 'withheld']),
  sealed: z.array(z.strictObject({ to: ProviderId, jwe: Jwe })).max(7),
});
export type RoundEvidence = z.infer<typeof RoundEvidence>;

const Value = z.number().nullable();

/** A coefficient as it may be printed (rule G5): a multiple of `unit`; null is withheld. */
export const ReleasedCoefficient = z.strictObject({
  term: z.string().max(200),
  value: Value,
  unit: Value,
  standardError: Value,
});
export type ReleasedCoefficient = z.infer<typeof ReleasedCoefficient>;

/** The final model of a chain: every provider signs the same one; counts are rounded. */
export const ModelRelease = z.strictObject({
  schema: z.literal('vroegzicht-model/1'),
  ...about,
  head: Sha256,
  rounds: z
    .int()
    .min(0)
    .max(highestRound + 1),
  policy: z.string().max(120),
  synthetic: z.boolean(),
  municipalities: z.int().min(0),
  dataFrom: z.iso.date().nullable(),
  dataUntil: z.iso.date().nullable(),
  method: z.string().max(120),
  grid: z.string().max(200),
  status: z.enum(['released', 'withheld']),
  n: Value,
  events: Value,
  coefficients: z.array(ReleasedCoefficient).max(60),
  logLikelihood: Value,
});
export type ModelRelease = z.infer<typeof ModelRelease>;

/** `evidence/<taskId>.json` of the releases bucket: sealed evidence that waits for a signature. */
export const StoredRound = z.strictObject({
  schema: z.literal('vroegzicht-stored-round/1'),
  taskId: TaskId,
  researcher: ResearcherId,
  body: RoundEvidence,
});
export type StoredRound = z.infer<typeof StoredRound>;

/** `<taskId>.json` of the releases bucket: a final model that passed the gate. */
export const StoredModel = z.strictObject({
  schema: z.literal('vroegzicht-stored-model/1'),
  taskId: TaskId,
  researcher: ResearcherId,
  release: z.enum(['automatic', 'review']),
  body: ModelRelease,
});
export type StoredModel = z.infer<typeof StoredModel>;

/** Sealed evidence that accept-task found in order: from whom, the digest of the signed body, the JWE to this provider. */
export const ReceivedEvidence = z.strictObject({ provider: ProviderId, bodyDigest: Sha256, jwe: Jwe });
export type ReceivedEvidence = z.infer<typeof ReceivedEvidence>;

/** What a round asks, as accept-task settled it. */
export const RoundRequest = z.strictObject({
  taskId: TaskId,
  researcher: ResearcherId,
  study: Study,
  studyDigest: Sha256,
  approvalDigest: Sha256,
  release: z.enum(['automatic', 'review']),
  maximumRounds: Round,
  model: AnalysisId,
  parties: Parties,
  attempt: Attempt,
  round: Round,
  received: z.array(ReceivedEvidence).max(7),
  acceptedAt: Instant,
});
export type RoundRequest = z.infer<typeof RoundRequest>;

/** `jobs/<taskId>.json` of a round: the request with the opened evidence, as JSON text, in the place of the sealed one. */
export const RoundJob = z.strictObject({
  schema: z.literal('vroegzicht-round-job/1'),
  ...RoundRequest.omit({ received: true }).shape,
  opened: z
    .array(z.strictObject({ provider: ProviderId, bodyDigest: Sha256, evidence: z.string().max(200_000) }))
    .max(7),
});
export type RoundJob = z.infer<typeof RoundJob>;

/** What a researcher asks of a provider in one round; it cannot carry coefficients. `evidence` are signed envelopes, unread. */
export const roundFields = {
  kind: z.literal('round'),
  studyId: StudyId,
  version: z.int().min(1),
  studyDigest: Sha256,
  model: AnalysisId,
  parties: Parties,
  attempt: Attempt,
  round: Round,
  evidence: z.array(z.string().max(400_000)).max(7),
};
