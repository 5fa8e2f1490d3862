import { type Domains, type Selection } from '../selection.ts';
import type { LinearProgram, LinearRow } from '../solver.ts';
import { atomsOf, type Block, holds, type Layout, layOut, sharedCombinations } from './atoms.ts';

/** A row of the attacker's system before its columns are found: signed selections. */
export type RowDraft = { readonly terms: readonly { readonly selection: Selection; readonly sign: 1 | -1 }[] };

/** The attacker's system over atoms that no row tells apart; the first rows are the drafts in their order. */
export type AttackerSystem = { readonly program: LinearProgram; readonly exact: boolean };

/** A term of a row, in the block that has its variables. */
type Carried = { readonly row: number; readonly selection: Selection; readonly sign: 1 | -1 };

/** A column of a row, and its coefficient. */
type Entry = readonly [column: number, coefficient: number];

/** Combinations of levels of a block that no row tells apart, with the coefficient of each row. */
export type Column = {
  readonly block: Block;
  readonly atoms: readonly number[];
  readonly rows: ReadonlyMap<number, number>;
};

/** Columns of a block; combinations of levels that no row tells apart are one column. */
function columnsOf(block: Block, carried: readonly Carried[]): readonly Column[] {
  const atoms: (Map<number, number> | undefined)[] = [];
  for (const { row, selection, sign } of carried)
    for (const index of atomsOf(block, selection)) {
      const atom = (atoms[index] ??= new Map());
      atom.set(row, (atom.get(row) ?? 0) + sign);
    }
  const columns = new Map<string, Column & { readonly atoms: number[] }>();
  for (const [index, rows] of atoms.entries()) {
    if (rows === undefined) continue;
    for (const [row, value] of rows) if (value === 0) rows.delete(row);
    const key = [...rows].join();
    const present = columns.get(key);
    if (present !== undefined) present.atoms.push(index);
    else if (rows.size > 0) columns.set(key, { block, atoms: [index], rows });
  }
  return [...columns.values()];
}

/** Which terms of rows a block carries: those of the drafts that fit, and its side of the links with the blocks after it. */
function termsOf(layout: Layout, drafts: readonly RowDraft[]) {
  const carried = layout.blocks.map((): Carried[] => []);
  const carry = (place: number, term: Carried) => carried[place]?.push(term);
  drafts.forEach(({ terms }, row) => {
    for (const { selection, sign } of terms)
      carry(
        layout.blocks.findIndex((block) => holds(block, selection)),
        { row, selection, sign },
      );
  });
  let next = drafts.length;
  layout.blocks.forEach((a, i) => {
    layout.blocks.slice(i + 1).forEach((b, offset) => {
      const shared = a.variables.some((variable) => b.variables.includes(variable));
      if (!shared && i > 0) return;
      for (const selection of sharedCombinations(a, b)) {
        carry(i, { row: next, selection, sign: 1 });
        carry(i + 1 + offset, { row: next, selection, sign: -1 });
        next += 1;
      }
    });
  });
  return { carried, total: next };
}

/** Columns of all blocks of the drafts, and the number of rows: those of the drafts and, after them, the links between blocks. */
export function columnsOfDrafts(
  drafts: readonly RowDraft[],
  domains: Domains,
): { readonly columns: readonly Column[]; readonly total: number; readonly exact: boolean } {
  const layout = layOut(
    drafts.flatMap((draft) => draft.terms.map((term) => term.selection)),
    domains,
  );
  const { carried, total } = termsOf(layout, drafts);
  const columns = layout.blocks.flatMap((block, place) => columnsOf(block, carried[place] ?? []));
  return { columns, total, exact: layout.exact };
}

/** Builds the attacker's system: drafts have free bounds, links between blocks are equations. */
export function attackerSystem(drafts: readonly RowDraft[], domains: Domains): AttackerSystem {
  const { columns, total, exact } = columnsOfDrafts(drafts, domains);
  const entries = Array.from({ length: total }, (): Entry[] => []);
  for (const [place, column] of columns.entries())
    for (const [row, value] of column.rows) entries[row]?.push([place, value]);
  const free = (row: number) => row < drafts.length;
  const rows = entries.map(
    (entry, row): LinearRow => ({
      columns: entry.map(([column]) => column),
      coefficients: entry.map(([, coefficient]) => coefficient),
      lower: free(row) ? Number.NEGATIVE_INFINITY : 0,
      upper: free(row) ? Number.POSITIVE_INFINITY : 0,
    }),
  );
  return { program: { columns: columns.length, rows }, exact };
}
