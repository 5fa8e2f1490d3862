import {
  dot,
  entry,
  type Matrix,
  matrix,
  matrixTimesVector,
  multiply,
  transpose,
  type Vector,
} from './linear-algebra.ts';
import { type Moments, mergeMoments, sampleVariance } from './means.ts';
import { runawayTerms } from './newton.ts';

/** Centre and scale of each covariate, agreed before a fit: pooled moments or constants of the codebook (ruling 20). */
export type Standardisation = {
  readonly centres: Vector;
  readonly scales: Vector;
  /** Column of ones that takes up the centres; without one nothing is centred. */
  readonly intercept: number | null;
};

function columnMoment(covariates: Matrix, column: number): Moments {
  const count = covariates.length;
  let sum = 0;
  for (const row of covariates) sum += entry(row, column);
  const mean = sum / count;
  let sumOfSquaredDeviations = 0;
  for (const row of covariates) sumOfSquaredDeviations += (entry(row, column) - mean) ** 2;
  return { count, mean, sumOfSquaredDeviations };
}

/** Moments of each column of a site. */
export function columnMoments(covariates: Matrix): readonly Moments[] {
  return (covariates[0] ?? []).map((_, column) => columnMoment(covariates, column));
}

/** Column moments of two sites together; a site without rows has none. */
export function mergeColumnMoments(one: readonly Moments[], other: readonly Moments[]): readonly Moments[] {
  if (one.length === 0) return other;
  return one.map((moments, column) => {
    const counterpart = other[column];
    return counterpart === undefined ? moments : mergeMoments(moments, counterpart);
  });
}

/** A spread below this share of the mean is rounding: the column is constant. */
const constantShare = 1e-10;

function deviationOf(column: Moments): number {
  const deviation = Math.sqrt(sampleVariance(column) ?? 0);
  return deviation <= constantShare * Math.abs(column.mean) ? 0 : deviation;
}

/** Standardises to mean 0 and standard deviation 1, except constant columns. */
export function standardisationOf(moments: readonly Moments[]): Standardisation {
  const deviations = moments.map(deviationOf);
  const found = moments.findIndex((column, index) => deviations[index] === 0 && column.mean === 1);
  const intercept = found === -1 ? null : found;
  return {
    centres: moments.map((column, index) => (intercept === null || deviations[index] === 0 ? 0 : column.mean)),
    scales: deviations.map((deviation) => (deviation === 0 ? 1 : deviation)),
    intercept,
  };
}

/** The covariates on the standardised scale. */
export function standardise(covariates: Matrix, { centres, scales }: Standardisation): number[][] {
  return covariates.map((row) => row.map((value, index) => (value - entry(centres, index)) / entry(scales, index)));
}

/** Matrix T with coefficients of the raw covariates = T times those of the standardised ones. */
export function backTransformation({ centres, scales, intercept }: Standardisation): number[][] {
  return matrix(scales.length, scales.length, (row, column) => {
    const scale = entry(scales, column);
    if (row === column) return 1 / scale;
    return row === intercept ? -entry(centres, column) / scale : 0;
  });
}

/** Coefficients of the raw covariates. */
export function rawCoefficients(standardisation: Standardisation, coefficients: Vector): number[] {
  return matrixTimesVector(backTransformation(standardisation), coefficients);
}

/** Terms of the raw covariates along which a separated model runs to infinity. */
export function separatedTerms(standardisation: Standardisation, step: Vector): readonly number[] {
  const raw = rawCoefficients(standardisation, step);
  return runawayTerms(raw.map((change, index) => change * entry(standardisation.scales, index)));
}

/** Coefficients on the standardised scale: the inverse of `rawCoefficients`. */
export function standardisedCoefficients({ centres, scales, intercept }: Standardisation, raw: Vector): number[] {
  return raw.map((value, index) => (index === intercept ? dot(raw, centres) + value : value * entry(scales, index)));
}

/** Covariance of the coefficients of the raw covariates. */
export function rawCovariance(standardisation: Standardisation, covariance: Matrix): number[][] {
  const transformation = backTransformation(standardisation);
  return multiply(multiply(transformation, covariance), transpose(transformation));
}
