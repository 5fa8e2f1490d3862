import { roundTo } from '../rounding.ts';
import { type Domains, isNowhere, type Selection } from '../selection.ts';
import type { OpenProgram, Solver } from '../solver.ts';
import type { Cell, EarlierSecret, Target } from './plan.ts';
import { attackerSystem, type RowDraft } from './program.ts';

/** Whole numbers that are rounded to `value`, never fewer than `least`. */
export function roundedInterval(rows: number, base: number, least: number): readonly [number, number] {
  const value = roundTo(rows, base);
  return [Math.max(least, Math.ceil(value - base / 2)), Math.ceil(value + base / 2) - 1];
}

/** What one population shows: cells of the task and of earlier releases (part -1), and what must stay uncertain. */
export type Population = {
  readonly cells: readonly Cell[];
  readonly targets: readonly Target[];
  readonly earlier: readonly EarlierSecret[];
  readonly domains: Domains;
  /** Selections that no row can be in, by the codebook. */
  readonly zeros: readonly Selection[];
};

/** A secret in the system: its row, and the values that must be attainable. */
export type Secret = {
  readonly row: number;
  readonly part: number;
  readonly name: string;
  readonly low: number;
  readonly high: number;
};

/** The opened attacker's system of a population. */
export type Attack = {
  readonly program: OpenProgram;
  readonly rowOf: ReadonlyMap<number, number>;
  readonly cellAt: ReadonlyMap<number, Cell>;
  readonly secrets: readonly Secret[];
  readonly activity: (row: number, columns: readonly number[]) => number;
  readonly columns: number;
  readonly exact: boolean;
};

const single = (selection: Selection): RowDraft => ({
  terms: isNowhere(selection) ? [] : [{ selection, sign: 1 }],
});

function draftOf(target: Target, cells: ReadonlyMap<number, Cell>): RowDraft {
  return {
    terms: target.terms.flatMap(({ cell, sign }) => {
      const found = cells.get(cell);
      return found === undefined ? [] : [{ selection: found.selection, sign }];
    }),
  };
}

/** Lays out the attacker's system and opens it ; all numbers are still free. */
export function openAttack(population: Population, solver: Solver): Attack {
  const { cells, targets, earlier, domains } = population;
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const drafts = [
    ...cells.map((cell) => single(cell.selection)),
    ...targets.map((target) => draftOf(target, byId)),
    ...earlier.map((each) => single(each.selection)),
  ];
  const asked = new Set(drafts.flatMap((draft) => draft.terms.flatMap((term) => Object.keys(term.selection))));
  const zeros = population.zeros.filter((zero) => Object.keys(zero).every((variable) => asked.has(variable)));
  const { program, exact } = attackerSystem([...drafts, ...zeros.map(single)], domains);
  const opened = solver(program);
  zeros.forEach((_, index) => opened.bound(drafts.length + index, 0, 0));
  const start = cells.length;
  const secrets = [
    ...targets.map(({ part, name, low, high }, index) => ({ row: start + index, part, name, low, high })),
    ...earlier.map(({ low, high }, index) => ({
      row: start + targets.length + index,
      part: -1,
      name: 'earlier',
      low,
      high,
    })),
  ].filter(({ row }) => (program.rows[row]?.columns.length ?? 0) > 0);
  return {
    program: opened,
    rowOf: new Map(cells.map((cell, row) => [cell.id, row])),
    cellAt: new Map(cells.map((cell, row) => [row, cell])),
    secrets,
    activity: (row, columns) => {
      const given = program.rows[row];
      return (given?.columns ?? []).reduce(
        (sum, column, index) => sum + (columns[column] ?? 0) * (given?.coefficients[index] ?? 0),
        0,
      );
    },
    columns: program.columns,
    exact,
  };
}
