import { chiSquareTails } from '../distributions/chi-square.ts';
import { dot, entry, type Matrix, submatrix, type Vector } from '../linear-algebra.ts';
import { cholesky, invertSymmetric, solveFactored } from '../linear-algebra-solve.ts';
import type { CoxEnd } from './rounds.ts';
import { type Standard, unscaleCovariance, unscaleVector } from './standard.ts';

/** A chi-square statistic; the p-value is an upper tail. */
export type ChiSquareTest = {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
};

/**
 * A fitted Cox model. A coefficient is null where it is aliased (collinear, one level, no information) or drifts to
 * infinity (monotone likelihood); `location` has a number for every term and serves predictions and residuals.
 */
export type CoxFit = {
  readonly status: 'converged' | 'monotone-likelihood' | 'not-converged' | 'no-information';
  readonly coefficients: readonly (number | null)[];
  readonly standardErrors: readonly (number | null)[];
  readonly covariance: Matrix;
  readonly location: Vector;
  readonly aliased: readonly number[];
  readonly infinite: readonly number[];
  readonly rounds: number;
  readonly nullLogLikelihood: number;
  readonly logLikelihood: number;
  readonly likelihoodRatioTest: ChiSquareTest | null;
  readonly scoreTest: ChiSquareTest | null;
  readonly waldTest: ChiSquareTest | null;
};

function chiSquareTest(chiSquare: number, degreesOfFreedom: number): ChiSquareTest | null {
  if (degreesOfFreedom < 1 || !Number.isFinite(chiSquare)) return null;
  return { chiSquare, degreesOfFreedom, pValue: chiSquareTails(Math.max(0, chiSquare), degreesOfFreedom).upper };
}

/** The test u'V^-u that so many scores are zero; aliased scores cost no degree of freedom. */
export function quadraticTest(score: Vector, variance: Matrix): ChiSquareTest | null {
  const factor = cholesky(variance);
  return chiSquareTest(dot(score, solveFactored(factor, score)), score.length - factor.aliased.length);
}

/** Wald's test of the listed terms under a covariance, which may be robust. */
export function waldTest(fit: CoxFit, covariance: Matrix, terms: readonly number[]): ChiSquareTest | null {
  if (fit.status !== 'converged') return null;
  const kept = terms.filter((term) => fit.coefficients[term] !== null);
  return quadraticTest(
    kept.map((term) => entry(fit.location, term)),
    submatrix(covariance, kept),
  );
}

/** Standard errors from a covariance, null for terms without an estimate. */
export function standardErrorsOf(fit: Pick<CoxFit, 'coefficients'>, covariance: Matrix): readonly (number | null)[] {
  return fit.coefficients.map((value, term) =>
    value === null ? null : Math.sqrt(entry(covariance[term] ?? [], term)),
  );
}

/** Turns a finished search on standardised terms into a fit on the scale of the terms. */
export function coxFit(end: CoxEnd, standard: Standard): CoxFit {
  const { status, evaluation, nullEvaluation, aliased, infinite } = end;
  const found = status === 'converged' || status === 'monotone-likelihood';
  const location = unscaleVector(end.coefficients, standard);
  const lost = new Set([...aliased, ...infinite]);
  const coefficients = location.map((value, term) => (found && !lost.has(term) ? value : null));
  const covariance = unscaleCovariance(invertSymmetric(evaluation.information), standard);
  const rise = evaluation.logLikelihood - nullEvaluation.logLikelihood;
  const fit: CoxFit = {
    status,
    coefficients,
    standardErrors: standardErrorsOf({ coefficients }, covariance),
    covariance,
    location,
    aliased,
    infinite,
    rounds: end.rounds,
    nullLogLikelihood: nullEvaluation.logLikelihood,
    logLikelihood: evaluation.logLikelihood,
    likelihoodRatioTest: found ? chiSquareTest(2 * rise, location.length - aliased.length) : null,
    scoreTest: quadraticTest(nullEvaluation.score, nullEvaluation.information),
    waldTest: null,
  };
  return { ...fit, waldTest: waldTest(fit, covariance, [...location.keys()]) };
}
