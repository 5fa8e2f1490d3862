import * as z from 'zod';
import { Condition, Unit } from './analysis.ts';
import { EstimateRow } from './estimate.ts';
import { AnalysisOutcome } from './evidence.ts';
import { Instant, MunicipalityCode, ProviderId, ResearcherId, Sha256, StudyId, TaskId } from './identifiers.ts';

/** Who took part: numbers, never names (ruling 18). */
export const Participation = z.strictObject({
  municipalities: z.int().min(0),
  withoutAgreement: z.int().min(0),
  withoutExtract: z.int().min(0),
});
export type Participation = z.infer<typeof Participation>;

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
  /** By which rule nothing withheld can be computed from this release and earlier ones; the certificate itself stays at the provider. */
  protection: z.strictObject({ rule: z.string().max(60), certificate: Sha256 }).optional(),
  /** Number of a later wave, of which only municipalities took part that were in no earlier answer (ruling 19). */
  wave: z.int().min(2).max(100).optional(),
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

/** What an indicator is about: a section of the municipality's page. */
export const IndicatorTopic = z.enum([
  'return',
  'reach',
  'help-accepted',
  'contact-speed',
  'threshold-amount',
  'multiple-signals',
  'volume',
  'other',
]);
export type IndicatorTopic = z.infer<typeof IndicatorTopic>;

/**
 * One indicator of a municipality's page: a proportion in [0, 1], a count, or the reason that there is none. Without `topic`
 * the page derives it from the analysis; return by contact method is shown only when `adjusted` (ruling 34).
 */
export const OwnIndicator = z.strictObject({
  analysis: z.string().max(120),
  group: z.string().max(400),
  measure: z.enum(['proportion', 'cumulative-incidence', 'count']),
  timeDays: z.int().nullable(),
  status: z.enum(['rounded', 'withheld', 'not-available']),
  n: z.number().nullable(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  peers: PeerBand.nullable(),
  verdict: z.enum(['higher', 'lower', 'comparable', 'cannot-say']),
  topic: IndicatorTopic.optional(),
  unit: Unit.optional(),
  where: z.array(Condition).max(4).optional(),
  /** What counts as yes in a proportion: a variable of the codebook and its codes. */
  outcome: Condition.optional(),
  adjusted: z.boolean().optional(),
  structuralZero: z.boolean().optional(),
});
export type OwnIndicator = z.infer<typeof OwnIndicator>;

/** One shortcoming of a municipality's delivery; `count` is rounded, null when too small to show. */
export const DeliveryNote = z.strictObject({
  kind: z.enum([
    'quarantined',
    'unknown-code',
    'unreadable',
    'missing-date',
    'without-household',
    'without-case',
    'without-signal',
  ]),
  field: z.string().max(120),
  count: z.number().min(0).nullable(),
});

/** What a municipality's delivery covered and lacked: from its manifest, counts rounded. */
export const DeliveryQuality = z.strictObject({
  format: z.enum(['xxllnc-workbook', 'ddas-delivery', 'bi-export', 'canonical-csv']),
  exportDate: z.iso.date(),
  tables: z
    .array(
      z.strictObject({
        table: z.enum(['signals', 'signal_cases', 'contact_attempts', 'follow_ups']),
        rows: z.number().min(0).nullable(),
        first: z.iso.date().nullable(),
        last: z.iso.date().nullable(),
      }),
    )
    .max(4),
  notes: z.array(DeliveryNote).max(60),
  unavailable: z.array(z.string().max(120)).max(60),
});
export type DeliveryQuality = z.infer<typeof DeliveryQuality>;

const PageText = z.string().max(300);

/** What one municipality may see of itself after a task. */
export const OwnRelease = z.strictObject({
  schema: z.literal('vroegzicht-own/1'),
  taskId: TaskId,
  studyId: StudyId,
  /** The study's Dutch title; `originalTitle` is the one in the study's own language, when it has another. */
  studyTitle: z.string().max(200),
  originalTitle: z.string().max(200).optional(),
  municipality: MunicipalityCode,
  municipalityName: z.string().max(120),
  provider: ProviderId,
  policy: z.string().max(120),
  synthetic: z.boolean(),
  dataFrom: z.iso.date().nullable(),
  dataUntil: z.iso.date().nullable(),
  indicators: z.array(OwnIndicator).max(400),
  inhabitants: z.int().min(0).optional(),
  /** The threshold amounts in the agreement, each from its day on. */
  thresholds: z
    .array(z.strictObject({ from: z.iso.date(), minimumArrearsEuro: z.int().min(0) }))
    .max(20)
    .optional(),
  acceptedOn: z.iso.date().optional(),
  purpose: z.string().max(64).optional(),
  agreementId: z.string().max(64).optional(),
  researchers: z.array(z.string().max(320)).max(20).optional(),
  participants: z.int().min(0).optional(),
  questions: z
    .array(z.strictObject({ analysis: z.string().max(120), question: PageText.optional(), dutch: PageText.optional() }))
    .max(60)
    .optional(),
  delivery: DeliveryQuality.optional(),
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
  version: z.int().min(1).optional(),
  at: Instant,
});
export type Notice = z.infer<typeof Notice>;
