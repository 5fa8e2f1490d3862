import * as z from 'zod';
import type { Cell } from './secondary/plan.ts';
import { canonicalSelection, type Domains, type Selection, selectionKey } from './selection.ts';

/**
 * A count that stands in public already (rule U8), such as a table of Divosa, CBS or DDAS or a municipality's own report: who published it
 * and when, the unit, the municipalities whose rows it counts together, which rows, and the number.
 */
export const PublicTotal = z.strictObject({
  source: z.string().min(3).max(200),
  date: z.iso.date(),
  unit: z.string().regex(/^[a-z0-9-]{1,40}$/),
  municipalities: z
    .array(z.string().regex(/^\d{4}$/))
    .min(1)
    .max(400),
  selection: z.record(z.string().regex(/^[a-z0-9-]{1,64}$/), z.array(z.string().max(64)).min(1).max(64)).default({}),
  value: z.int().min(0),
});
export type PublicTotal = z.infer<typeof PublicTotal>;

/** What everybody knows of a population beside all releases: a selection and its rows. */
export type PublishedCount = { readonly selection: Selection; readonly rows: number };

const keyOf = ({ selection }: PublicTotal): string => selectionKey(canonicalSelection(selection, new Map()));

/** Totals that count each of the municipalities once and no other, the widest first; undefined when none add up so. */
function exactCover(
  totals: readonly PublicTotal[],
  municipalities: readonly string[],
): readonly PublicTotal[] | undefined {
  const [next] = municipalities;
  if (next === undefined) return [];
  const left = new Set(municipalities);
  const fitting = totals.filter((total) => total.municipalities.every((code) => left.has(code)));
  for (const total of fitting.filter((each) => each.municipalities.includes(next))) {
    const taken = new Set(total.municipalities);
    const rest = exactCover(
      fitting,
      municipalities.filter((code) => !taken.has(code)),
    );
    if (rest !== undefined) return [total, ...rest];
  }
  return undefined;
}

/** Sums the totals of one selection when they count every municipality of the population once and no other; undefined otherwise. */
function sumOver(totals: readonly PublicTotal[], municipalities: readonly string[]): PublishedCount | undefined {
  const widest = totals.toSorted((a, b) => b.municipalities.length - a.municipalities.length);
  const [first, ...others] = exactCover(widest, municipalities) ?? [];
  if (first === undefined) return undefined;
  return { selection: first.selection, rows: others.reduce((sum, total) => sum + total.value, first.value) };
}

/** The published counts of a population: of a unit's rows at exactly these municipalities, as one total or as totals that add up to it. */
export function publishedCounts(
  totals: readonly PublicTotal[],
  { unit, municipalities }: { readonly unit: string; readonly municipalities: readonly string[] },
): readonly PublishedCount[] {
  const bySelection = Map.groupBy(
    totals.filter((total) => total.unit === unit),
    keyOf,
  );
  return [...bySelection.values()].flatMap((members) => sumOver(members, municipalities) ?? []);
}

/** Names a published count of a population. */
export const publishedKey = (universe: string, selection: Selection): string =>
  `${universe}|${selectionKey(selection)}`;

/**
 * The numbers of a population beside its published counts, which everybody knows exactly; `unpublished` are those that may be secret. `counted` gives the rows of the data where they were asked: a table that is
 * published with another definition or of another day would contradict the data, and whoever knows it knows about as much.
 */
export function withPublished(
  present: readonly Cell[],
  published: readonly PublishedCount[],
  { domains, counted }: { readonly domains: Domains; readonly counted: (selection: Selection) => number | undefined },
): { readonly cells: readonly Cell[]; readonly unpublished: readonly Cell[] } {
  const after = (pick: (cell: Cell) => number) => present.reduce((most, cell) => Math.max(most, pick(cell)), -1) + 1;
  const [id, group] = [after((cell) => cell.id), after((cell) => cell.group)];
  const known = published.map((each, index): Cell => {
    const selection = canonicalSelection(each.selection, domains);
    const rows = counted(selection) ?? each.rows;
    const fixed = { part: -1, line: '', largestRows: 0, primary: false, secret: false, least: 0, fixedBase: 1 };
    const name = `published ${selectionKey(selection)}`;
    return { id: id + index, group: group + index, name, selection, rows, households: rows, ...fixed };
  });
  const isPublic = new Set(known.map((cell) => selectionKey(cell.selection)));
  return {
    cells: [...present, ...known],
    unpublished: present.filter((cell) => !isPublic.has(selectionKey(cell.selection))),
  };
}
