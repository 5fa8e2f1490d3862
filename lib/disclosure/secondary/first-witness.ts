import type { Attack, Population } from './attack.ts';
import { bind } from './attack.ts';
import type { Budget } from './certify.ts';
import { isWhole, type Witnesses, witnessesFrom } from './witnesses.ts';

/** The table whose cells are all asked one by one: nothing has to be solved. */
function askedTable({ system, cellAt }: Attack): readonly number[] | undefined {
  const columns = new Map<number, number>();
  for (const [row, cell] of cellAt) {
    const [column, ...others] = system.rows[row]?.columns ?? [];
    if (column !== undefined && others.length === 0) columns.set(column, cell.rows);
  }
  return columns.size === system.columns
    ? Array.from({ length: system.columns }, (_, at) => columns.get(at) ?? 0)
    : undefined;
}

/** Some table within the bounds: a corner of the relaxation that is whole, or one searched for in whole numbers. */
function someTable(attack: Attack, kind: 'corner' | 'searched', budget: Budget): readonly number[] | undefined {
  const secrets = attack.secrets.map(({ row }) => row);
  const ways = [
    { rows: [], side: 'smallest' },
    { rows: secrets, side: 'largest' },
    { rows: secrets, side: 'smallest' },
  ] as const;
  for (const { rows, side } of kind === 'corner' ? ways : ways.slice(0, 1)) {
    if (budget.left < 2) return undefined;
    budget.left -= 1;
    const found = attack.program.extremeSum(rows, side, kind === 'searched');
    if (found.status === 'unsolved') return undefined;
    if (isWhole(found.columns)) return found.columns;
  }
  return undefined;
}

/**
 * A first table that an attacker cannot exclude. One with the true numbers in all cells holds under every rounding and for every
 * insider, so that is tried first; else any table within the present bounds.
 */
export function firstWitness(attack: Attack, population: Population, budget: Budget): Witnesses | undefined {
  const asked = askedTable(attack);
  const start = asked === undefined ? undefined : witnessesFrom(attack, asked);
  if (start !== undefined) return start;
  const shown = population.cells.flatMap(({ id, rows }) => {
    const row = attack.rowOf.get(id);
    return row === undefined
      ? []
      : [{ row, rows, lower: attack.bounds.lower[row] ?? 0, upper: attack.bounds.upper[row] ?? 0 }];
  });
  const withTrueNumbers = (kind: 'corner' | 'searched') => {
    for (const { row, rows } of shown) bind(attack, row, rows, rows);
    const found = someTable(attack, kind, budget);
    for (const { row, lower, upper } of shown) bind(attack, row, lower, upper);
    return found;
  };
  const table =
    withTrueNumbers('corner') ??
    someTable(attack, 'corner', budget) ??
    withTrueNumbers('searched') ??
    someTable(attack, 'searched', budget);
  return table === undefined ? undefined : witnessesFrom(attack, table);
}
