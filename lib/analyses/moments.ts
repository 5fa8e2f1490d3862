import type { ResultRow } from '../dataset/plan.ts';
import type { SumsEvidence } from '../disclosure/evidence.ts';
import type { Dimension } from '../protocol/evidence.ts';
import { combinations, levelKey, numberOf, protectedCount, rowsByLevels } from './cells.ts';
import type { Scope } from './module.ts';

/** Means and spread per group from rows per municipality: Chan's merge, and the two largest households for the gate. */
export function momentsEvidence(
  rows: readonly ResultRow[],
  name: string,
  dimensions: readonly Dimension[],
  scope: Scope,
): SumsEvidence {
  const groups = rowsByLevels(rows, dimensions);
  const cells = combinations(dimensions).map((levels) => {
    const members = groups.get(levelKey(levels)) ?? [];
    const count = members.reduce((sum, row) => sum + numberOf(row, 'n'), 0);
    const mean =
      count === 0 ? null : members.reduce((sum, row) => sum + numberOf(row, 'n') * numberOf(row, 'mean'), 0) / count;
    const between = members.reduce(
      (sum, row) => sum + numberOf(row, 'n') * (numberOf(row, 'mean') - (mean ?? 0)) ** 2,
      0,
    );
    const largest = members
      .flatMap((row) => [numberOf(row, 'largest'), numberOf(row, 'second_largest')])
      .sort((a, b) => b - a);
    return {
      levels,
      count,
      households: members.reduce((sum, row) => sum + numberOf(row, 'households'), 0),
      protectedHouseholds: protectedCount(members, 'households', scope),
      mean,
      sumOfSquaredDeviations:
        mean === null ? null : members.reduce((sum, row) => sum + numberOf(row, 'sum_of_squared_deviations'), between),
      total: members.reduce((sum, row) => sum + numberOf(row, 'total'), 0),
      largest: largest[0] ?? 0,
      secondLargest: largest[1] ?? 0,
    };
  });
  return { kind: 'sums', name, dimensions, cells };
}
