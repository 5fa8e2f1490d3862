import * as z from 'zod';
import { Instant, KeyThumbprint, ProviderId, ResearcherId, Sha256, StudyId, TaskId } from './identifiers.ts';
import { roundFields } from './rounds.ts';
import { Study } from './study.ts';
import { lineOfText } from './text.ts';

const common = {
  schema: z.literal('vroegzicht-message/1'),
  messageId: TaskId,
  from: ResearcherId,
  to: ProviderId,
  issuedAt: Instant,
};

/** Hand in a study for approval. */
export const SubmitMessage = z.strictObject({ ...common, kind: z.literal('submit'), study: Study });
/** Run an approved study once; `messageId` is the task's id. */
export const RunMessage = z.strictObject({
  ...common,
  kind: z.literal('run'),
  studyId: StudyId,
  version: z.int().min(1),
  studyDigest: Sha256,
  wave: z.int().min(2).max(100).optional(),
});
/** Stop a task that has not run yet. */
export const CancelMessage = z.strictObject({ ...common, kind: z.literal('cancel'), taskId: TaskId });

/** Take the next round of a model that several providers fit together; there is no place for coefficients. */
export const RoundMessage = z.strictObject({ ...common, ...roundFields });

/** Everything a researcher can say to a provider (ruling 9); sent as a JWS signed by the researcher's task key. */
export const ResearcherMessage = z.discriminatedUnion('kind', [SubmitMessage, RunMessage, RoundMessage, CancelMessage]);
export type ResearcherMessage = z.infer<typeof ResearcherMessage>;
export type RunMessage = z.infer<typeof RunMessage>;
export type RoundMessage = z.infer<typeof RoundMessage>;
export type SubmitMessage = z.infer<typeof SubmitMessage>;

/** A person's decision on a study at one provider, signed by the approver's key. */
export const Approval = z.strictObject({
  schema: z.literal('vroegzicht-approval/1'),
  studyId: StudyId,
  version: z.int().min(1),
  studyDigest: Sha256,
  provider: ProviderId,
  approver: lineOfText(120),
  approvedAt: Instant,
  expiresAt: Instant,
  maximumRuns: z.int().min(1).max(1000),
  maximumRounds: z.int().min(0).max(20),
  /** Most numbers that the study may add to what is known of a population (L4). */
  maximumNumbers: z.int().min(1).max(100_000).optional(),
  release: z.enum(['automatic', 'review']),
});
export type Approval = z.infer<typeof Approval>;

/** `jobs/<taskId>.json`: a verified message with what run-task needs, nothing else. */
export const Job = z.strictObject({
  schema: z.literal('vroegzicht-job/1'),
  taskId: TaskId,
  researcher: ResearcherId,
  study: Study,
  studyDigest: Sha256,
  approvalDigest: Sha256,
  release: z.enum(['automatic', 'review']),
  maximumNumbers: Approval.shape.maximumNumbers,
  wave: z.int().min(2).max(100).optional(),
  acceptedAt: Instant,
});
export type Job = z.infer<typeof Job>;

/** General JSON serialisation of a JWS (RFC 7515, section 7.2.1). */
export const Jws = z.strictObject({
  payload: z
    .string()
    .max(20_000_000)
    .regex(/^[A-Za-z0-9_-]*$/),
  signatures: z
    .array(
      z.strictObject({
        protected: z
          .string()
          .max(2000)
          .regex(/^[A-Za-z0-9_-]+$/),
        signature: z
          .string()
          .max(6000)
          .regex(/^[A-Za-z0-9_-]+$/),
      }),
    )
    .min(1)
    .max(4),
});
export type Jws = z.infer<typeof Jws>;

/** The protected header we write and accept: nothing else, so no `jku`, `jwk` or `x5u`. */
export const JwsHeader = z.strictObject({ alg: z.literal('ES256'), kid: KeyThumbprint, typ: z.string().max(100) });
