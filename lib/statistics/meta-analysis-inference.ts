import { fisherTails } from './distributions/fisher.ts';
import { normalTwoSided } from './distributions/normal.ts';
import { studentQuantile, studentTwoSided } from './distributions/student.ts';
import { type Interval, normalMultiplier, symmetricInterval } from './interval.ts';
import { dot, element, entry, scaleMatrix, submatrix } from './linear-algebra.ts';
import { solveSymmetric } from './linear-algebra-solve.ts';
import type { MetaAnalysis } from './meta-analysis.ts';

type Estimated = Extract<MetaAnalysis, { status: 'estimated' }>;

/** Errors from the model (normal), after Hartung & Knapp (2001), or modified so as never to be smaller (few sites). */
export type MetaErrors = 'model' | 'hartung-knapp' | 'modified-hartung-knapp';

/** One coefficient with its test, interval, and for the mean the prediction interval of a new site. */
export type MetaInference = {
  readonly estimate: number;
  readonly standardError: number;
  /** null where the sites agree to the last digit: they show no spread to judge by. */
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly interval: Interval;
  readonly predictionInterval: Interval;
};

/** A factor below this is rounding. */
const noSpread = 1e-12;

function varianceFactor(analysis: Estimated, errors: MetaErrors): number {
  if (errors === 'model') return 1;
  return errors === 'hartung-knapp' ? analysis.residualMeanSquare : Math.max(1, analysis.residualMeanSquare);
}

/** Inference on a coefficient, by default the mean (R metafor `rma(test = "knha")`, `predict`). */
export function metaInference(
  analysis: Estimated,
  errors: MetaErrors,
  { term = 0, level = 0.95 }: { readonly term?: number; readonly level?: number } = {},
): MetaInference {
  const estimate = entry(analysis.coefficients, term);
  const factor = varianceFactor(analysis, errors);
  const variance = element(analysis.covariance, term, term) * factor;
  const standardError = Math.sqrt(variance);
  const statistic = factor < noSpread ? null : estimate / standardError;
  const degrees = analysis.degreesOfFreedom;
  const twoSided = (value: number): number =>
    errors === 'model' ? normalTwoSided(value) : studentTwoSided(value, degrees);
  const multiplier = errors === 'model' ? normalMultiplier(level) : studentQuantile(1 - (1 - level) / 2, degrees);
  return {
    estimate,
    standardError,
    statistic,
    pValue: statistic === null ? null : twoSided(statistic),
    interval: symmetricInterval(estimate, standardError, multiplier),
    predictionInterval: symmetricInterval(estimate, Math.sqrt(variance + analysis.betweenVariance), multiplier),
  };
}

/** F-test that all moderators are without association, with Hartung and Knapp's errors. */
export type ModeratorTest = { readonly statistic: number; readonly pValue: number };

/** Omnibus test of the moderators (R metafor `QM` under `test = "knha"`); null without moderators. */
export function moderatorTest(analysis: Estimated): ModeratorTest | null {
  const terms = [...analysis.coefficients.keys()].slice(1).filter((term) => !analysis.aliased.includes(term));
  if (terms.length === 0) return null;
  const covariance = scaleMatrix(submatrix(analysis.covariance, terms), analysis.residualMeanSquare);
  const coefficients = terms.map((term) => entry(analysis.coefficients, term));
  const statistic = dot(coefficients, solveSymmetric(covariance, coefficients)) / terms.length;
  return { statistic, pValue: fisherTails(statistic, terms.length, analysis.degreesOfFreedom).upper };
}

/** Share of tau² that moderators explain (R metafor `R2`), 0 at least; null if there was none. */
export function explainedShare(without: Estimated, withModerators: Estimated): number | null {
  if (without.betweenVariance === 0) return null;
  return Math.max(0, (without.betweenVariance - withModerators.betweenVariance) / without.betweenVariance);
}
