import type { KnownPopulation } from './earlier.ts';
import type { Policy } from './policy.ts';
import type { Cell } from './secondary/plan.ts';
import { groupKey } from './secondary/repair.ts';
import { selectionKey } from './selection.ts';

/** Households in the population: at least as many as in the fullest table. Earlier numbers may overlap, so only the largest of them counts. */
function householdsIn(cells: readonly Cell[]): number {
  const byPart = Map.groupBy(cells, (cell) => cell.part);
  const inTables = [...byPart].map(([part, own]) =>
    part < 0 ? 0 : own.reduce((sum, cell) => sum + cell.households, 0),
  );
  return Math.max(0, ...inTables, ...cells.map((cell) => (cell.rows === 0 ? 0 : cell.households)));
}

/**
 * Withholds new numbers when more would be known of a population than a share of its households, or when a study would add more than
 * its approval allows (L4, ruling 21), or when participants differ by one or two municipalities from an earlier release (ruling 19).
 * Numbers that are known already stay.
 */
export function withinBudget(
  cells: readonly Cell[],
  policy: Policy,
  { nearMiss, mayAdd = Number.POSITIVE_INFINITY }: Pick<KnownPopulation, 'nearMiss' | 'mayAdd'>,
): { readonly cells: readonly Cell[]; readonly denied: boolean } {
  const allowed = Math.floor(householdsIn(cells) * policy.functionalShare.value);
  const before = cells.filter((cell) => cell.fixedBase !== null).map((cell) => selectionKey(cell.selection));
  const known = new Set(before).size;
  let added = 0;
  const refused = new Set<string>();
  for (const cell of cells) {
    if (cell.primary || cell.fixedBase !== null) continue;
    added += 1;
    if (nearMiss || known + added > allowed || added > mayAdd) refused.add(groupKey(cell));
  }
  return {
    cells: cells.map((cell) =>
      refused.has(groupKey(cell)) && cell.fixedBase === null ? { ...cell, primary: true } : cell,
    ),
    denied: refused.size > 0,
  };
}
