import * as z from 'zod';
import { AnalysisId } from './identifiers.ts';
import { lineOfText } from './text.ts';

/** The unit an analysis counts: see `vroegzicht codebook`. */
export const Unit = z.enum([
  'signals',
  'cases',
  'attempts',
  'households',
  'case-spells',
  'signal-spells',
  'new-households',
  'landmark-28',
  'landmark-45',
  'contact-states',
]);
export type Unit = z.infer<typeof Unit>;

/** Units of new households, in which the kind of the next signal is known. */
export const CohortUnit = z.enum(['new-households', 'landmark-28', 'landmark-45']);
export type CohortUnit = z.infer<typeof CohortUnit>;

/** Units with a time to a next signal. */
export const SpellUnit = z.enum(['case-spells', 'signal-spells', ...CohortUnit.options]);
export type SpellUnit = z.infer<typeof SpellUnit>;

/** Which next signal ends a spell of a new household: any, of a creditor of the first signals or another, with higher arrears. */
export const NextSignal = z.enum(['any', 'same-creditor', 'other-creditor', 'risen-arrears']);
export type NextSignal = z.infer<typeof NextSignal>;

/** How tied events share a risk set: Efron unless a study repeats a published Breslow fit. */
export const Ties = z.enum(['efron', 'breslow']);

/** Name of a codebook variable, for example `contact-arm`. */
export const VariableName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .max(64);

/** Code of a level, as in the codebook. */
export const Code = z.string().min(1).max(64);

/** Keep the rows whose coded variable has one of these codes. */
export const Condition = z.strictObject({ variable: VariableName, in: z.array(Code).min(1).max(40) });
export type Condition = z.infer<typeof Condition>;

/** What every analysis has. */
export const common = {
  id: AnalysisId,
  question: lineOfText(300).optional(),
  /** Primary analyses of one family answer one question: their p-values are adjusted together (`multiplicity`). */
  family: Code.optional(),
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
const Mean = z.strictObject({
  measure: z.literal('mean'),
  variable: VariableName,
  /** A lower cap of each row than the codebook's, one of its choices: rare large values count as the cap, and the mean is shown in finer steps. */
  cap: z.number().positive().optional(),
});
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
  /** Also test whether proportions differ between the groups of one variable: chi-square and likelihood ratio. */
  compareGroups: z.boolean().optional(),
  /** Also test whether proportions rise or fall along the levels of one ordered variable (Cochran and Armitage). */
  compareTrend: z.boolean().optional(),
  /** One of two `by`: also compare the groups of the other within its levels, by the odds ratio of Mantel and Haenszel. */
  compareWithin: VariableName.optional(),
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
  outcome: NextSignal.optional(),
  horizonsDays: z.array(z.int().min(1).max(3650)).min(1).max(20),
  compareGroups: z.boolean().default(false),
  /** Mean days without a new signal up to this day, and its differences from the first group. */
  restrictedMeanDays: z.int().min(1).max(3650).optional(),
  /** Only spells that began at least so many days before the export date: nobody is censored administratively before then (ruling 25). */
  closedEntryDays: z.int().min(1).max(3650).optional(),
  minimumGroupSize: z.int().min(1).max(10_000).default(1),
});
export type SurvivalParameters = z.infer<typeof SurvivalParameters>;
