import { isStructuralZero } from '../disclosure/codebook-facts.ts';
import { atomicLevels, contains, type Domains, type Selection } from '../disclosure/selection.ts';
import { type LinearRow, mostRows, type Solver } from '../disclosure/solver.ts';
import type { Statement } from './statements.ts';

/** What can be found out about one withheld number. */
export type FoundInterval = { readonly name: string; readonly lowest: number; readonly highest: number };

/** Most combinations of levels that the audit lays out; larger populations are audited per table. */
const mostCombinations = 200_000;

/** The statement counts the rows of an atom. */
const counts = ({ selection, without = [] }: Statement, atom: Selection): boolean =>
  contains(selection, atom) && !without.some((each) => contains(each, atom));

/** Every selection that a statement is about. */
const selectionsOf = ({ selection, without = [] }: Statement): readonly Selection[] => [selection, ...without];

type Column = { readonly members: readonly number[] };

/** All combinations of the levels that any statement asks about, one after the other. */
function* combinations(variables: readonly (readonly [string, readonly string[]])[]): Generator<Selection> {
  const total = variables.reduce((product, [, levels]) => product * levels.length, 1);
  for (let number = 0; number < total; number += 1) {
    let rest = number;
    const atom: Record<string, readonly string[]> = {};
    for (const [name, levels] of variables) {
      atom[name] = [levels[rest % levels.length] ?? ''];
      rest = Math.floor(rest / levels.length);
    }
    yield atom;
  }
}

/** Combinations that the same statements count are one unknown. Undefined when there are too many. */
function columnsOf(statements: readonly Statement[], domains: Domains, unit: string): readonly Column[] | undefined {
  const names = [
    ...new Set(statements.flatMap((each) => selectionsOf(each).flatMap((selection) => Object.keys(selection)))),
  ].toSorted();
  const variables = names.map((name) => {
    const asked = statements.flatMap((each) => selectionsOf(each).flatMap((selection) => selection[name] ?? []));
    return [name, atomicLevels(name, domains, asked)] as const;
  });
  const total = variables.reduce((product, [, levels]) => product * Math.max(1, levels.length), 1);
  if (total > mostCombinations) return undefined;
  const columns = new Map<string, Column>();
  for (const atom of combinations(variables)) {
    if (isStructuralZero(unit, atom)) continue;
    const members = statements.flatMap((each, index) => (counts(each, atom) ? [index] : []));
    columns.set(members.join(' '), { members });
  }
  return [...columns.values()].filter((column) => column.members.length > 0);
}

function rowsOf(statements: readonly Statement[], columns: readonly Column[]): readonly LinearRow[] {
  const members = statements.map((): number[] => []);
  columns.forEach((column, index) => {
    for (const statement of column.members) members[statement]?.push(index);
  });
  return statements.map(({ lower, upper }, index) => {
    const own = members[index] ?? [];
    return { columns: own, coefficients: own.map(() => 1), lower, upper };
  });
}

/** Statements in groups that share a variable with one another; totals belong to every group. */
function connected(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const totals = statements.filter((each) => Object.keys(each.selection).length === 0);
  const tables = new Map<string, Statement[]>();
  for (const each of statements) {
    const named = new Set(selectionsOf(each).flatMap((selection) => Object.keys(selection)));
    const key = [...named].toSorted().join(' ');
    if (key !== '') tables.set(key, [...(tables.get(key) ?? []), each]);
  }
  return [...tables.values()].map((table) => [...table, ...totals]);
}

function solveGroup(
  statements: readonly Statement[],
  columns: readonly Column[],
  solver: Solver,
): readonly FoundInterval[] {
  const program = solver({ columns: columns.length, rows: rowsOf(statements, columns) });
  const asked = new Set(statements.flatMap((each, row) => (each.withheld && each.without === undefined ? [row] : [])));
  const isSolved = (each: Statement, row: number) => {
    const own = columns.filter((column) => column.members.includes(row));
    const isAsked = each.without === undefined || each.without.length === 1;
    return own.length > 0 && (isAsked || !own.every(({ members }) => members.some((member) => asked.has(member))));
  };
  try {
    return statements.flatMap((each, row) => {
      if (!each.withheld || !isSolved(each, row)) return [];
      const [least, most] = [program.extreme(row, 'smallest', false), program.extreme(row, 'largest', false)];
      const lowest = least.status === 'solved' ? Math.max(0, Math.ceil(least.value - 1e-6)) : 0;
      const highest = most.status === 'solved' ? Math.floor(most.value + 1e-6) : mostRows;
      return [{ name: each.name, lowest, highest }];
    });
  } finally {
    program.close();
  }
}

/** Smallest and largest value of every withheld number of one population, all statements together where that is small enough. */
export function solvePopulation(
  statements: readonly Statement[],
  domains: Domains,
  { unit, solver }: { readonly unit: string; readonly solver: Solver },
): { readonly intervals: readonly FoundInterval[]; readonly joint: boolean } {
  const columns = columnsOf(statements, domains, unit);
  if (columns !== undefined) return { intervals: solveGroup(statements, columns, solver), joint: true };
  const intervals = connected(statements).flatMap((group) => {
    const own = columnsOf(group, domains, unit);
    return own === undefined ? [] : solveGroup(group, own, solver);
  });
  return { intervals, joint: false };
}

/** The intervals of `solvePopulation` alone. */
export const findIntervals = (...given: Parameters<typeof solvePopulation>): readonly FoundInterval[] =>
  solvePopulation(...given).intervals;
