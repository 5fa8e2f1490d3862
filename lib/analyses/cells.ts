import { largestColumn } from '../dataset/answers.ts';
import type { ResultRow } from '../dataset/plan.ts';
import type { CellEvidence } from '../disclosure/evidence.ts';
import type { Dimension } from '../protocol/evidence.ts';
import type { Scope } from './module.ts';

/** A number of a row; missing counts as 0. Throws when the column holds anything else. */
export function numberOf(row: ResultRow, column: string): number {
  const value = row[column] ?? 0;
  if (typeof value !== 'number') throw new TypeError(`column ${column} is not a number`);
  return value;
}

/** The levels of a row in the columns g0, g1, ... */
export function levelsOf(row: ResultRow, dimensions: readonly Dimension[]): readonly string[] {
  return dimensions.map((_, index) => String(row[`g${index}`]));
}

/** All combinations of levels, absent ones too (U4). */
export function combinations(dimensions: readonly Dimension[]): readonly (readonly string[])[] {
  return dimensions.reduce<readonly (readonly string[])[]>(
    (partial, dimension) => partial.flatMap((levels) => dimension.levels.map((level) => [...levels, level])),
    [[]],
  );
}

/** Key of a combination of levels. */
export const levelKey = (levels: readonly string[]): string => levels.join('\u0000');

/** Groups rows by their levels; every combination of the dimensions has an entry, maybe empty. */
export function rowsByLevels(
  rows: readonly ResultRow[],
  dimensions: readonly Dimension[],
): ReadonlyMap<string, readonly ResultRow[]> {
  const groups = new Map<string, ResultRow[]>(combinations(dimensions).map((levels) => [levelKey(levels), []]));
  for (const row of rows) groups.get(levelKey(levelsOf(row, dimensions)))?.push(row);
  return groups;
}

/**
 * Smallest group an insider could single out: without the largest municipality when pooled (ruling 23). A row holds one municipality, or
 * the sum over several and the share of the largest.
 */
export function protectedCount(rows: readonly ResultRow[], column: string, scope: Scope): number {
  const total = rows.reduce((sum, row) => sum + numberOf(row, column), 0);
  if (scope === 'own') return total;
  const largest = largestColumn(column);
  return total - Math.max(0, ...rows.map((row) => numberOf(row, row[largest] === undefined ? column : largest)));
}

/** Cells of a contingency table from rows with columns `n` and `households`. */
export function countCells(
  rows: readonly ResultRow[],
  dimensions: readonly Dimension[],
  scope: Scope,
): readonly CellEvidence[] {
  const groups = rowsByLevels(rows, dimensions);
  return combinations(dimensions).map((levels) => {
    const members = groups.get(levelKey(levels)) ?? [];
    return {
      levels,
      count: members.reduce((sum, row) => sum + numberOf(row, 'n'), 0),
      households: members.reduce((sum, row) => sum + numberOf(row, 'households'), 0),
      protectedHouseholds: protectedCount(members, 'households', scope),
    };
  });
}
