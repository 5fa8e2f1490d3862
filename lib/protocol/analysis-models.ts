import * as z from 'zod';
import {
  Code,
  CohortUnit,
  common,
  NextSignal,
  SpellUnit,
  SurvivalParameters,
  Ties,
  Unit,
  VariableName,
} from './analysis.ts';

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

/** Standard errors that allow for rows of one household, or of one municipality, to be alike; beside those of the model. */
const clusters = z
  .array(z.enum(['household', 'municipality']))
  .min(1)
  .max(2)
  .optional();

/** Hazard ratios of the next signal from one risk table over the patterns of all covariates; complete cases. */
export const CoxParameters = z.strictObject({
  ...common,
  analysis: z.literal('cox'),
  unit: SpellUnit,
  ...modelTerms,
  outcome: NextSignal.optional(),
  closedEntryDays: SurvivalParameters.shape.closedEntryDays,
  ties: z.array(Ties).min(1).max(2).default(['efron']),
  clusters,
});
export type CoxParameters = z.infer<typeof CoxParameters>;

const closedEntryDays = SurvivalParameters.shape.closedEntryDays;
const horizonsDays = SurvivalParameters.shape.horizonsDays;
const by = SurvivalParameters.shape.by;

/** Which kind of next signal comes first: of the same or another creditor, with risen arrears or not; Aalen-Johansen. */
export const CompetingRisksParameters = z.strictObject({
  ...common,
  analysis: z.literal('competing-risks'),
  unit: CohortUnit,
  by,
  causes: z.enum(['creditor', 'arrears']),
  horizonsDays,
  closedEntryDays,
});
export type CompetingRisksParameters = z.infer<typeof CompetingRisksParameters>;

/** Rate ratios from events and person-days per interval of the ladder and pattern: states may change with time. */
export const PiecewiseParameters = z.strictObject({
  ...common,
  analysis: z.literal('piecewise-exponential'),
  unit: z.enum(['contact-states', 'new-households']),
  ...modelTerms,
  /** Days after this one do not count. */
  untilDays: z.int().min(1).max(3650).optional(),
});
export type PiecewiseParameters = z.infer<typeof PiecewiseParameters>;

/** Hazard ratios of states on exact days within municipalities: what was observed in a state against what its days lead to expect. */
export const StateHazardsParameters = z.strictObject({
  ...common,
  analysis: z.literal('state-hazards'),
  unit: z.literal('contact-states'),
  /** Days after this one do not count. */
  untilDays: z.int().min(1).max(3650),
});
export type StateHazardsParameters = z.infer<typeof StateHazardsParameters>;

const BinaryOutcome = { outcome: VariableName, success: z.array(Code).min(1).max(20) };

/** Odds ratios from a contingency table of coded covariates and a yes-or-no outcome; complete cases. */
export const GlmParameters = z.strictObject({
  ...common,
  analysis: z.literal('glm'),
  unit: Unit,
  ...BinaryOutcome,
  ...modelTerms,
  closedEntryDays,
  clusters,
});
export type GlmParameters = z.infer<typeof GlmParameters>;

/** Quantiles of a number from a histogram on edges fixed in the codebook; the bin is the bound. */
export const QuantilesParameters = z.strictObject({
  ...common,
  analysis: z.literal('quantiles'),
  unit: Unit,
  by,
  variable: VariableName,
  probabilities: z.array(z.number().gt(0).lt(1)).min(1).max(9),
});
export type QuantilesParameters = z.infer<typeof QuantilesParameters>;

/** Mean number of new signals per household by each horizon, all households followed to the last one. */
export const RecurrenceParameters = z.strictObject({
  ...common,
  analysis: z.literal('recurrence'),
  unit: CohortUnit,
  by,
  outcome: NextSignal.optional(),
  horizonsDays,
  closedEntryDays: z.int().min(1).max(3650),
  /** Also rate ratios of each variable of `by` given the others, by the model of Andersen and Gill. */
  model: z.literal('andersen-gill').optional(),
});
export type RecurrenceParameters = z.infer<typeof RecurrenceParameters>;

/** How much municipalities differ in a proportion or, with an exposure, in an odds ratio; from sums over municipalities. */
export const HeterogeneityParameters = z.strictObject({
  ...common,
  analysis: z.literal('heterogeneity'),
  unit: Unit,
  ...BinaryOutcome,
  exposure: z.strictObject({ variable: VariableName, level: Code, reference: Code }).optional(),
  closedEntryDays,
  /** Numbers of rows of a municipality for which to give the funnel limits around the mean proportion. */
  limitsAtSizes: z.array(z.int().min(10).max(1_000_000)).min(1).max(8).optional(),
});
export type HeterogeneityParameters = z.infer<typeof HeterogeneityParameters>;

/** Being reached at an attempt, among cases not reached before it: by number of the attempt and by covariates. */
export const AttemptsParameters = z.strictObject({ ...common, analysis: z.literal('attempts'), ...modelTerms });
export type AttemptsParameters = z.infer<typeof AttemptsParameters>;
