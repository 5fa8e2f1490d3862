import type { PublishedCount } from './public-totals.ts';
import type { Cell, EarlierSecret } from './secondary/plan.ts';
import { canonicalSelection, type Domains, isNowhere, type Selection, selectionKey } from './selection.ts';

/** A number as the ledger keeps it: the canonical question, counts, and what became of it; never who is in it. */
export type KnownNumber = {
  readonly selection: Selection;
  readonly rows: number;
  readonly households: number;
  readonly least: number;
  /** Base with which it was shown; null when it was withheld. */
  readonly base: number | null;
  /** Interval that must stay open; null when the number is no secret. */
  readonly secret: { readonly low: number; readonly high: number } | null;
  /** Rows by which the data may differ from `rows`, which are those of an earlier snapshot (L5). */
  readonly drift?: number | undefined;
};

/** What was said of the same unit over other snapshots, some of the same municipalities. */
export type EarlierSnapshot = { readonly universe: string; readonly numbers: readonly KnownNumber[] };

/** Everything that was decided before over one population (unit, participants, snapshots), whoever asked. */
export type KnownPopulation = {
  readonly numbers: readonly KnownNumber[];
  readonly domains: Domains;
  /** An earlier release of the unit had participants that differ by one or two municipalities (ruling 19). */
  readonly nearMiss: boolean;
  /** Counts of the population that stand in public, with the levels of their variables in `domains` (U8). */
  readonly published?: readonly PublishedCount[];
  /** Numbers that the study may still add, by its approval; no limit of its own without it (L4). */
  readonly mayAdd?: number | undefined;
  /** Other snapshots of the unit, the oldest first (L5). */
  readonly snapshots?: readonly EarlierSnapshot[];
};

/** Earlier releases by population. */
export type EarlierReleases = (universe: string) => KnownPopulation;

/** Nothing was released before. */
export const nothingEarlier: EarlierReleases = () => ({ numbers: [], domains: new Map(), nearMiss: false });

/** What of a known number is that of an earlier snapshot. */
const keptOf = ({ rows, drift }: KnownNumber): Pick<Cell, 'kept'> =>
  drift === undefined ? {} : { kept: { rows, drift } };

/** A number that was shown before and is not asked again: known to everybody. */
function fixedCell(
  key: string,
  number: KnownNumber,
  { id, group, domains }: { readonly id: number; readonly group: number; readonly domains: Domains },
): Cell {
  const { rows, households, least, base } = number;
  const selection = canonicalSelection(number.selection, domains);
  const known = { rows, households, least, fixedBase: base, largestRows: 0, primary: false, secret: false };
  return { id, group, part: -1, name: `earlier ${key}`, selection, line: '', ...known, ...keptOf(number) };
}

/** The present numbers of a population in the light of the earlier ones: the same question gets the same answer. */
export function withEarlier(
  cells: readonly Cell[],
  known: KnownPopulation,
  domains: Domains,
): { readonly cells: readonly Cell[]; readonly secrets: readonly EarlierSecret[] } {
  const byKey = new Map(
    known.numbers
      .filter((each) => !isNowhere(each.selection))
      .map((each) => [selectionKey(canonicalSelection(each.selection, domains)), each] as const),
  );
  const canonical = cells.map((cell) => ({ ...cell, selection: canonicalSelection(cell.selection, domains) }));
  const decided = canonical.map((cell) => {
    const before = byKey.get(selectionKey(cell.selection));
    if (before === undefined) return cell;
    if (before.base === null) return { ...cell, primary: true };
    const rows = before.drift === undefined ? before.rows : cell.rows;
    return { ...cell, rows, fixedBase: before.base, ...keptOf(before) };
  });
  const asked = new Set(canonical.map((cell) => selectionKey(cell.selection)));
  const first = Math.max(-1, ...cells.map((cell) => cell.id)) + 1;
  const others = [...byKey].filter(([key, each]) => each.base !== null && !asked.has(key));
  const fixed = others.map(([key, each], index) => fixedCell(key, each, { id: first + index, group: index, domains }));
  const secrets = known.numbers.flatMap((each) =>
    each.secret === null ? [] : [{ selection: canonicalSelection(each.selection, domains), ...each.secret }],
  );
  return { cells: [...decided, ...fixed], secrets };
}
