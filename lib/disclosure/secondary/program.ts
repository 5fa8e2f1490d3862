import { type Domains, type Selection } from '../selection.ts';
import type { LinearProgram, LinearRow } from '../solver.ts';
import { atomsOf, type Block, holds, type Layout, layOut, sharedCombinations } from './atoms.ts';

/** A row of the attacker's system before its columns are found: signed selections. */
export type RowDraft = { readonly terms: readonly { readonly selection: Selection; readonly sign: 1 | -1 }[] };

/** The attacker's system over atoms that no row tells apart; the first rows are the drafts in their order. */
export type AttackerSystem = { readonly program: LinearProgram; readonly exact: boolean };

const empty = (): number[] => [];

type Carried = readonly { readonly row: number; readonly draft: RowDraft }[];

/** Columns of a block with their coefficients by row; combinations of levels that no row tells apart are one column. */
function columnsOf(block: Block, carried: Carried): readonly ReadonlyMap<number, number>[] {
  const total = block.levels.reduce((product, levels) => product * levels.length, 1);
  const atoms = Array.from({ length: total }, (): Map<number, number> | undefined => undefined);
  for (const { row, draft } of carried)
    for (const { selection, sign } of draft.terms)
      for (const index of atomsOf(block, selection)) {
        const atom = (atoms[index] ??= new Map());
        atom.set(row, (atom.get(row) ?? 0) + sign);
      }
  const columns = new Map<string, ReadonlyMap<number, number>>();
  for (const atom of atoms) {
    if (atom === undefined) continue;
    for (const [row, value] of atom) if (value === 0) atom.delete(row);
    const key = [...atom].map(([row, value]) => `${row}:${value}`).join(' ');
    if (atom.size > 0 && !columns.has(key)) columns.set(key, atom);
  }
  return [...columns.values()];
}

/** Which rows a block carries: whole drafts that fit, and its side of the links with the blocks after it. */
function rowsOf(layout: Layout, drafts: readonly RowDraft[]) {
  const home = drafts.map((draft) =>
    draft.terms.map(({ selection }) => layout.blocks.findIndex((block) => holds(block, selection))),
  );
  const carried = layout.blocks.map((_, place) =>
    drafts.flatMap((draft, row) => {
      const terms = draft.terms.filter((_term, index) => home[row]?.[index] === place);
      return terms.length === 0 ? [] : [{ row, draft: { terms } }];
    }),
  );
  let next = drafts.length;
  layout.blocks.forEach((a, i) => {
    layout.blocks.slice(i + 1).forEach((b, offset) => {
      const shared = a.variables.some((variable) => b.variables.includes(variable));
      if (!shared && i > 0) return;
      for (const selection of sharedCombinations(a, b)) {
        carried[i]?.push({ row: next, draft: { terms: [{ selection, sign: 1 }] } });
        carried[i + 1 + offset]?.push({ row: next, draft: { terms: [{ selection, sign: -1 }] } });
        next += 1;
      }
    });
  });
  return { carried, total: next };
}

/** Builds the attacker's system: drafts have free bounds, links between blocks are equations. */
export function attackerSystem(drafts: readonly RowDraft[], domains: Domains): AttackerSystem {
  const layout = layOut(
    drafts.flatMap((draft) => draft.terms.map((term) => term.selection)),
    domains,
  );
  const { carried, total } = rowsOf(layout, drafts);
  const entries = Array.from({ length: total }, () => ({ columns: empty(), coefficients: empty() }));
  let columns = 0;
  layout.blocks.forEach((block, place) => {
    for (const column of columnsOf(block, carried[place] ?? [])) {
      for (const [row, value] of column) {
        entries[row]?.columns.push(columns);
        entries[row]?.coefficients.push(value);
      }
      columns += 1;
    }
  });
  const free = (row: number) => row < drafts.length;
  const rows = entries.map(
    (entry, row): LinearRow => ({
      ...entry,
      lower: free(row) ? Number.NEGATIVE_INFINITY : 0,
      upper: free(row) ? Number.POSITIVE_INFINITY : 0,
    }),
  );
  return { program: { columns, rows }, exact: layout.exact };
}
