import { addRow, emptyCrossProducts, informationOf } from './cross-products.ts';
import { addMatrices, diagonal, type Matrix, sandwich, scaleMatrix, type Vector } from './linear-algebra.ts';
import { rawCovariance, type Standardisation } from './standardisation.ts';

/** Σ u u' over clusters with score u, and how many clusters there are: one message per site. */
export type ClusterSums = { readonly meat: Matrix; readonly clusters: number };

/** Sums of two sites that share no cluster. */
export function addClusterSums(one: ClusterSums, other: ClusterSums): ClusterSums {
  return { meat: addMatrices(one.meat, other.meat), clusters: one.clusters + other.clusters };
}

/** Σ u u' over the given cluster scores. */
export function clusterSums(scores: Iterable<Vector>, size: number): ClusterSums {
  const sums = emptyCrossProducts(size);
  let clusters = 0;
  for (const score of scores) {
    addRow(sums, score, 0, 1);
    clusters += 1;
  }
  return { meat: informationOf(sums), clusters };
}

/** Covariance of coefficients that allows for clusters. */
export type RobustCovariance = {
  readonly covariance: Matrix;
  readonly standardErrors: Vector;
  readonly clusters: number;
};

/** Root of each variance. */
export function standardErrorsOf(covariance: Matrix): readonly number[] {
  return diagonal(covariance).map((variance) => Math.sqrt(Math.max(0, variance)));
}

/** Small-sample factor: none (CR0), G/(G-1) (CR1), or with (N-1)/(N-p) for `count` rows and `size` coefficients (CR1S). */
export type SmallSample = 'CR0' | 'CR1' | { readonly count: number; readonly size: number };

/** Null where rows do not exceed coefficients. */
function smallSampleFactor(correction: SmallSample, clusters: number): number | null {
  if (correction === 'CR0') return 1;
  const factor = clusters / (clusters - 1);
  if (correction === 'CR1') return factor;
  return correction.count <= correction.size
    ? null
    : (factor * (correction.count - 1)) / (correction.count - correction.size);
}

/** M (Σ u u') M on the raw scale (Liang & Zeger 1986, R `sandwich::vcovCL`); `bread` is the inverse information. Null with one cluster or no more rows than coefficients. */
export function clusterCovariance(
  bread: Matrix,
  sums: ClusterSums,
  correction: SmallSample,
  standardisation: Standardisation,
): RobustCovariance | null {
  const factor = sums.clusters < 2 ? null : smallSampleFactor(correction, sums.clusters);
  if (factor === null) return null;
  const scaled = scaleMatrix(sandwich(bread, sums.meat), factor);
  const covariance = rawCovariance(standardisation, scaled);
  return { covariance, standardErrors: standardErrorsOf(covariance), clusters: sums.clusters };
}
