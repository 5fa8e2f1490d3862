import {
  diagonal,
  element,
  type Matrix,
  multiply,
  quadraticForm,
  rowOf,
  submatrix,
  type Vector,
} from './linear-algebra.ts';
import {
  type CholeskyFactor,
  cholesky,
  invertFactored,
  logDeterminant,
  solveFactored,
} from './linear-algebra-solve.ts';
import type { MetaEvidence, MetaSums } from './meta-analysis-sums.ts';

/** Weighted least squares at one between-site variance, with P = W - WX(X'WX)^-1 X'W (Viechtbauer 2005). */
export type MetaFit = {
  readonly sites: number;
  readonly coefficients: Vector;
  readonly covariance: Matrix;
  readonly aliased: readonly number[];
  readonly degreesOfFreedom: number;
  /** y'Py, y'PPy, tr P and tr PP. */
  readonly residual: number;
  readonly squaredResidual: number;
  readonly trace: number;
  readonly squaredTrace: number;
  readonly weights: number;
  readonly squaredWeights: number;
  readonly logLikelihood: number;
  readonly restrictedLogLikelihood: number;
};

const logTwoPi = Math.log(2 * Math.PI);

function traceOf(square: Matrix): number {
  return diagonal(square).reduce((sum, value) => sum + value, 0);
}

function logDeterminantOf(sums: Matrix, kept: readonly number[], { aliased }: CholeskyFactor): number {
  const free = kept.filter((index) => !aliased.includes(index));
  return logDeterminant(cholesky(submatrix(sums, free)));
}

/** Fits at the between-site variance of the sums. */
export function metaFit(sums: MetaSums): MetaFit {
  const last = sums.first.length - 1;
  const kept = [...sums.first.keys()].slice(0, last);
  const factor = cholesky(submatrix(sums.first, kept));
  const coefficients = solveFactored(factor, rowOf(sums.first, last).slice(0, last));
  const covariance = invertFactored(factor);
  const contrast = [...coefficients.map((value) => -value), 1];
  const residual = Math.max(0, quadraticForm(sums.first, contrast));
  const shared = multiply(covariance, submatrix(sums.second, kept));
  const cubes = multiply(covariance, submatrix(sums.third, kept));
  const weights = element(sums.first, 0, 0);
  const squaredWeights = element(sums.second, 0, 0);
  const degreesOfFreedom = sums.sites - (last - factor.aliased.length);
  const common = -sums.logVariances / 2 - residual / 2;
  const design = logDeterminantOf(sums.unweighted, kept, factor) - logDeterminant(factor);
  return {
    sites: sums.sites,
    coefficients,
    covariance,
    aliased: factor.aliased,
    degreesOfFreedom,
    residual,
    squaredResidual: Math.max(0, quadraticForm(sums.second, contrast)),
    trace: weights - traceOf(shared),
    squaredTrace: squaredWeights - 2 * traceOf(cubes) + traceOf(multiply(shared, shared)),
    weights,
    squaredWeights,
    logLikelihood: common - (sums.sites / 2) * logTwoPi,
    restrictedLogLikelihood: common - (degreesOfFreedom / 2) * logTwoPi + design / 2,
  };
}

/** The fit at each between-site variance asked for, remembered. */
export function fitsOf(evidence: MetaEvidence): (betweenVariance: number) => MetaFit {
  const known = new Map<number, MetaFit>();
  return (betweenVariance) => {
    const fit = known.get(betweenVariance) ?? metaFit(evidence(betweenVariance));
    known.set(betweenVariance, fit);
    return fit;
  };
}
