import type { Grouping, Query, ResultRow } from '../dataset/plan.ts';
import { householdPairsQuery, repeatedHouseholdsQuery } from '../dataset/plan-clusters.ts';
import type { ClusterFit, ClusterSumsEvidence } from '../disclosure/evidence.ts';
import type { Unit } from '../protocol/analysis.ts';
import { adjustedClusterSums } from '../statistics/cluster-robust-few.ts';
import {
  householdMeat,
  municipalityClusters,
  municipalitySums,
  type ScoredCell,
  type ScoredPair,
} from '../statistics/clustered-cells.ts';
import { addMatrices, diagonal, type Matrix, zeroMatrix } from '../statistics/linear-algebra.ts';
import { numberOf, protectedCount } from './cells.ts';

/** Units in which a household is one row: the table itself says everything about errors by household. */
const oneRowUnits: readonly Unit[] = ['households', 'new-households', 'landmark-28', 'landmark-45'];

/** Whose rows may be alike. */
export type Clustering = 'household' | 'municipality';

const hasPairs = (unit: Unit, clusters: readonly Clustering[] = []) =>
  clusters.includes('household') && !oneRowUnits.includes(unit);

/** Queries that errors by cluster need beside those of the table: household counts, then pairs for each grid (one without grid). */
export function clusterQueries(
  grouping: Grouping,
  clusters: readonly Clustering[] | undefined,
  grids: readonly (readonly number[] | undefined)[],
): readonly Query[] {
  if (clusters === undefined) return [];
  const pairs = hasPairs(grouping.unit, clusters) ? grids.map((edges) => householdPairsQuery(grouping, edges)) : [];
  return [repeatedHouseholdsQuery(grouping), ...pairs];
}

/** One converged fit at the provider: its name, and scores by cell and by pairs of cells. */
export type ScoredFit = {
  readonly ties: string;
  readonly edgesDays: readonly number[];
  readonly cells: readonly ScoredCell[];
  readonly pairs: readonly ScoredPair[];
};

/** Everything that the sums over clusters of one model are made of. */
export type ClusterParts = {
  readonly unit: Unit;
  readonly terms: readonly string[];
  readonly clusters: readonly Clustering[];
  readonly fits: readonly ScoredFit[];
  /** Rows of `repeatedHouseholdsQuery`. */
  readonly households: readonly ResultRow[];
  /** Least households and households with the outcome behind a term, without any one municipality. */
  readonly protectedHouseholds: number;
  readonly protectedEvents: number;
};

const largest = (values: Iterable<number>) => Math.max(0, ...values);

/** The largest share of a term's sum that one cluster could have: with `scores` the sum of each at most. */
function shareOf(meat: Matrix, scores: readonly (readonly number[])[]): number {
  return largest(
    diagonal(meat).map((sum, term) => {
      const most = largest(scores.map((score) => (score[term] ?? 0) ** 2));
      return most === 0 ? 0 : most / sum;
    }),
  );
}

type Summed = ClusterFit & { readonly share: number };

function byHousehold({ ties, edgesDays, cells, pairs }: ScoredFit, size: number, mostRows: number): Summed {
  const meat = householdMeat(cells, pairs, size);
  const scores = cells.filter((cell) => cell.rows > 0).map(({ score }) => score.map((value) => value * mostRows));
  return { ties, edgesDays, meat, adjusted: null, share: shareOf(meat, scores) };
}

function byMunicipality({ ties, edgesDays, cells }: ScoredFit, size: number): Summed {
  const clusters = municipalityClusters(cells, size);
  const { meat } = municipalitySums(clusters, size);
  const information = clusters.map((cluster) => cluster.information).reduce(addMatrices, zeroMatrix(size));
  const adjusted = adjustedClusterSums(information, clusters, 'CR3').meat;
  const scores = clusters.map(({ score }) => score);
  return { ties, edgesDays, meat, adjusted, share: shareOf(meat, scores) };
}

/** Sums over households and municipalities of a provider at its own estimates: nothing of a single one is kept (ruling 18). */
export function clusterEvidence(parts: ClusterParts): readonly ClusterSumsEvidence[] {
  const { unit, terms, fits, households, protectedHouseholds, protectedEvents } = parts;
  const municipalities = new Set(households.map((row) => row['municipality_code'])).size;
  const count = households.reduce((sum, row) => sum + numberOf(row, 'households'), 0);
  const mostRows = largest(households.map((row) => numberOf(row, 'most_rows')));
  return parts.clusters.map((name) => {
    const isHousehold = name === 'household';
    const summed = fits.map((fit) =>
      isHousehold ? byHousehold(fit, terms.length, mostRows) : byMunicipality(fit, terms.length),
    );
    return {
      kind: 'cluster-sums',
      name,
      terms,
      clusters: isHousehold ? count : municipalities,
      degreesOfFreedom: Math.max(0, (isHousehold ? count : municipalities) - 1),
      fits: summed.map(({ share: _share, ...fit }) => fit),
      municipalities,
      protectedHouseholds,
      protectedEvents,
      protectedRepeated: hasPairs(unit, [name]) ? protectedCount(households, 'repeated', 'pooled') : null,
      largestShare: largest(summed.map((fit) => fit.share)),
    };
  });
}

/** Least of some rows behind any term, without the largest municipality: rows of the cells in which the term is not zero. */
export function leastBehindTerms(
  values: readonly ((levels: readonly string[]) => number)[],
  rows: readonly ResultRow[],
  levelsOfRow: (row: ResultRow) => readonly string[],
  column: string,
): number {
  return Math.min(
    ...values.map((value) => {
      const behind = rows.filter((row) => value(levelsOfRow(row)) !== 0);
      const sums = [...Map.groupBy(behind, (row) => row['municipality_code']).values()].map((members) => ({
        [column]: members.reduce((sum, row) => sum + numberOf(row, column), 0),
      }));
      return protectedCount(sums, column, 'pooled');
    }),
  );
}
