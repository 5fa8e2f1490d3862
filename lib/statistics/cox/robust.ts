import { addMatrices, type Matrix, matrix, outer, sandwich, scaleMatrix, subtractMatrices } from '../linear-algebra.ts';
import { cholesky, solveFactored } from '../linear-algebra-solve.ts';
import { type ChiSquareTest, type CoxFit, standardErrorsOf, waldTest } from './fit.ts';
import type { Evaluation } from './partial-likelihood.ts';
import type { ClusterMeat } from './score-residuals.ts';

/** Robust inference beside a fit; clusters - 1 degrees of freedom for t where the clusters are few. */
export type RobustErrors = {
  readonly status: 'estimated' | 'too-few-clusters' | 'not-estimable';
  readonly covariance: Matrix;
  readonly standardErrors: readonly (number | null)[];
  readonly waldTest: ChiSquareTest | null;
  readonly clusters: number;
};

function robustErrors(fit: CoxFit, covariance: Matrix, clusters: number): RobustErrors {
  if (clusters < 2) {
    const none = fit.coefficients.map(() => null);
    return { status: 'too-few-clusters', covariance, standardErrors: none, waldTest: null, clusters };
  }
  const terms = fit.coefficients.map((_, term) => term);
  return {
    status: 'estimated',
    covariance,
    standardErrors: standardErrorsOf(fit, covariance),
    waldTest: waldTest(fit, covariance, terms),
    clusters,
  };
}

/** The sandwich I^-1 B I^-1 (CR0), or with the factor G/(G-1) (CR1); meat on the scale of the terms. */
export function clusterRobust(
  fit: CoxFit,
  { meat, clusters }: ClusterMeat,
  factor: 'CR0' | 'CR1' = 'CR0',
): RobustErrors {
  const correction = factor === 'CR1' && clusters > 1 ? clusters / (clusters - 1) : 1;
  return robustErrors(fit, scaleMatrix(sandwich(fit.covariance, meat), correction), clusters);
}

/** Sums over municipalities that may leave a provider: no municipality's own score does (ruling 18). */
export type MunicipalitySums = {
  readonly clusters: number;
  /** sum of U U' */
  readonly meat: Matrix;
  /** sum of (A - A_s)^-1 U_s U_s' (A - A_s)^-1 with A the total information */
  readonly jackknife: Matrix;
  /** municipalities without which a term has no information: no jackknife is then possible */
  readonly indispensable: number;
};

/** What one provider returns given the total information A of all providers, from its municipalities' evaluations. */
export function municipalitySums(sites: readonly Evaluation[], total: Matrix): MunicipalitySums {
  const terms = total.length;
  const aliased = cholesky(total).aliased.length;
  let meat: Matrix = matrix(terms, terms, () => 0);
  let jackknife: Matrix = meat;
  let indispensable = 0;
  for (const { score, information } of sites) {
    meat = addMatrices(meat, outer(score, score));
    const others = cholesky(subtractMatrices(total, information));
    if (others.aliased.length > aliased) indispensable += 1;
    const shift = solveFactored(others, score);
    jackknife = addMatrices(jackknife, outer(shift, shift));
  }
  return { clusters: sites.length, meat, jackknife, indispensable };
}

/** Adds what providers returned. */
export function addMunicipalitySums(parts: readonly MunicipalitySums[], terms: number): MunicipalitySums {
  const none: MunicipalitySums = municipalitySums(
    [],
    matrix(terms, terms, () => 0),
  );
  return parts.reduce(
    (sum, part) => ({
      clusters: sum.clusters + part.clusters,
      meat: addMatrices(sum.meat, part.meat),
      jackknife: addMatrices(sum.jackknife, part.jackknife),
      indispensable: sum.indispensable + part.indispensable,
    }),
    none,
  );
}

/** CR3, the one-step jackknife over municipalities: M sum (I - A_s M)^-1 U_s U_s' (I - M A_s)^-1 M (clubSandwich). */
export function municipalityJackknife(fit: CoxFit, sums: MunicipalitySums): RobustErrors {
  if (sums.indispensable === 0) return robustErrors(fit, sums.jackknife, sums.clusters);
  const none = fit.coefficients.map(() => null);
  return {
    ...robustErrors(fit, sums.jackknife, sums.clusters),
    status: 'not-estimable',
    standardErrors: none,
    waldTest: null,
  };
}
