import type { ResultRow } from '../dataset/plan.ts';
import type { CellEvidence, RiskEvidence, RiskInterval } from '../disclosure/evidence.ts';
import type { Unit } from '../protocol/analysis.ts';
import type { Dimension } from '../protocol/evidence.ts';
import { countCells, levelKey, numberOf, protectedCount, rowsByLevels } from './cells.ts';
import type { Scope, StudyContext } from './module.ts';

/** Days before which nothing happens in a unit: its landmark. */
const landmarkDays: Readonly<Partial<Record<Unit, number>>> = { 'landmark-28': 28, 'landmark-45': 45 };

/** The landmark of a unit in days; 0 without one. */
export const landmarkOf = (unit: Unit): number => landmarkDays[unit] ?? 0;

/** A unit with the day to which everybody is followed, if entry is closed. */
export type Followed = { readonly unit: Unit; readonly closedEntryDays?: number | undefined };

/**
 * Grids to summarise on, finest first: days when uncontrolled and the study asks for them (marked by no edges), else the study's
 * ladder, after the landmark of a unit that has one and up to the day to which everybody is followed.
 */
export function gridsOf(
  context: StudyContext,
  { unit, closedEntryDays = Number.POSITIVE_INFINITY }: Followed,
): readonly (readonly number[])[] {
  if (context.uncontrolled && context.dailyGrid) return [[]];
  const after = landmarkOf(unit);
  return context.ladderDays
    .map((rung) => rung.filter((edge) => edge > after && edge <= closedEntryDays))
    .filter((rung) => rung.length > 0);
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
      eventHouseholds: sum(members, 'event_households'),
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
export function rungOf({ grid, entered, rows, dimensions, scope }: RungParts) {
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

/** Rows of who enters and, per grid, of who leaves when; the groups they fall in, and on which grids. */
export type RiskRows = {
  readonly entered: readonly ResultRow[];
  readonly leaving: readonly (readonly ResultRow[])[];
  readonly dimensions: readonly Dimension[];
  readonly grids: readonly (readonly number[])[];
};

/** The risk table of each grid, finest first, as evidence for the gate. */
export function riskEvidence({ entered, leaving, dimensions, grids }: RiskRows, scope: Scope): RiskEvidence {
  const cells = countCells(entered, dimensions, scope);
  const rungs = grids.map((grid, index) =>
    rungOf({ grid, entered: cells, rows: leaving[index] ?? [], dimensions, scope }),
  );
  return { kind: 'risk-table', name: 'return', dimensions, rungs };
}
