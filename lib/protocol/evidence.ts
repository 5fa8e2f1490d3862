import * as z from 'zod';
import { ReleasedClusterSums, ReleasedScoreSums, ReleasedSiteSums } from './evidence-sums.ts';
import { Protection } from './protection.ts';

/** A codebook variable with all its levels, absent ones too (U4). */
export const Dimension = z.strictObject({
  variable: z.string().max(64),
  levels: z.array(z.string().max(64)).min(1).max(64),
});
export type Dimension = z.infer<typeof Dimension>;

const Levels = z.array(z.string().max(64)).max(5);
const ProtectedCount = z.number().min(0).nullable();

/** Protected counts of a contingency table; `null` is withheld. With `success`, the last dimension is the outcome. */
export const ReleasedCounts = z.strictObject({
  kind: z.literal('counts'),
  name: z.string().max(64),
  dimensions: z.array(Dimension).max(5),
  success: z.array(z.string()).nullable(),
  cells: z.array(z.strictObject({ levels: Levels, count: ProtectedCount })).max(20_000),
  protection: Protection,
});
export type ReleasedCounts = z.infer<typeof ReleasedCounts>;

/** Protected means of an amount or duration, mergeable by Chan's rule; `null` is withheld, the spread also where a mean is shown (M7). */
export const ReleasedSums = z.strictObject({
  kind: z.literal('sums'),
  name: z.string().max(64),
  dimensions: z.array(Dimension).max(4),
  cells: z
    .array(
      z.strictObject({
        levels: Levels,
        count: ProtectedCount,
        mean: z.number().nullable(),
        /** Step to which the mean is rounded; pooled, the step with the same variance; 0 when it is exact or withheld. */
        meanStep: z.number().min(0),
        sumOfSquaredDeviations: z.number().min(0).nullable(),
      }),
    )
    .max(20_000),
  protection: Protection,
});
export type ReleasedSums = z.infer<typeof ReleasedSums>;

/** Exact order statistics and dates: only an uncontrolled dry run shows them, the gate always withholds (M5). */
export const ReleasedValues = z.strictObject({
  kind: z.literal('values'),
  name: z.string().max(64),
  measure: z.enum(['quantile', 'maximum', 'date']),
  cells: z
    .array(
      z.strictObject({
        group: z.string(),
        value: z.union([z.number(), z.iso.date(), z.null()]),
        count: ProtectedCount,
      }),
    )
    .max(5_000),
  protection: Protection,
});
export type ReleasedValues = z.infer<typeof ReleasedValues>;

/** Protected risk table on one rung of the study's ladder; a withheld pattern has no intervals. */
export const ReleasedRiskTable = z.strictObject({
  kind: z.literal('risk-table'),
  name: z.string().max(64),
  dimensions: z.array(Dimension).max(5),
  edgesDays: z.array(z.int().min(1)).min(0).max(4000),
  patterns: z
    .array(
      z.strictObject({
        levels: Levels,
        entries: ProtectedCount,
        intervals: z.array(z.strictObject({ events: z.number().min(0), censored: z.number().min(0) })).nullable(),
      }),
    )
    .max(5_000),
  protection: Protection,
});
export type ReleasedRiskTable = z.infer<typeof ReleasedRiskTable>;

/** Protected risk table with events by cause, in the order of `causes`. */
export const ReleasedCompeting = z.strictObject({
  kind: z.literal('competing-table'),
  name: z.string().max(64),
  dimensions: z.array(Dimension).max(4),
  causes: z.array(z.string().max(64)).min(2).max(6),
  edgesDays: z.array(z.int().min(1)).min(0).max(4000),
  patterns: z
    .array(
      z.strictObject({
        levels: Levels,
        entries: ProtectedCount,
        intervals: z
          .array(z.strictObject({ events: z.array(z.number().min(0)).max(6), censored: z.number().min(0) }))
          .nullable(),
      }),
    )
    .max(5_000),
  protection: Protection,
});
export type ReleasedCompeting = z.infer<typeof ReleasedCompeting>;

/** Protected events and person-days per pattern and interval of a grid; days are rounded to the base times the interval's length. */
export const ReleasedPersonTime = z.strictObject({
  kind: z.literal('person-time'),
  name: z.string().max(64),
  dimensions: z.array(Dimension).max(5),
  edgesDays: z.array(z.int().min(1)).min(0).max(60),
  patterns: z
    .array(
      z.strictObject({
        levels: Levels,
        intervals: z.array(z.strictObject({ events: z.number().min(0), personDays: z.number().min(0) })).nullable(),
      }),
    )
    .max(5_000),
  protection: Protection,
});
export type ReleasedPersonTime = z.infer<typeof ReleasedPersonTime>;

/** Everything that may leave as evidence: estimates are computed from nothing else (U3). */
export const ReleasedEvidence = z.discriminatedUnion('kind', [
  ReleasedCounts,
  ReleasedSums,
  ReleasedValues,
  ReleasedRiskTable,
  ReleasedCompeting,
  ReleasedPersonTime,
  ReleasedSiteSums,
  ReleasedScoreSums,
  ReleasedClusterSums,
]);
export type ReleasedEvidence = z.infer<typeof ReleasedEvidence>;

/** Dates between which the rows of an analysis lie, and how many municipalities took part. */
export const Coverage = z.strictObject({
  dataFrom: z.iso.date().nullable(),
  dataUntil: z.iso.date().nullable(),
  municipalities: z.int().min(0),
});
export type Coverage = z.infer<typeof Coverage>;

/** The disclosed outcome of one analysis. `not-available` says that no source delivers what it needs. */
export const AnalysisOutcome = z.discriminatedUnion('status', [
  z.strictObject({
    analysis: z.string(),
    status: z.literal('released'),
    evidence: z.array(ReleasedEvidence),
    coverage: Coverage,
  }),
  z.strictObject({
    analysis: z.string(),
    status: z.literal('not-available'),
    missing: z.array(z.string()),
    coverage: Coverage,
  }),
  z.strictObject({ analysis: z.string(), status: z.literal('withheld'), coverage: Coverage }),
]);
export type AnalysisOutcome = z.infer<typeof AnalysisOutcome>;
