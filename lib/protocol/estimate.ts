import * as z from 'zod';

/** How an estimate left: `withheld` is the one word for every treatment that depends on data (ruling 12). */
export const EstimateStatus = z.enum(['released', 'rounded', 'withheld', 'not-available', 'refused', 'uncontrolled']);
export type EstimateStatus = z.infer<typeof EstimateStatus>;

/** What an estimate is. */
export const EstimateMeasure = z.enum([
  'count',
  'proportion',
  'mean',
  'quantile',
  'maximum',
  'date',
  'cumulative-incidence',
  'survival',
  'median-time',
  'restricted-mean',
  'mean-cumulative-count',
  'chi-square',
  'degrees-of-freedom',
  'p-value',
  'coefficient',
  'hazard-ratio',
  'odds-ratio',
  'rate-ratio',
  'risk-difference',
  'log-likelihood',
  'variance-component',
  'person-time',
]);
export type EstimateMeasure = z.infer<typeof EstimateMeasure>;

const Value = z.number().nullable();

/** What an analysis estimates, before the columns of the study are added. `group` is `variable=code;variable=code`. */
export const Estimate = z.strictObject({
  measure: EstimateMeasure,
  group: z.string().max(400),
  time_days: z.int().nullable(),
  n: Value,
  events: Value,
  value: z.union([z.number(), z.iso.date(), z.null()]),
  standard_error: Value,
  ci_low: Value,
  ci_high: Value,
  status: EstimateStatus,
  method: z.string().max(120),
  grid: z.string().max(200),
});
export type Estimate = z.infer<typeof Estimate>;

/** One row of estimates.csv, .json and .parquet: architecture section 9. */
export const EstimateRow = z.strictObject({
  study_id: z.string(),
  analysis_id: z.string(),
  provider: z.string(),
  municipality: z.string(),
  ...Estimate.shape,
  data_from: z.iso.date().nullable(),
  data_until: z.iso.date().nullable(),
  policy: z.string(),
  schema_version: z.literal('1'),
});
export type EstimateRow = z.infer<typeof EstimateRow>;
