import { countQuery, dimensionOf, type ResultRow } from '../dataset/plan.ts';
import { competingQuery } from '../dataset/plan-cohort.ts';
import type { CompetingEvidence, CompetingInterval } from '../disclosure/evidence.ts';
import type { CompetingRisksParameters } from '../protocol/analysis-models.ts';
import { countCells, levelKey, numberOf, protectedCount, rowsByLevels } from './cells.ts';
import { estimateCompeting } from './competing-estimates.ts';
import type { AnalysisModule, Scope } from './module.ts';
import { gridsOf } from './risk-evidence.ts';

const causesOf = {
  creditor: ['same-creditor', 'other-creditor'],
  arrears: ['risen', 'not-risen'],
} as const;

const sumOf = (rows: readonly ResultRow[]) => rows.reduce((sum, row) => sum + numberOf(row, 'n'), 0);

function intervalOf(rows: readonly ResultRow[], causes: readonly string[], scope: Scope): CompetingInterval {
  const byCause = Map.groupBy(rows, (row) => String(row['cause']));
  const of = (cause: string) => byCause.get(cause) ?? [];
  return {
    events: causes.map((cause) => sumOf(of(cause))),
    censored: sumOf(of('none')),
    protectedEvents: causes.map((cause) => protectedCount(of(cause), 'households', scope)),
    eventHouseholds: causes.map((cause) => protectedCount(of(cause), 'households', 'own')),
  };
}

function summariseCompeting(
  parameters: CompetingRisksParameters,
  grids: readonly (readonly number[])[],
  {
    results,
    scope,
    context,
  }: { results: readonly (readonly ResultRow[])[]; scope: Scope; context: Parameters<typeof dimensionOf>[2] },
): CompetingEvidence {
  const causes = causesOf[parameters.causes];
  const dimensions = parameters.by.map((name) => dimensionOf(name, parameters.unit, context));
  const entered = countCells(results[0] ?? [], dimensions, scope);
  const rungs = grids.map((grid, position) => {
    const rows = results[position + 1] ?? [];
    const days = [...new Set(rows.map((row) => numberOf(row, 'interval_index')))].sort((a, b) => a - b);
    const edgesDays = grid.length === 0 ? days : grid;
    const indices = grid.length === 0 ? days : [...grid.keys(), grid.length];
    const groups = rowsByLevels(rows, dimensions);
    const patterns = entered.map(({ levels, count, protectedHouseholds }) => {
      const byInterval = Map.groupBy(groups.get(levelKey(levels)) ?? [], (row) => numberOf(row, 'interval_index'));
      const intervals = indices.map((index) => intervalOf(byInterval.get(index) ?? [], causes, scope));
      return { levels, entries: count, protectedHouseholds, intervals };
    });
    return { edgesDays, patterns };
  });
  return { kind: 'competing-table', name: 'return', dimensions, causes, rungs };
}

/** Which kind of new signal comes first: risk table with causes on the study's ladder, then Aalen-Johansen. */
export const competingRisks: AnalysisModule<CompetingRisksParameters> = {
  plan: (parameters, context) => {
    const { unit, by, where, closedEntryDays, causes } = parameters;
    const grouping = { unit, by, where, context, closedEntryDays };
    return [
      countQuery(grouping),
      ...gridsOf(context, parameters).map((edges) => competingQuery(grouping, causes, edges)),
    ];
  },
  summarise: (parameters, context, results, scope) => [
    summariseCompeting(parameters, gridsOf(context, parameters), { results, scope, context }),
  ],
  estimate: (parameters, evidence) =>
    evidence.flatMap((part) => (part.kind === 'competing-table' ? estimateCompeting(parameters, part) : [])),
};
