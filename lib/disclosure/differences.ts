import type { Policy } from './policy.ts';
import type { Cell, Target } from './secondary/plan.ts';
import { contains, type Domains, isNowhere, type Selection, selectionKey } from './selection.ts';

/** Rows of one population that a number counts and another does not. */
export type DifferenceQuestion = {
  readonly universe: string;
  readonly unit: string;
  readonly wide: Selection;
  readonly narrow: Selection;
};

/** Distinct households behind each question that was asked of the rows, by `differenceKey`. */
export type DifferenceFacts = ReadonlyMap<string, number>;

/** Names a question. */
export const differenceKey = ({ universe, wide, narrow }: Omit<DifferenceQuestion, 'unit'>): string =>
  `${universe}|${selectionKey(wide)}|${selectionKey(narrow)}`;

/** Most rows of one household that are reckoned with where its number is not known. */
const rowsPerHousehold = 10;

const someLevel = (selection: Selection, kind: string) =>
  Object.values(selection).some((levels) => levels.some((level) => level.startsWith(kind)));

/** Complete cases of a model as what they are: every covariate known, so that models with more covariates are nested in others (G10). */
function expanded(selection: Selection, domains: Domains): Selection {
  const whole: Record<string, readonly string[]> = {};
  for (const [variable, levels] of Object.entries(selection)) {
    const [, names] = /^complete\((.*)\)$/.exec(variable) ?? [];
    const covariates = names?.split(',') ?? [];
    const isKnown = levels.join() === 'yes' && covariates.every((name) => domains.has(name));
    if (names === undefined || !isKnown) {
      whole[variable] = levels;
      continue;
    }
    for (const name of covariates) {
      const allowed = selection[name] ?? domains.get(name) ?? [];
      whole[name] = allowed.filter((level) => level !== 'unknown');
    }
  }
  return whole;
}

/** A shown number as pairs are looked for: its whole selection, and whether it counts who is left beyond a grid, in rows. */
type Shown = { readonly cell: Cell; readonly whole: Selection; readonly isBeyond: boolean };

/** Whether one may hold fewer than `limit` households that the other does not, when one is inside the other. */
const mayBeClose = (a: Shown, b: Shown, limit: number): boolean =>
  a.isBeyond || b.isBeyond
    ? Math.abs(a.cell.rows - b.cell.rows) / rowsPerHousehold < limit
    : Math.abs(a.cell.households - b.cell.households) < limit;

/** Two numbers of which one counts a part of the other. */
export type Pair = { readonly wide: Cell; readonly narrow: Cell };

/**
 * Nested pairs of shown numbers that may differ by fewer households than the minimum although they differ by as many rows: as the
 * households of the difference are at least the difference of the households, few pairs are left to ask the rows about (L1).
 */
export function closePairs(cells: readonly Cell[], domains: Domains, policy: Policy): readonly Pair[] {
  const limit = policy.minimumHouseholds.value;
  const shown = cells
    .filter((cell) => !cell.primary && !isNowhere(cell.selection) && !someLevel(cell.selection, 'c:'))
    .map((cell): Shown => {
      const { selection } = cell;
      return { cell, whole: expanded(selection, domains), isBeyond: someLevel(selection, 'x:') };
    })
    .toSorted((a, b) => a.cell.households - b.cell.households || a.cell.id - b.cell.id);
  return shown.flatMap((own, place) => {
    if (own.cell.fixedBase !== null) return [];
    const reach = own.isBeyond ? limit * rowsPerHousehold : limit;
    const isOnce = (other: Shown, at: number) => other.cell.fixedBase !== null || at > place;
    return [...within(shown, place, reach)].flatMap((at): readonly Pair[] => {
      const other = shown[at];
      return other !== undefined && isOnce(other, at) ? nestedPair(own, other, limit) : [];
    });
  });
}

/** Places beside one in a list sorted by households, as long as the difference stays below a reach. */
function* within(shown: readonly Shown[], place: number, reach: number): Generator<number> {
  const households = (at: number) => shown[at]?.cell.households ?? Number.NaN;
  for (let at = place - 1; households(place) - households(at) < reach; at -= 1) yield at;
  for (let at = place + 1; households(at) - households(place) < reach; at += 1) yield at;
}

/** The pair of two numbers when it must be asked. */
function nestedPair(a: Shown, b: Shown, limit: number): readonly Pair[] {
  if (!mayBeClose(a, b, limit) || Math.abs(a.cell.rows - b.cell.rows) < limit) return [];
  const [wide, narrow] = a.cell.rows > b.cell.rows ? [a, b] : [b, a];
  if (!contains(wide.whole, narrow.whole)) return [];
  if (selectionKey(wide.cell.selection) === selectionKey(narrow.cell.selection)) return [];
  return [{ wide: wide.cell, narrow: narrow.cell }];
}

/** The differences that are secrets because fewer households than the minimum are behind them; what was not asked, or not answered, is one. */
export function householdTargets(
  pairs: readonly Pair[],
  { universe, policy, facts }: { readonly universe: string; readonly policy: Policy; readonly facts: DifferenceFacts },
): readonly Target[] {
  const limit = policy.minimumHouseholds.value;
  const tolerance = policy.intervalTolerance.value;
  return pairs
    .filter(({ wide, narrow }) => {
      const households = facts.get(differenceKey({ universe, wide: wide.selection, narrow: narrow.selection }));
      return households === undefined || !(households >= limit);
    })
    .map(({ wide, narrow }) => ({
      rule: 'difference',
      name: `${wide.name} without ${narrow.name} in households`,
      part: Math.max(wide.part, narrow.part),
      terms: [
        { cell: wide.id, sign: 1 },
        { cell: narrow.id, sign: -1 },
      ],
      low: 1 + tolerance,
      high: limit - 1 - tolerance,
    }));
}
