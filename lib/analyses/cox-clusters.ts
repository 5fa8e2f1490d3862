import type { ResultRow } from '../dataset/plan.ts';
import type { ClusterSumsEvidence } from '../disclosure/evidence.ts';
import type { CoxParameters } from '../protocol/analysis-models.ts';
import type { Dimension } from '../protocol/evidence.ts';
import type { ScoredCell } from '../statistics/clustered-cells.ts';
import { type CellLeaver, cellScores } from '../statistics/cox/cell-scores.ts';
import { coxFromPatterns } from '../statistics/cox/estimate.ts';
import type { PatternRisk } from '../statistics/cox/pattern-table.ts';
import type { Ties } from '../statistics/cox/ties.ts';
import { riskIntervals } from '../statistics/risk-table.ts';
import { countCells, levelsOf, numberOf } from './cells.ts';
import { clusterEvidence, leastBehindTerms, type ScoredFit } from './cluster-evidence.ts';
import { type Term, termsOf } from './model-terms.ts';
import { type RiskRows, rungOf } from './risk-evidence.ts';

type Grid = { readonly edgesDays: readonly number[]; readonly daily: boolean };

/** The day at which an interval ends for its rows; after the grid, never. */
const endOf = ({ edgesDays, daily }: Grid, index: number): number =>
  daily ? index : (edgesDays[index] ?? Number.POSITIVE_INFINITY);

function patternsOf(rung: ReturnType<typeof rungOf>, terms: readonly Term[]): readonly PatternRisk[] {
  return rung.patterns
    .filter((pattern) => pattern.entries > 0)
    .map(({ levels, entries, intervals }) => ({
      covariates: terms.map((term) => term.value(levels)),
      stratum: '',
      intervals: riskIntervals(entries, intervals.slice(0, rung.edgesDays.length), rung.edgesDays),
    }));
}

type Sides = { readonly terms: readonly Term[]; readonly dimensions: number; readonly grid: Grid };

/** One side of a pair: levels, interval and event stand in columns `a0`, `a1`, ... or `b0`, `b1`, ... */
function sideOf(row: ResultRow, side: 'a' | 'b', { terms, dimensions, grid }: Sides): CellLeaver {
  const levels = Array.from({ length: dimensions }, (_, index) => String(row[`${side}${index}`]));
  return {
    covariates: terms.map((term) => term.value(levels)),
    endDays: endOf(grid, numberOf(row, `${side}${dimensions}`)),
    event: numberOf(row, `${side}${dimensions + 1}`) > 0,
  };
}

/** Rows behind one grid: who leaves, and the pairs of rows of one household. */
type GridRows = { readonly leaving: readonly ResultRow[]; readonly pairs: readonly ResultRow[]; readonly grid: Grid };

/** Events after the grid are not seen there: such rows leave without one. */
const seen = (leaver: CellLeaver): CellLeaver => ({
  ...leaver,
  event: leaver.event && leaver.endDays < Number.POSITIVE_INFINITY,
});

function scoredFit(
  patterns: readonly PatternRisk[],
  { leaving, pairs, grid }: GridRows,
  {
    terms,
    dimensions,
    ties,
  }: { readonly terms: readonly Term[]; readonly dimensions: readonly Dimension[]; readonly ties: Ties },
): ScoredFit | undefined {
  const fit = coxFromPatterns(patterns, ties);
  if (fit.status !== 'converged') return undefined;
  const scores = cellScores(patterns, fit.location, ties);
  const cells = leaving.flatMap((row): readonly ScoredCell[] => {
    const covariates = terms.map((term) => term.value(levelsOf(row, dimensions)));
    const endDays = endOf(grid, numberOf(row, 'interval_index'));
    return [true, false].flatMap((event): readonly ScoredCell[] => {
      const count = numberOf(row, event ? 'events' : 'censored');
      if (count === 0) return [];
      const municipality = String(row['municipality_code']);
      return [{ municipality, rows: count, ...scores(seen({ covariates, endDays, event })) }];
    });
  });
  const side = (row: ResultRow, name: 'a' | 'b') =>
    scores(seen(sideOf(row, name, { terms, dimensions: dimensions.length, grid }))).score;
  return {
    ties,
    edgesDays: grid.edgesDays,
    cells,
    pairs: pairs.map((row) => ({ pairs: numberOf(row, 'pairs'), one: side(row, 'a'), other: side(row, 'b') })),
  };
}

/** Sums over clusters of a Cox model on each grid of its risk table, from the rows of the table and of `clusterQueries`. */
export function coxClusters(
  parameters: CoxParameters,
  rows: RiskRows,
  results: readonly (readonly ResultRow[])[],
): readonly ClusterSumsEvidence[] {
  if (parameters.clusters === undefined) return [];
  const { dimensions, grids, entered, leaving } = rows;
  const { terms } = termsOf(parameters, dimensions, parameters.unit);
  const cells = countCells(entered, dimensions, 'pooled');
  const fits = new Map<string, ScoredFit>();
  for (const [index, edges] of grids.entries()) {
    const rung = rungOf({ grid: edges, entered: cells, rows: leaving[index] ?? [], dimensions, scope: 'pooled' });
    const patterns = patternsOf(rung, terms);
    const grid = { edgesDays: rung.edgesDays, daily: edges.length === 0 };
    const behind = { leaving: leaving[index] ?? [], pairs: results[1 + index] ?? [], grid };
    for (const ties of parameters.ties) {
      const fit = scoredFit(patterns, behind, { terms, dimensions, ties });
      if (fit !== undefined) fits.set(`${ties} ${rung.edgesDays.join(' ')}`, fit);
    }
  }
  const values = terms.map((term) => term.value);
  const levels = (row: ResultRow) => levelsOf(row, dimensions);
  const last = (leaving.at(-1) ?? []).filter(
    (row) => numberOf(row, 'interval_index') < (grids.at(-1)?.length || Number.POSITIVE_INFINITY),
  );
  return clusterEvidence({
    unit: parameters.unit,
    terms: terms.map((term) => term.name),
    clusters: parameters.clusters,
    fits: [...fits.values()],
    households: results[0] ?? [],
    protectedHouseholds: leastBehindTerms(values, entered, levels, 'households'),
    protectedEvents: leastBehindTerms(values, last, levels, 'event_households'),
  });
}
