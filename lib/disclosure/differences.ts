import type { Policy } from './policy.ts';
import type { Cell, Target } from './secondary/plan.ts';
import { contains, type Domains, isNowhere, type Selection, selectionKey } from './selection.ts';
import { expanded, isCensoring, someLevel } from './whole-selections.ts';

/** Rows of one population that a number counts and another does not. */
export type DifferenceQuestion = {
  readonly universe: string;
  readonly unit: string;
  readonly wide: Selection;
  readonly narrow: Selection;
  /** Further numbers whose rows do not count. */
  readonly more?: readonly Selection[];
};

/** What one municipality has of a number: distinct households, and rows. */
export type OfMunicipality = { readonly households: number; readonly rows: number };

/** What each municipality has of each difference that the rows were asked for, by `differenceKey`. */
export type DifferenceFacts = ReadonlyMap<string, readonly OfMunicipality[]>;

/** Distinct households of each number by municipality, in one order of municipalities, by `numberKey`. */
export type NumberFacts = ReadonlyMap<string, readonly number[]>;

/** Names a number of a population. */
export const numberKey = (universe: string, selection: Selection): string => `${universe}|${selectionKey(selection)}`;

/** Names a question. */
export const differenceKey = ({ universe, wide, narrow, more = [] }: Omit<DifferenceQuestion, 'unit'>): string =>
  [universe, ...[wide, narrow, ...more].map(selectionKey)].join('|');

/** Most rows of one household that are reckoned with where its number is not known. */
const rowsPerHousehold = 10;

/** A shown number as pairs are looked for: its whole selection, its households by municipality where they were asked, and whether it counts who is left beyond a grid, in rows. */
type Shown = {
  readonly cell: Cell;
  readonly whole: Selection;
  readonly isBeyond: boolean;
  readonly by: readonly number[] | undefined;
};

/**
 * Fewest households that one number has and the other has not, beside those of the municipality that has most of them; infinite when
 * some municipality shows that the other number is no part of it.
 */
export function besideInsider(wide: readonly number[], narrow: readonly number[]): number {
  let [sum, largest] = [0, 0];
  for (const [at, households] of wide.entries()) {
    const more = households - (narrow[at] ?? 0);
    if (more < 0) return Number.POSITIVE_INFINITY;
    sum += more;
    largest = Math.max(largest, more);
  }
  return sum - largest;
}

/** Whether one may hold fewer than `limit` households that the other does not and that no insider has, when it is inside the other. */
function mayBeClose(wide: Shown, narrow: Shown, limit: number): boolean {
  if (wide.by !== undefined && narrow.by !== undefined) return !(besideInsider(wide.by, narrow.by) >= limit);
  if (Math.abs(wide.cell.rows - narrow.cell.rows) < limit) return false;
  return wide.isBeyond || narrow.isBeyond
    ? Math.abs(wide.cell.rows - narrow.cell.rows) / rowsPerHousehold < limit
    : Math.abs(wide.cell.households - narrow.cell.households) < limit;
}

/** Of two numbers in the order of their rows, which may count a part of the other: the first, and of as many rows either. */
const nested = (first: Shown, later: Shown): { readonly wide: Shown; readonly narrow: Shown } =>
  first.cell.rows === later.cell.rows && !contains(later.whole, first.whole)
    ? { wide: first, narrow: later }
    : { wide: later, narrow: first };

/** Two numbers of which one counts a part of the other. */
export type Pair = { readonly wide: Cell; readonly narrow: Cell };

/**
 * Numbers whose households must be known by municipality: those of nested pairs in which one municipality may have all but a few of the
 * difference, because it may have at most the rows that the largest has of the wider number. Others cannot be close for anybody.
 */
export function numbersToAsk(cells: readonly Cell[], domains: Domains, policy: Policy): readonly Selection[] {
  const limit = policy.minimumHouseholds.value;
  const shown = shownNumbers(cells, domains, () => undefined);
  const isFar = (wide: Shown, narrow: Shown) => {
    const isBounded = wide.cell.largestRows > 0 && !wide.isBeyond && !narrow.isBeyond;
    return isBounded && wide.cell.households - narrow.cell.households - wide.cell.largestRows >= limit;
  };
  const asked = new Set<Selection>();
  for (const [place, first] of shown.entries())
    for (const later of shown.slice(place + 1)) {
      const { wide, narrow } = nested(first, later);
      const isKnown = wide.cell.fixedBase !== null && narrow.cell.fixedBase !== null;
      if (isKnown || isFar(wide, narrow) || !contains(wide.whole, narrow.whole)) continue;
      asked.add(wide.cell.selection).add(narrow.cell.selection);
    }
  return [...asked];
}

/** Shown numbers in the order of their rows. */
const shownNumbers = (
  cells: readonly Cell[],
  domains: Domains,
  byOf: (selection: Selection) => readonly number[] | undefined,
): readonly Shown[] =>
  cells
    .filter((cell) => !cell.primary && !isNowhere(cell.selection) && !isCensoring(cell.selection))
    .map((cell): Shown => {
      const { selection } = cell;
      return { cell, by: byOf(selection), whole: expanded(selection, domains), isBeyond: someLevel(selection, 'x:') };
    })
    .toSorted((a, b) => a.cell.rows - b.cell.rows || a.cell.id - b.cell.id);

/**
 * Nested pairs of shown numbers that may differ by fewer households than the minimum, all of them or without those of any one
 * municipality, which knows its own rows (L1, ruling 23). A difference has at least the households by which the two numbers differ,
 * municipality by municipality, so few pairs are left to ask the rows about. Without `households` the sums over all are compared.
 */
export function closePairs(
  cells: readonly Cell[],
  domains: Domains,
  {
    policy,
    universe,
    households,
  }: { readonly policy: Policy; readonly universe: string; readonly households: NumberFacts },
): readonly Pair[] {
  const limit = policy.minimumHouseholds.value;
  const shown = shownNumbers(cells, domains, (selection) => households.get(numberKey(universe, selection)));
  return shown.flatMap((first, place) =>
    shown.slice(place + 1).flatMap((later) => {
      const { wide, narrow } = nested(first, later);
      const isKnown = wide.cell.fixedBase !== null && narrow.cell.fixedBase !== null;
      if (isKnown || !mayBeClose(wide, narrow, limit) || !contains(wide.whole, narrow.whole)) return [];
      if (selectionKey(wide.cell.selection) === selectionKey(narrow.cell.selection)) return [];
      return [{ wide: wide.cell, narrow: narrow.cell }];
    }),
  );
}

/**
 * Rows of a difference that somebody knows for whom fewer households than the minimum are left: none of an outsider, its own of a
 * municipality. Nothing for a difference in which everybody faces enough; an outsider where the rows did not answer.
 */
export function knownRows(found: readonly OfMunicipality[] | undefined, limit: number): readonly number[] {
  if (found === undefined) return [0];
  const all = found.reduce((sum, { households }) => sum + households, 0);
  const insiders = found.filter(({ households }) => !(all - households >= limit));
  return [...(all >= limit ? [] : [0]), ...insiders.map(({ rows }) => rows)];
}

/** Between which values a group must stay open beside the rows that somebody knows of it (S3, ruling 23). */
export function openInterval(known: readonly number[], policy: Policy): Pick<Target, 'low' | 'high'> {
  const tolerance = policy.intervalTolerance.value;
  const most = policy.minimumHouseholds.value - 1 - tolerance;
  return { low: Math.min(...known) + 1 + tolerance, high: Math.max(...known) + most };
}

/** The differences that are secrets because fewer households than the minimum are behind them; what was not asked, or not answered, is one. */
export function householdTargets(
  pairs: readonly Pair[],
  { universe, policy, facts }: { readonly universe: string; readonly policy: Policy; readonly facts: DifferenceFacts },
): readonly Target[] {
  const limit = policy.minimumHouseholds.value;
  return pairs.flatMap(({ wide, narrow }): readonly Target[] => {
    const key = differenceKey({ universe, wide: wide.selection, narrow: narrow.selection });
    const known = knownRows(facts.get(key), limit);
    if (known.length === 0) return [];
    return [
      {
        rule: 'difference',
        name: `${wide.name} without ${narrow.name} in households`,
        part: Math.max(wide.part, narrow.part),
        terms: [
          { cell: wide.id, sign: 1 },
          { cell: narrow.id, sign: -1 },
        ],
        ...openInterval(known, policy),
      },
    ];
  });
}
