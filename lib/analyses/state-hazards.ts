import { dimensionOf, type ResultRow } from '../dataset/plan.ts';
import { stateDaysQuery } from '../dataset/plan-cohort.ts';
import { unknownLevel } from '../dataset/variables.ts';
import type { ScoreSumsEvidence } from '../disclosure/evidence.ts';
import type { StateHazardsParameters } from '../protocol/analysis-models.ts';
import {
  addMatrices,
  addVectors,
  type Matrix,
  matrix,
  type Vector,
  zeroMatrix,
  zeroVector,
} from '../statistics/linear-algebra.ts';
import { numberOf, protectedCount } from './cells.ts';
import type { AnalysisModule, Scope } from './module.ts';
import { estimateStateHazards } from './state-hazards-estimates.ts';

type Sums = { readonly observed: Vector; readonly expected: Vector; readonly variance: Matrix };

/** One day of one municipality: d shared out over the groups by their households at risk, hypergeometric variance (Mantel 1966). */
function dayOf(rows: readonly ResultRow[], groups: readonly string[]): Sums {
  const of = (column: string) =>
    groups.map((group) =>
      rows.filter((row) => row['g0'] === group).reduce((sum, row) => sum + numberOf(row, column), 0),
    );
  const [observed, atRisk] = [of('events'), of('at_risk')];
  const [events, all] = [observed, atRisk].map((each) => each.reduce((sum, value) => sum + value, 0));
  const [d, n] = [events ?? 0, all ?? 0];
  const share = atRisk.map((value) => (n > 0 ? value / n : 0));
  const scale = n > 1 ? (d * (n - d)) / (n - 1) : 0;
  const variance = matrix(
    groups.length,
    groups.length,
    (row, column) => scale * (share[row] ?? 0) * ((row === column ? 1 : 0) - (share[column] ?? 0)),
  );
  return { observed, expected: share.map((each) => d * each), variance };
}

const add = (one: Sums, other: Sums): Sums => ({
  observed: addVectors(one.observed, other.observed),
  expected: addVectors(one.expected, other.expected),
  variance: addMatrices(one.variance, other.variance),
});

function scoreSums(
  rows: readonly ResultRow[],
  groups: readonly string[],
  { scope, untilDays }: { readonly scope: Scope; readonly untilDays: number },
): ScoreSumsEvidence {
  const days = Map.groupBy(
    rows.filter((row) => numberOf(row, 'day_number') > 0),
    (row) => `${row['municipality_code']} ${row['day_number']}`,
  );
  const empty: Sums = {
    observed: zeroVector(groups.length),
    expected: zeroVector(groups.length),
    variance: zeroMatrix(groups.length),
  };
  const sums = [...days.values()].map((each) => dayOf(each, groups)).reduce(add, empty);
  const totals = (group: string) => rows.filter((row) => numberOf(row, 'day_number') === 0 && row['g0'] === group);
  return {
    kind: 'score-sums',
    name: 'states',
    groups,
    municipalities: new Set(rows.map((row) => row['municipality_code'])).size,
    ...sums,
    protectedHouseholds: groups.map((group) => protectedCount(totals(group), 'households', scope)),
    protectedEvents: groups.map((group) => protectedCount(totals(group), 'event_households', scope)),
    eventHouseholds: groups.map((group) => protectedCount(totals(group), 'event_households', 'own')),
    untilDays,
  };
}

/**
 * New signals by state on exact days, each municipality its own stratum: the log-rank test with states that change, and hazard ratios in
 * one step from it. Exact over any split of municipalities, and free of what coarse intervals do when deliveries come monthly.
 */
export const stateHazards: AnalysisModule<StateHazardsParameters> = {
  plan: ({ unit, where, untilDays }, context) => [stateDaysQuery({ unit, by: [], where, context }, untilDays)],
  summarise: ({ unit, untilDays }, context, results, scope) => {
    const groups = dimensionOf('state', unit, context).levels.filter((level) => level !== unknownLevel);
    return [scoreSums(results[0] ?? [], groups, { scope, untilDays })];
  },
  estimate: (_, evidence) => evidence.flatMap((part) => (part.kind === 'score-sums' ? estimateStateHazards(part) : [])),
};
