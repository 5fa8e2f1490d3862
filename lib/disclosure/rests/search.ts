import type { Cell } from '../secondary/plan.ts';
import type { Selection } from '../selection.ts';
import { areDisjoint, type Box, isCovered, isInside, type Layout } from './boxes.ts';
import type { Steps } from './families.ts';

/**
 * Rows that nobody asked for and that three or more shown numbers give: `plus` less `minus` counts each of them `times`. They are those of
 * `wide` that are in none of `narrow`.
 */
export type Rest = {
  readonly name: string;
  readonly plus: readonly Cell[];
  readonly minus: readonly Cell[];
  readonly times: 1 | 2;
  readonly rows: number;
  readonly wide: Selection;
  readonly narrow: readonly Selection[];
};

/** A shown number and the rows that it may count. */
export type Shown = { readonly cell: Cell; readonly box: Box };

/** Where rests are looked for: all shown numbers, the widest first, withheld secrets, what cannot exist, and the fewest households that are no secret. */
export type Search = {
  readonly layout: Layout;
  readonly shown: readonly Shown[];
  readonly areApart: (a: number, b: number) => boolean;
  readonly secrets: readonly Box[];
  readonly zeros: readonly Box[];
  readonly limit: number;
  readonly steps: Steps;
};

/** Most rows of one household that are reckoned with where its number is not known. */
export const rowsPerHousehold = 10;

/** Rows that a part of a number has at most when it is small for somebody, beside those of one municipality. */
export const mostRows = ({ largestRows, rows }: Cell, limit: number): number =>
  limit * rowsPerHousehold + (largestRows > 0 ? largestRows : rows);

/** Whether everybody knows all of these numbers already. */
export const areKnown = (cells: readonly Cell[]): boolean => cells.every(({ fixedBase }) => fixedBase !== null);

/** Whether no row can be in the rest, or only rows of withheld numbers inside it, each of which is a secret of its own. */
export function isNoSecret({ layout, secrets, zeros }: Search, wide: Box, taken: readonly Box[]): boolean {
  const own = secrets.filter((box) => isInside(wide, box) && taken.every((each) => areDisjoint(layout, each, box)));
  return isCovered(layout, wide, [...taken, ...zeros, ...own]);
}
