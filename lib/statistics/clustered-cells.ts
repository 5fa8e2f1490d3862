import { type ClusterSums, clusterSums } from './cluster-robust.ts';
import type { Cluster } from './cluster-robust-few.ts';
import {
  addMatrices,
  addVectors,
  type Matrix,
  outer,
  scaleMatrix,
  scaleVector,
  type Vector,
  zeroMatrix,
  zeroVector,
} from './linear-algebra.ts';

/** Rows of one municipality that share a cell of a table: each has the same score, and the same part in the information. */
export type ScoredCell = {
  readonly municipality: string;
  readonly rows: number;
  readonly score: Vector;
  readonly information: Matrix;
};

/** How many ordered pairs of different rows of one household lie in two cells, with the scores of rows there. */
export type ScoredPair = { readonly pairs: number; readonly one: Vector; readonly other: Vector };

/**
 * Σ over households of (Σ u)(Σ u)' from a table and its pairs: Σ rows u u' + Σ pairs u v' (Liang & Zeger 1986, Lin & Wei 1989, R
 * `sandwich::vcovCL`, `coxph(cluster = )`). Rows without a household are clusters of their own, so they only need to be in the cells.
 */
export function householdMeat(cells: readonly ScoredCell[], pairs: readonly ScoredPair[], size: number): Matrix {
  const alone = cells.reduce<Matrix>(
    (sum, { rows, score }) => (rows === 0 ? sum : addMatrices(sum, scaleMatrix(outer(score, score), rows))),
    zeroMatrix(size),
  );
  return pairs.reduce<Matrix>(
    (sum, { pairs: count, one, other }) => addMatrices(sum, scaleMatrix(outer(one, other), count)),
    alone,
  );
}

/** Score and information of each municipality. */
export function municipalityClusters(cells: readonly ScoredCell[], size: number): readonly Cluster[] {
  return [...Map.groupBy(cells, (cell) => cell.municipality).values()].map((members) =>
    members.reduce<Cluster>(
      (sum, { rows, score, information }) => ({
        score: addVectors(sum.score, scaleVector(score, rows)),
        information: addMatrices(sum.information, scaleMatrix(information, rows)),
      }),
      { score: zeroVector(size), information: zeroMatrix(size) },
    ),
  );
}

/** Σ U U' over municipalities, uncorrected (CR0). */
export function municipalitySums(clusters: readonly Cluster[], size: number): ClusterSums {
  return clusterSums(
    clusters.map((cluster) => cluster.score),
    size,
  );
}
