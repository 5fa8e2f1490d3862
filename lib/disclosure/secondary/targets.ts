import type { Policy } from '../policy.ts';
import { contains, isNowhere, selectionKey } from '../selection.ts';
import { isCensoring } from '../whole-selections.ts';
import type { Cell, Target } from './plan.ts';

/** Interval that an attacker must be left with: of the small group alone, and beside the rows that the largest municipality knows (S3, ruling 23). */
export function protectionOfCell(
  cell: Pick<Cell, 'rows' | 'households' | 'largestRows'>,
  policy: Policy,
): { readonly low: number; readonly high: number } {
  const tolerance = policy.intervalTolerance.value;
  const most = policy.minimumHouseholds.value - 1;
  const insider = { low: cell.largestRows + 1 + tolerance, high: cell.largestRows + most - tolerance };
  if (cell.households <= most) return { low: 1 + tolerance, high: insider.high };
  return {
    low: Math.min(Math.floor(cell.rows * 0.9), insider.low),
    high: Math.max(Math.ceil(cell.rows * 1.1), insider.high),
  };
}

/** The secrets of a task: every cell that a rule withholds because it is small. */
export function cellTargets(cells: readonly Cell[], policy: Policy): readonly Target[] {
  return cells
    .filter((cell) => cell.secret)
    .map((cell) => ({
      rule: 'small-cell',
      name: cell.name,
      part: cell.part,
      terms: [{ cell: cell.id, sign: 1 }],
      ...protectionOfCell(cell, policy),
    }));
}

/** Pairs of shown numbers of which one counts a part of the other and fewer than the minimum more: 0 and 1 to 9 alike (L1, F8). */
export function differenceTargets(cells: readonly Cell[], policy: Policy): readonly Target[] {
  const limit = policy.minimumHouseholds.value;
  const tolerance = policy.intervalTolerance.value;
  const shown = cells
    .filter((cell) => !cell.primary && !isNowhere(cell.selection) && !isCensoring(cell.selection))
    .toSorted((a, b) => a.rows - b.rows);
  return shown.flatMap((inner, place) => {
    const found: Target[] = [];
    for (const outer of shown.slice(place + 1)) {
      if (outer.rows - inner.rows >= limit) break;
      const [wide, narrow] = contains(outer.selection, inner.selection) ? [outer, inner] : [inner, outer];
      if (!contains(wide.selection, narrow.selection) || wide.rows < narrow.rows) continue;
      if (wide.fixedBase !== null && narrow.fixedBase !== null) continue;
      if (selectionKey(wide.selection) === selectionKey(narrow.selection)) continue;
      found.push({
        rule: 'difference',
        name: `${wide.name} without ${narrow.name}`,
        part: Math.max(wide.part, narrow.part),
        terms: [
          { cell: wide.id, sign: 1 },
          { cell: narrow.id, sign: -1 },
        ],
        low: 1 + tolerance,
        high: limit - 1 - tolerance,
      });
    }
    return found;
  });
}
