import * as z from 'zod';
import { Condition, NextSignal, SpellUnit, Ties, Unit, VariableName } from './analysis.ts';
import { AnalysisId } from './identifiers.ts';

const Code = z.string().min(1).max(64);

/** A term of a model in rounds: a coded variable against its reference, or a number with the public constants of the codebook. */
export const ModelTerm = z.strictObject({
  variable: VariableName,
  reference: Code.optional(),
  levels: z.array(Code).min(2).max(40).optional(),
  transform: z.enum(['identity', 'log1p']).optional(),
});
export type ModelTerm = z.infer<typeof ModelTerm>;

const common = {
  id: AnalysisId,
  question: z.string().max(300).optional(),
  where: z.array(Condition).max(4).default([]),
  terms: z.array(ModelTerm).min(1).max(8),
  /** Standard errors that allow for several rows of one household, or those of the model. */
  errors: z.enum(['household', 'model']).default('household'),
  closedEntryDays: z.int().min(1).max(3650).optional(),
  /** Further variables that must be known, so that models with fewer terms use the same rows as those with more (G9, G10). */
  known: z.array(VariableName).min(1).max(8).optional(),
};

/** Hazard ratios of the next signal, stratified by municipality, from rows that never leave a provider. */
export const CoxRounds = z.strictObject({
  ...common,
  model: z.literal('cox-rounds'),
  unit: SpellUnit,
  outcome: NextSignal.optional(),
  ties: Ties.default('efron'),
});
export type CoxRounds = z.infer<typeof CoxRounds>;

/**
 * Odds ratios (logistic), or rate and risk ratios (Poisson, read with household errors). Success codes make the outcome yes or no; without
 * them it is a count.
 */
export const GlmRounds = z.strictObject({
  ...common,
  model: z.literal('glm-rounds'),
  unit: Unit,
  family: z.enum(['logistic', 'poisson']),
  outcome: VariableName,
  success: z.array(Code).min(1).max(20).optional(),
});
export type GlmRounds = z.infer<typeof GlmRounds>;

/** A model that several providers fit together in rounds (ruling 20). */
export const RoundsModel = z.discriminatedUnion('model', [CoxRounds, GlmRounds]);
export type RoundsModel = z.infer<typeof RoundsModel>;
