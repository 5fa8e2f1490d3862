import type { FittedModel } from '../disclosure/treat-model.ts';
import type { RoundsModel } from '../protocol/model.ts';
import type { Ladder } from '../protocol/study.ts';
import { clusterCovariance, standardErrorsOf } from '../statistics/cluster-robust.ts';
import { invertSymmetric } from '../statistics/linear-algebra-solve.ts';
import { rawCoefficients, rawCovariance } from '../statistics/standardisation.ts';
import type { Design } from './design.ts';
import type { EvaluationEvidence } from './evidence.ts';
import { type PathEnd, sizeOf } from './path.ts';

/** Coefficients on the scale of the terms with their errors, before the gate: the intercept, if any, is the first. */
export type RawModel = {
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly modelErrors: readonly number[];
  readonly logLikelihood: number;
};

function standardErrors(model: RoundsModel, design: Design, last: EvaluationEvidence) {
  const bread = invertSymmetric(last.information);
  const modelErrors = standardErrorsOf(rawCovariance(design.standardisation, bread));
  if (model.errors === 'model') return { modelErrors, standardErrors: modelErrors };
  const correction = model.model === 'cox-rounds' ? 'CR0' : 'CR1';
  const robust = clusterCovariance(bread, last, correction, design.standardisation);
  return { modelErrors, standardErrors: robust?.standardErrors ?? modelErrors.map(() => Number.NaN) };
}

/** The converged model on the scale of its terms; undefined when there is no estimate. */
export function rawModel(model: RoundsModel, design: Design, end: PathEnd): RawModel | undefined {
  if (end.status !== 'converged' || end.last === null) return undefined;
  return {
    coefficients: rawCoefficients(design.standardisation, end.coefficients),
    ...standardErrors(model, design, end.last),
    logLikelihood: end.last.logLikelihood,
  };
}

/** The converged model as the gate judges it, without its intercept (rule G3); undefined when there is no estimate. */
export function fittedModel(model: RoundsModel, design: Design, end: PathEnd): FittedModel | undefined {
  const raw = rawModel(model, design, end);
  const { counts, last } = end;
  const outcome = counts?.outcomes[counts.rung ?? 0];
  if (raw === undefined || counts === null || last === null || outcome === undefined) return undefined;
  const first = design.hasIntercept ? 1 : 0;
  const isBinary = model.model === 'glm-rounds' && model.success !== undefined;
  return {
    terms: design.columns.map(({ name }) => name),
    coefficients: raw.coefficients.slice(first),
    standardErrors: raw.standardErrors.slice(first),
    influence: last.influence.slice(first),
    logLikelihood: raw.logLikelihood,
    logLikelihoodUnit: last.logLikelihoodUnit,
    n: counts.rows,
    events: outcome.events,
    households: counts.households,
    eventHouseholds: outcome.eventHouseholds,
    quietHouseholds: isBinary ? outcome.quietHouseholds : null,
    parameters: sizeOf(design),
    levels: counts.levels.flat(),
    leftOut: end.aliased,
  };
}

const families = { logistic: 'logistic', poisson: 'Poisson' } as const;

/** What a result says of its model: kind, ties, errors, strata. */
export function methodOf(model: RoundsModel): string {
  const kind = model.model === 'cox-rounds' ? `Cox ${model.ties}` : families[model.family];
  const strata = model.model === 'cox-rounds' ? '; strata municipality' : '';
  const errors = model.errors === 'household' ? '; errors by household' : '';
  return `${kind} in rounds${strata}${errors}`;
}

/** The grid of a model of time, in days: `28 45 75`; empty for others. */
export function gridOf(ladder: Ladder, end: PathEnd): string {
  const rung = end.counts?.rung;
  return rung === null || rung === undefined ? '' : (ladder[rung] ?? []).join(' ');
}
