import { atomsOf, type Block, holds } from '../secondary/atoms.ts';
import type { Cell } from '../secondary/plan.ts';
import { type Column, columnsOfDrafts } from '../secondary/program.ts';
import { contains, type Domains, type Selection } from '../selection.ts';
import { type Equation, follows, prime, reduced } from './elimination.ts';

/** Rows that follow from shown numbers as sums and differences of them, were these not rounded; each combination of levels is a selection. */
export type Implied = { readonly selections: readonly Selection[]; readonly rows: number; readonly part: number };

/**
 * What is known beside the numbers: levels, withheld numbers that are secrets, what cannot exist; below how many rows a group is small; and
 * how many coefficients the elimination may touch, a count so that the outcome does not depend on the machine (ruling 27).
 */
export type ImpliedSettings = {
  readonly domains: Domains;
  readonly secrets: readonly Selection[];
  readonly zeros: readonly Selection[];
  readonly limit: number;
  readonly mostSteps: number;
};

/** Columns that follow together, and the rows that they have. */
type Group = { readonly columns: readonly number[]; readonly rows: number };

/** The sums of the shown numbers, what cannot exist, and the links between blocks: each as an equation over columns. */
function equationsOf(
  columns: readonly Column[],
  values: ReadonlyMap<number, number>,
  rowCount: { readonly drafts: number; readonly total: number },
): readonly Equation[] {
  const rows = Array.from({ length: rowCount.total }, () => new Map<number, number>());
  for (const [place, column] of columns.entries())
    for (const [row, coefficient] of column.rows) rows[row]?.set(place, coefficient);
  return rows.flatMap((coefficients, row) => {
    const value = row < rowCount.drafts ? values.get(row) : 0;
    return value === undefined ? [] : [{ coefficients, value }];
  });
}

/** What of a leading column is not itself, as a text, the columns being in one order in all equations; with the signs turned around it is what another one must have for both to follow. */
const freePart = (lead: number, { coefficients }: Equation, sign: 1 | -1): string =>
  [...coefficients]
    .filter(([unknown]) => unknown !== lead)
    .map(([unknown, coefficient]) => [unknown, (sign * coefficient + prime) % prime] as const)
    .join();

/** Single columns, pairs, and sums of columns that follow from the equations. */
function groupsOf(solved: ReadonlyMap<number, Equation>): readonly Group[] {
  const byPart = Map.groupBy(solved, ([lead, equation]) => freePart(lead, equation, 1));
  return [...solved].flatMap(([lead, equation]): readonly Group[] => {
    const { coefficients, value } = equation;
    const isSum = [...coefficients.values()].every((each) => each === 1);
    const own = isSum ? [{ columns: [...coefficients.keys()].toSorted((a, b) => a - b), rows: value }] : [];
    if (coefficients.size === 1) return own;
    const others = byPart.get(freePart(lead, equation, -1)) ?? [];
    const pairs = others
      .filter(([other]) => other > lead)
      .map(([other, each]) => ({ columns: [lead, other], rows: (value + each.value) % prime }));
    return [...own, ...pairs];
  });
}

const selectionOf = ({ variables, levels }: Block, atom: number): Selection => {
  let rest = atom;
  const entries = variables.map((variable, place) => [variable, levels[place] ?? []] as const).toReversed();
  return Object.fromEntries(
    entries.map(([variable, own]) => {
      const at = rest % own.length;
      rest = Math.floor(rest / own.length);
      return [variable, own.slice(at, at + 1)] as const;
    }),
  );
};

/** The combinations of a group that some row can have; none where withheld numbers inside it cover them all, each a secret of its own. */
function combinationsOf(columns: readonly Column[], { secrets, zeros }: ImpliedSettings): readonly Selection[] {
  const [block] = columns.map((column) => column.block);
  if (block === undefined || columns.some((column) => column.block !== block)) return [];
  const atoms = columns.flatMap((column) => column.atoms);
  const all = new Set(atoms);
  const inside = secrets.filter((secret) => holds(block, secret)).map((secret) => atomsOf(block, secret));
  const covered = new Set(inside.filter((own) => own.every((atom) => all.has(atom))).flat());
  const possible = atoms
    .map((atom) => [atom, selectionOf(block, atom)] as const)
    .filter(([, selection]) => !zeros.some((zero) => contains(zero, selection)));
  return possible.every(([atom]) => covered.has(atom)) ? [] : possible.map(([, selection]) => selection);
}

/** Small groups that follow from shown numbers, and not from those alone that everybody knows already; undefined when that takes too long to say. */
export function impliedBy(numbers: readonly Cell[], settings: ImpliedSettings): readonly Implied[] | undefined {
  const { domains, zeros, limit, mostSteps } = settings;
  const drafts = [...numbers.map(({ selection }) => selection), ...zeros].map((selection) => ({
    terms: [{ selection, sign: 1 as const }],
  }));
  const { columns, total } = columnsOfDrafts(drafts, domains);
  const solve = (isTaken: (cell: Cell | undefined) => boolean) => {
    const values = drafts.flatMap((_, row) => (isTaken(numbers[row]) ? [[row, numbers[row]?.rows ?? 0] as const] : []));
    return reduced(equationsOf(columns, new Map(values), { drafts: drafts.length, total }), mostSteps);
  };
  const isKnown = (cell: Cell | undefined) => cell === undefined || cell.fixedBase !== null;
  const [solved, before] = [solve(() => true), numbers.some(isKnown) ? solve(isKnown) : new Map<number, Equation>()];
  if (solved === undefined || before === undefined) return undefined;
  return groupsOf(solved).flatMap((group): readonly Implied[] => {
    const own = group.columns.flatMap((place) => columns[place] ?? []);
    if (!(group.rows < limit) || follows(before, group.columns)) return [];
    const selections = combinationsOf(own, settings);
    if (selections.length === 0) return [];
    const parts = own.flatMap((column) => [...column.rows.keys()].map((row) => numbers[row]?.part ?? -1));
    return [{ selections, rows: group.rows, part: Math.max(-1, ...parts) }];
  });
}
