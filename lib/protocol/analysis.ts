import { z } from 'zod';
import { AnalysisId } from './identifiers.ts';

/** The unit an analysis counts: see `vroegzicht codebook`. */
export const Unit = z.enum(['signals', 'cases', 'attempts', 'households', 'case-spells', 'signal-spells']);
export type Unit = z.infer<typeof Unit>;

/** Units with a time to a next signal. */
export const SpellUnit = z.enum(['case-spells', 'signal-spells']);
export type SpellUnit = z.infer<typeof SpellUnit>;

/** Name of a codebook variable, for example `contact-arm`. */
export const VariableName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .max(64);

const Code = z.string().min(1).max(64);

/** Keep the rows whose coded variable has one of these codes. */
export const Condition = z.strictObject({ variable: VariableName, in: z.array(Code).min(1).max(40) });
export type Condition = z.infer<typeof Condition>;

const common = {
  id: AnalysisId,
  question: z.string().max(300).optional(),
  where: z.array(Condition).max(4).default([]),
};

const Count = z.strictObject({
  measure: z.literal('count'),
  name: Code.optional(),
  where: z.array(Condition).max(4).default([]),
});
const Proportion = z.strictObject({
  measure: z.literal('proportion'),
  variable: VariableName,
  success: z.array(Code).min(1).max(20),
});
const Mean = z.strictObject({ measure: z.literal('mean'), variable: VariableName });
const Quantile = z.strictObject({
  measure: z.literal('quantile'),
  variable: VariableName,
  probabilities: z.array(z.number().gt(0).lt(1)).min(1).max(9),
});
const Maximum = z.strictObject({ measure: z.literal('maximum'), variable: VariableName });
const FirstAndLastDate = z.strictObject({ measure: z.literal('date'), variable: VariableName });

/** What a table shows in each group. */
export const TableMeasure = z.discriminatedUnion('measure', [
  Count,
  Proportion,
  Mean,
  Quantile,
  Maximum,
  FirstAndLastDate,
]);
export type TableMeasure = z.infer<typeof TableMeasure>;

/** Counts, proportions, means and quantiles of a unit, by codebook variables. */
export const TableParameters = z.strictObject({
  ...common,
  analysis: z.literal('table'),
  unit: Unit,
  by: z.array(VariableName).max(4).default([]),
  measures: z.array(TableMeasure).min(1).max(12),
});
export type TableParameters = z.infer<typeof TableParameters>;

/** Steps of a funnel: each counts a unit under its own conditions, on one cohort. */
export const FunnelParameters = z.strictObject({
  ...common,
  analysis: z.literal('funnel'),
  steps: z
    .array(z.strictObject({ name: Code, unit: Unit, where: z.array(Condition).max(6).default([]) }))
    .min(2)
    .max(10),
});
export type FunnelParameters = z.infer<typeof FunnelParameters>;

/** Time to the next signal: cumulative incidence and survival at horizons, median, log-rank over groups. */
export const SurvivalParameters = z.strictObject({
  ...common,
  analysis: z.literal('survival'),
  unit: SpellUnit,
  by: z.array(VariableName).max(3).default([]),
  horizonsDays: z.array(z.int().min(1).max(3650)).min(1).max(20),
  compareGroups: z.boolean().default(false),
  /** Only spells that began at least so many days before the export date: nobody is censored administratively before then (ruling 25). */
  closedEntryDays: z.int().min(1).max(3650).optional(),
  minimumGroupSize: z.int().min(1).max(10_000).default(1),
});
export type SurvivalParameters = z.infer<typeof SurvivalParameters>;

/** A term of a model: a coded variable against its reference (the first level without one), only these levels if named. */
export const Covariate = z.strictObject({
  variable: VariableName,
  reference: Code.optional(),
  levels: z.array(Code).min(2).max(40).optional(),
});
export type Covariate = z.infer<typeof Covariate>;

const modelTerms = {
  covariates: z.array(Covariate).min(1).max(5),
  interactions: z
    .array(z.tuple([VariableName, VariableName]))
    .max(3)
    .optional(),
};

/** How tied events share a risk set: Efron unless a study repeats a published Breslow fit. */
export const Ties = z.enum(['efron', 'breslow']);

/** Hazard ratios of the next signal from one risk table over the patterns of all covariates; complete cases. */
export const CoxParameters = z.strictObject({
  ...common,
  analysis: z.literal('cox'),
  unit: SpellUnit,
  ...modelTerms,
  closedEntryDays: SurvivalParameters.shape.closedEntryDays,
  ties: z.array(Ties).min(1).max(2).default(['efron']),
});
export type CoxParameters = z.infer<typeof CoxParameters>;

/** One analysis of a study. A new analysis adds its parameters here, a file in lib/analyses and a line in its registry. */
export const Analysis = z.discriminatedUnion('analysis', [
  TableParameters,
  FunnelParameters,
  SurvivalParameters,
  CoxParameters,
]);
export type Analysis = z.infer<typeof Analysis>;
