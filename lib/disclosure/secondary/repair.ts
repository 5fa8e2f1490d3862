import type { Policy } from '../policy.ts';
import { type Attack, bind, type Population, roundedInterval } from './attack.ts';
import type { Cell } from './plan.ts';

/** Names a group of cells that are shown or withheld together. */
export const groupKey = (cell: Pick<Cell, 'part' | 'group'>): string => `${cell.part}:${cell.group}`;

/** What is decided so far about a population, in its opened system: groups of cells withheld, and the base of each coarser part. */
export type Decisions = {
  readonly population: Population;
  readonly attack: Attack;
  readonly hidden: Set<string>;
  readonly bases: Map<number, number>;
  readonly cellsOf: ReadonlyMap<string, readonly Cell[]>;
};

/** What repairs go by. */
export type RepairRules = {
  readonly policy: Policy;
  readonly baseOf: (part: number) => number;
  readonly isRegistered: (part: number) => boolean;
};

/** What somebody who sees the number knows of its rows. */
function shownInterval(cell: Cell, base: number): readonly [number, number] {
  const { rows, drift } = cell.kept ?? { rows: cell.rows, drift: 0 };
  const [lower, upper] = roundedInterval(rows, base, cell.least);
  return [Math.max(cell.least, lower - drift), upper + drift];
}

/** Lets the system know what is shown of a cell: nothing, or a rounded number. */
export function bindCell({ attack, hidden, bases }: Decisions, cell: Cell, { baseOf }: RepairRules): void {
  const row = attack.rowOf.get(cell.id);
  if (row === undefined) return;
  if (cell.fixedBase === null && hidden.has(groupKey(cell))) bind(attack, row, 0, Number.POSITIVE_INFINITY);
  else bind(attack, row, ...shownInterval(cell, cell.fixedBase ?? bases.get(cell.part) ?? baseOf(cell.part)));
}

/** True for a number that can still be withheld. */
export const isFree = ({ hidden }: Decisions, cell: Cell): boolean =>
  cell.fixedBase === null && cell.part >= 0 && !hidden.has(groupKey(cell));

/** Withholds cells, with everything that is withheld together with them. */
export function hide(decisions: Decisions, cells: readonly Cell[], rules: RepairRules): void {
  for (const group of new Set(cells.map(groupKey))) {
    decisions.hidden.add(group);
    for (const cell of decisions.cellsOf.get(group) ?? []) bindCell(decisions, cell, rules);
  }
}

/** Rounds the tables in the way more coarsely, once each; registered estimates keep their base (S5, second step). */
function coarsen(decisions: Decisions, binding: readonly Cell[], rules: RepairRules): boolean {
  const coarse = rules.policy.coarseRoundingBase.value;
  const parts = new Set(
    binding
      .filter((cell) => isFree(decisions, cell) && !rules.isRegistered(cell.part))
      .map((cell) => cell.part)
      .filter((part) => (decisions.bases.get(part) ?? rules.baseOf(part)) < coarse),
  );
  for (const part of parts) decisions.bases.set(part, coarse);
  for (const cell of decisions.population.cells) if (parts.has(cell.part)) bindCell(decisions, cell, rules);
  return parts.size > 0;
}

/** Siblings first, then margins of other tables, registered estimates last; the fewest rows of each (S5, third to fifth step). */
function cost(cell: Cell, part: number, { isRegistered }: RepairRules): number {
  return (isRegistered(cell.part) ? 1e12 : 0) + (cell.part === part ? 0 : 1e8) + cell.rows;
}

/**
 * Repairs what exposes a secret of a part, given the rows that stand in the way: coarser rounding first, else the cheapest cell is
 * withheld. Undefined when nothing is left to withhold.
 */
export function repair(
  decisions: Decisions,
  { part, binding }: { readonly part: number; readonly binding: readonly number[] },
  rules: RepairRules,
): 'coarsened' | 'hidden' | undefined {
  const cells = binding.flatMap((row) => decisions.attack.cellAt.get(row) ?? []);
  if (coarsen(decisions, cells, rules)) return 'coarsened';
  const cheapest = cells
    .filter((cell) => isFree(decisions, cell))
    .toSorted((a, b) => cost(a, part, rules) - cost(b, part, rules) || a.id - b.id)[0];
  if (cheapest === undefined) return undefined;
  hide(decisions, [cheapest], rules);
  return 'hidden';
}
