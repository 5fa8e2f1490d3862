import { z } from 'zod';
import { EstimateRow } from './estimate.ts';
import { AnalysisOutcome } from './evidence.ts';
import { Instant, MunicipalityCode, ProviderId, ResearcherId, Sha256, StudyId, TaskId } from './identifiers.ts';

/** Who took part: numbers, never names (ruling 18). */
export const Participation = z.strictObject({
  municipalities: z.int().min(0),
  withoutAgreement: z.int().min(0),
  withoutExtract: z.int().min(0),
});

/** The pooled output of one task at one provider: the only thing about the data that reaches a researcher. */
export const PooledRelease = z.strictObject({
  schema: z.literal('vroegzicht-release/1'),
  taskId: TaskId,
  studyId: StudyId,
  version: z.int().min(1),
  studyDigest: Sha256,
  provider: ProviderId,
  policy: z.string().max(120),
  participation: Participation,
  snapshotsDigest: Sha256,
  synthetic: z.boolean(),
  outcomes: z.array(AnalysisOutcome),
  estimates: z.array(EstimateRow),
});
export type PooledRelease = z.infer<typeof PooledRelease>;

/** Middle half of comparable municipalities: model-based, own municipality excluded, at least ten (ruling 37). */
export const PeerBand = z.strictObject({
  municipalities: z.int().min(10),
  lowerQuartile: z.number(),
  median: z.number(),
  upperQuartile: z.number(),
});
export type PeerBand = z.infer<typeof PeerBand>;

/** One indicator of a municipality's page, a value in [0, 1] or the reason that there is none. */
export const OwnIndicator = z.strictObject({
  analysis: z.string(),
  group: z.string(),
  measure: z.enum(['proportion', 'cumulative-incidence', 'count']),
  timeDays: z.int().nullable(),
  status: z.enum(['rounded', 'withheld', 'not-available']),
  n: z.number().nullable(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  peers: PeerBand.nullable(),
  verdict: z.enum(['higher', 'lower', 'comparable', 'cannot-say']),
});
export type OwnIndicator = z.infer<typeof OwnIndicator>;

/** What one municipality may see of itself after a task. */
export const OwnRelease = z.strictObject({
  schema: z.literal('vroegzicht-own/1'),
  taskId: TaskId,
  studyId: StudyId,
  studyTitle: z.string(),
  municipality: MunicipalityCode,
  municipalityName: z.string(),
  provider: ProviderId,
  policy: z.string(),
  synthetic: z.boolean(),
  dataFrom: z.iso.date().nullable(),
  dataUntil: z.iso.date().nullable(),
  indicators: z.array(OwnIndicator),
});
export type OwnRelease = z.infer<typeof OwnRelease>;

/** `releases/<taskId>.json`: what run-task hands to release-result; passed the gate before it was written. */
export const StoredRelease = z.strictObject({
  schema: z.literal('vroegzicht-stored-release/1'),
  taskId: TaskId,
  researcher: ResearcherId,
  release: z.enum(['automatic', 'review']),
  pooled: PooledRelease,
  own: z.array(OwnRelease),
});
export type StoredRelease = z.infer<typeof StoredRelease>;

/** Says what is wrong with the question and how to mend it; never what data would have shown. */
export const Refusal = z.strictObject({
  schema: z.literal('vroegzicht-refusal/1'),
  taskId: TaskId,
  provider: ProviderId,
  code: z.string().regex(/^[a-z-]+$/),
  reason: z.string().max(500),
  remedy: z.string().max(500),
  at: Instant,
});
export type Refusal = z.infer<typeof Refusal>;

/** A state of a study or task; never data. */
export const Notice = z.strictObject({
  schema: z.literal('vroegzicht-notice/1'),
  taskId: TaskId,
  provider: ProviderId,
  state: z.enum([
    'received',
    'waiting-for-approval',
    'approved',
    'rejected',
    'ready',
    'running',
    'waiting-for-review',
    'done',
    'cancelled',
  ]),
  studyId: StudyId.nullable(),
  at: Instant,
});
export type Notice = z.infer<typeof Notice>;

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
  body: z.discriminatedUnion('schema', [PooledRelease, Refusal, Notice]),
});
export type Envelope = z.infer<typeof Envelope>;
