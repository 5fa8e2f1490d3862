import type { AmountCaps } from '../dataset/caps.ts';
import type { ResultRow } from '../dataset/plan.ts';
import type { Concentration, SumsEvidence } from '../disclosure/evidence.ts';
import type { Dimension } from '../protocol/evidence.ts';
import { combinations, levelKey, numberOf, protectedCount, rowsByLevels } from './cells.ts';
import type { Scope } from './module.ts';

/** What is summed: its name, groups and public caps. */
type Summed = { readonly name: string; readonly dimensions: readonly Dimension[]; readonly caps: AmountCaps };

/** How concentrated the sum of some municipalities' rows is. */
function concentrationOf(rows: readonly ResultRow[]): Concentration {
  const [largest = 0, secondLargest = 0] = rows
    .flatMap((row) => [numberOf(row, 'largest'), numberOf(row, 'second_largest')])
    .sort((a, b) => b - a);
  return { total: rows.reduce((sum, row) => sum + numberOf(row, 'total'), 0), largest, secondLargest };
}

/** Mean and squared deviations of rows per municipality: Chan's merge. */
function mergedMoments(rows: readonly ResultRow[], count: number) {
  if (count === 0) return { mean: null, sumOfSquaredDeviations: null };
  const mean = rows.reduce((sum, row) => sum + numberOf(row, 'n') * numberOf(row, 'mean'), 0) / count;
  const between = rows.reduce((sum, row) => sum + numberOf(row, 'n') * (numberOf(row, 'mean') - mean) ** 2, 0);
  const sumOfSquaredDeviations = rows.reduce((sum, row) => sum + numberOf(row, 'sum_of_squared_deviations'), between);
  return { mean, sumOfSquaredDeviations };
}

/** Means and spread per group from rows per municipality, with what the gate must know of the largest households. */
export function momentsEvidence(
  rows: readonly ResultRow[],
  { name, dimensions, caps }: Summed,
  scope: Scope,
): SumsEvidence {
  const groups = rowsByLevels(rows, dimensions);
  const cells = combinations(dimensions).map((levels) => {
    const members = groups.get(levelKey(levels)) ?? [];
    const count = members.reduce((sum, row) => sum + numberOf(row, 'n'), 0);
    const others = members.map((left) => concentrationOf(members.filter((row) => row !== left)));
    return {
      levels,
      count,
      households: members.reduce((sum, row) => sum + numberOf(row, 'households'), 0),
      protectedHouseholds: protectedCount(members, 'households', scope),
      ...mergedMoments(members, count),
      ...concentrationOf(members),
      ...(scope === 'pooled' && { others }),
    };
  });
  const { perHousehold: householdCap, finestStep } = caps;
  return { kind: 'sums', name, dimensions, householdCap, finestStep, cells };
}
