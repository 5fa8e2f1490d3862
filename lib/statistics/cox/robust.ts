import type { ClusterSums } from '../cluster-robust.ts';
import { type Matrix, sandwich, scaleMatrix, type Vector } from '../linear-algebra.ts';
import { type ChiSquareTest, type CoxFit, quadraticTest, standardErrorsOf, waldTest } from './fit.ts';

/** Robust inference beside a fit; with few clusters read it against t with clusters - 1 degrees of freedom. */
export type RobustErrors = {
  readonly status: 'estimated' | 'too-few-clusters';
  readonly covariance: Matrix;
  readonly standardErrors: readonly (number | null)[];
  readonly waldTest: ChiSquareTest | null;
  readonly clusters: number;
};

/**
 * The sandwich I^-1 B I^-1 (CR0; Lin and Wei 1989), times G/(G-1) for CR1; meat on the scale of the terms. The meat of
 * households is `householdSums`; of municipalities, from scores in stratified fits, `adjustedClusterSums` (CR0, CR3).
 */
export function clusterRobust(fit: CoxFit, sums: ClusterSums, factor: 'CR0' | 'CR1' = 'CR0'): RobustErrors {
  const { meat, clusters } = sums;
  if (clusters < 2) {
    const none = fit.coefficients.map(() => null);
    return { status: 'too-few-clusters', covariance: fit.covariance, standardErrors: none, waldTest: null, clusters };
  }
  const covariance = scaleMatrix(sandwich(fit.covariance, meat), factor === 'CR1' ? clusters / (clusters - 1) : 1);
  const terms = fit.coefficients.map((_, term) => term);
  return {
    status: 'estimated',
    covariance,
    standardErrors: standardErrorsOf(fit, covariance),
    waldTest: waldTest(fit, covariance, terms),
    clusters,
  };
}

/**
 * The score test u'B^-u with the household meat at coefficients of zero: with group dummies the log-rank test that
 * allows for several signals per household (Lin and Wei 1989; `rscore` of R `coxph`).
 */
export function robustScoreTest(score: Vector, { meat, clusters }: ClusterSums): ChiSquareTest | null {
  return clusters < 2 ? null : quadraticTest(score, meat);
}
