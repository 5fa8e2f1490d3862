import type { ClusterSums } from './cluster-robust.ts';
import { clusterSums } from './cluster-robust.ts';
import {
  addMatrices,
  diagonal,
  dot,
  type Matrix,
  matrixTimesVector,
  transpose,
  type Vector,
} from './linear-algebra.ts';
import { symmetricFunction } from './linear-algebra-eigen.ts';
import { type CholeskyFactor, cholesky, solveFactored, solveLower } from './linear-algebra-solve.ts';

/** Score and information of one municipality at the estimate. */
export type Cluster = { readonly score: Vector; readonly information: Matrix };

/** How leverage is removed: not at all, (I - A M)^-1/2 (Bell & McCaffrey 2002), or (I - A M)^-1, the jackknife. */
export type LeverageCorrection = 'CR0' | 'CR2' | 'CR3';

const exponents = { CR0: 0, CR2: -0.5, CR3: -1 } as const;

/** A cluster that alone determines a combination of coefficients says nothing about its error. */
const noReplication = 1e-9;

/** K^-1 A K^-T for the pooled information K K': eigenvalues between 0 and 1, the leverage of the cluster. */
function leverage(factor: CholeskyFactor, information: Matrix): number[][] {
  const half = transpose(information.map((row) => solveLower(factor, row)));
  return half.map((row) => solveLower(factor, row));
}

/** (I - leverage) to the power of the correction; without replication the direction is dropped, as in clubSandwich. */
function correctionOf(factor: CholeskyFactor, cluster: Cluster, correction: LeverageCorrection): number[][] {
  return symmetricFunction(leverage(factor, cluster.information), (value) =>
    1 - value < noReplication ? 0 : (1 - value) ** exponents[correction],
  );
}

/** (I - A M)^k U = K (I - leverage)^k K^-1 U. */
function adjustedScore(factor: CholeskyFactor, cluster: Cluster, correction: LeverageCorrection): number[] {
  const adjusted = matrixTimesVector(correctionOf(factor, cluster, correction), solveLower(factor, cluster.score));
  return matrixTimesVector(factor.lower, adjusted);
}

/**
 * Σ over the municipalities of a provider of the outer products of adjusted scores, given the pooled information
 * (Cameron & Miller 2015; R clubSandwich `vcovCR`): the sum that leaves a provider instead of single municipalities.
 */
export function adjustedClusterSums(
  pooledInformation: Matrix,
  clusters: readonly Cluster[],
  correction: LeverageCorrection,
): ClusterSums {
  const factor = cholesky(pooledInformation);
  const scores = clusters.map((cluster) => adjustedScore(factor, cluster, correction));
  return clusterSums(scores, pooledInformation.length);
}

/** Sums over municipalities for the degrees of freedom of one contrast; a_s = A_s v_s with v_s = B_s' M c. */
export type SatterthwaiteSums = {
  /** Σ a_s a_s'. */
  readonly products: Matrix;
  /** Σ v_s' A_s v_s. */
  readonly variances: number;
  readonly squaredVariances: number;
  /** Σ (v_s' A_s v_s)(a_s' M a_s). */
  readonly variancesTimesShared: number;
};

/** What a provider contributes to the degrees of freedom of a contrast under CR2. */
export function satterthwaiteSums(
  pooledInformation: Matrix,
  clusters: readonly Cluster[],
  contrast: Vector,
): SatterthwaiteSums {
  const factor = cholesky(pooledInformation);
  const whitened = solveLower(factor, contrast);
  let variances = 0;
  let squaredVariances = 0;
  let variancesTimesShared = 0;
  const products = clusters.map((cluster) => {
    const correctedContrast = matrixTimesVector(correctionOf(factor, cluster, 'CR2'), whitened);
    const direction = solveFactored(factor, matrixTimesVector(factor.lower, correctedContrast));
    const product = matrixTimesVector(cluster.information, direction);
    const variance = dot(direction, product);
    variances += variance;
    squaredVariances += variance * variance;
    variancesTimesShared += variance * dot(product, solveFactored(factor, product));
    return product;
  });
  const { meat } = clusterSums(products, contrast.length);
  return { products: meat, variances, squaredVariances, variancesTimesShared };
}

/** Sums of two providers together. */
export function addSatterthwaiteSums(one: SatterthwaiteSums, other: SatterthwaiteSums): SatterthwaiteSums {
  return {
    products: addMatrices(one.products, other.products),
    variances: one.variances + other.variances,
    squaredVariances: one.squaredVariances + other.squaredVariances,
    variancesTimesShared: one.variancesTimesShared + other.variancesTimesShared,
  };
}

/** (tr Ω)² / tr Ω² with Ω_st = 1{s=t} v_s' A_s v_s - a_s' M a_t (Pustejovsky & Tipton 2018, `coef_test`); null if 0/0. */
export function satterthwaiteDegrees(pooledInformation: Matrix, sums: SatterthwaiteSums): number | null {
  const factor = cholesky(pooledInformation);
  const solved = sums.products.map((row) => solveFactored(factor, row));
  const shared = diagonal(solved).reduce((sum, value) => sum + value, 0);
  const sharedSquares = dot(solved.flat(), transpose(solved).flat());
  const trace = sums.variances - shared;
  const squares = sums.squaredVariances - 2 * sums.variancesTimesShared + sharedSquares;
  return squares > 0 ? (trace * trace) / squares : null;
}
