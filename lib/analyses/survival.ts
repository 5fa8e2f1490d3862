import { countQuery, dimensionOf, type ResultRow, riskQuery } from '../dataset/plan.ts';
import { findVariable } from '../dataset/variables.ts';
import type { CellEvidence, RiskEvidence, RiskInterval } from '../disclosure/evidence.ts';
import type { SurvivalParameters } from '../protocol/analysis.ts';
import type { Dimension } from '../protocol/evidence.ts';
import { countCells, levelKey, numberOf, protectedCount, rowsByLevels } from './cells.ts';
import type { AnalysisModule, Scope, StudyContext } from './module.ts';
import { estimateSurvival } from './survival-estimates.ts';

/** Grids to summarise on, finest first: days when uncontrolled and the study asks for them (marked by no edges), else the study's ladder. */
function gridsOf(context: StudyContext): readonly (readonly number[])[] {
  return context.uncontrolled && context.dailyGrid ? [[]] : context.ladderDays;
}

/** Edges of a daily grid: every day on which somebody leaves. */
function dailyEdges(rows: readonly ResultRow[]): readonly number[] {
  return [...new Set(rows.map((row) => numberOf(row, 'interval_index')))].sort((a, b) => a - b);
}

function intervalsOf(rows: readonly ResultRow[], indices: readonly number[], scope: Scope): readonly RiskInterval[] {
  const byInterval = Map.groupBy(rows, (row) => numberOf(row, 'interval_index'));
  const sum = (members: readonly ResultRow[], column: string) =>
    members.reduce((total, row) => total + numberOf(row, column), 0);
  return indices.map((index) => {
    const members = byInterval.get(index) ?? [];
    return {
      events: sum(members, 'events'),
      censored: sum(members, 'censored'),
      protectedEvents: protectedCount(members, 'event_households', scope),
    };
  });
}

type RungParts = {
  readonly grid: readonly number[];
  readonly entered: readonly CellEvidence[];
  readonly rows: readonly ResultRow[];
  readonly dimensions: readonly Dimension[];
  readonly scope: Scope;
};

/** Risk table on one grid; `entered` are the cells of who enters, `rows` who leaves in which interval. */
function rungOf({ grid, entered, rows, dimensions, scope }: RungParts) {
  const edgesDays = grid.length === 0 ? dailyEdges(rows) : grid;
  const indices = grid.length === 0 ? edgesDays : [...edgesDays.map((_, index) => index), edgesDays.length];
  const groups = rowsByLevels(rows, dimensions);
  const patterns = entered.map((cell) => ({
    levels: cell.levels,
    entries: cell.count,
    protectedHouseholds: cell.protectedHouseholds,
    intervals: intervalsOf(groups.get(levelKey(cell.levels)) ?? [], indices, scope),
  }));
  return { edgesDays, patterns };
}

/** Time to the next signal by groups: risk table on the study's ladder, then Kaplan-Meier, median and log-rank from what was released. */
export const survival: AnalysisModule<SurvivalParameters> = {
  needs: (parameters) => {
    const names = [...parameters.by, ...parameters.where.map((each) => each.variable)];
    const spell =
      parameters.unit === 'case-spells' ? ['signal_cases.closed_on', 'signals.signal_date'] : ['signals.signal_date'];
    return [...new Set([...spell, ...names.flatMap((name) => findVariable(name, parameters.unit)?.needs ?? [])])];
  },
  plan: (parameters, context) => {
    const { unit, by, where, closedEntryDays } = parameters;
    const grouping = { unit, by, where, context, closedEntryDays };
    return [countQuery(grouping), ...gridsOf(context).map((edges) => riskQuery(grouping, edges))];
  },
  summarise: (parameters, context, results, scope): readonly RiskEvidence[] => {
    const dimensions = parameters.by.map((name) => dimensionOf(name, parameters.unit, context));
    const entered = countCells(results[0] ?? [], dimensions, scope);
    const table = (grid: readonly number[], index: number) =>
      rungOf({ grid, entered, rows: results[index + 1] ?? [], dimensions, scope });
    return [{ kind: 'risk-table', name: 'return', dimensions, rungs: gridsOf(context).map(table) }];
  },
  estimate: (parameters, evidence) =>
    evidence.flatMap((part) => (part.kind === 'risk-table' ? estimateSurvival(parameters, part) : [])),
};
