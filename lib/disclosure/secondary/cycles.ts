import type { Domains, Selection } from '../selection.ts';
import { layOut } from './atoms.ts';
import type { Cell } from './plan.ts';

/** A table that is put aside because it closes a cycle: the combinations that its proof would have to lay out at once, and the most allowed. */
export type ClosedCycle = { readonly part: number; readonly combinations: number; readonly limit: number };

/** What is known and cannot be taken back: selections of earlier secrets and published counts, and what cannot exist. */
export type CycleSettings = {
  readonly domains: Domains;
  readonly known: readonly Selection[];
  readonly zeros: readonly Selection[];
  readonly isRegistered: (part: number) => boolean;
};

/**
 * Puts tables aside until what is left can be proved. Tables whose variables form a cycle say more together than two by two, and when
 * their joint table is too large to lay out the attacker's system would be weaker than the attacker. Registered tables are
 * kept first, then tables in the order of the study. The choice follows from variables and levels only, never from a number, so a
 * table put aside says as little as one that was not asked: nothing of it is shown, and it has no secrets of its own.
 */
export function withoutCycles(
  cells: readonly Cell[],
  { domains, known, zeros, isRegistered }: CycleSettings,
): { readonly kept: readonly Cell[]; readonly aside: readonly Cell[]; readonly cycles: readonly ClosedCycle[] } {
  const layoutOf = (selections: readonly Selection[]) => {
    const asked = new Set(selections.flatMap((selection) => Object.keys(selection)));
    const among = zeros.filter((zero) => Object.keys(zero).every((variable) => asked.has(variable)));
    return layOut([...selections, ...among], domains);
  };
  const all = [...known, ...cells.map((cell) => cell.selection)];
  if (layoutOf(all).exact) return { kept: cells, aside: [], cycles: [] };
  const isOpen = (cell: Cell) => cell.fixedBase === null;
  let shown = [...known, ...cells.filter((cell) => !isOpen(cell)).map((cell) => cell.selection)];
  const parts = [...Map.groupBy(cells.filter(isOpen), (cell) => cell.part)].toSorted(
    ([a], [b]) => Number(isRegistered(b)) - Number(isRegistered(a)),
  );
  const cycles = parts.flatMap(([part, own]): readonly ClosedCycle[] => {
    const together = [...shown, ...own.map((cell) => cell.selection)];
    const { exact, combinations, limit } = layoutOf(together);
    if (!exact) return [{ part, combinations, limit }];
    shown = together;
    return [];
  });
  const closing = new Set(cycles.map(({ part }) => part));
  const isAside = (cell: Cell) => isOpen(cell) && closing.has(cell.part);
  return {
    kept: cells.filter((cell) => !isAside(cell)),
    aside: cells.filter(isAside).map((cell) => ({ ...cell, primary: true, secret: false })),
    cycles,
  };
}
