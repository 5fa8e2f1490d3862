import { roundTo } from '../rounding.ts';
import { type Domains, isNowhere, type Selection } from '../selection.ts';
import type { LinearProgram, OpenProgram, Solver } from '../solver.ts';
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

/** Lower and upper bound of every row of a system, as they stand now. */
export type Bounds = { readonly lower: Float64Array; readonly upper: Float64Array };

/** The opened attacker's system of a population. */
export type Attack = {
  readonly system: LinearProgram;
  readonly program: OpenProgram;
  readonly bounds: Bounds;
  /** Rows of each column with its coefficient in them. */
  readonly incidence: readonly (readonly (readonly [row: number, coefficient: number])[])[];
  readonly rowOf: ReadonlyMap<number, number>;
  readonly cellAt: ReadonlyMap<number, Cell>;
  readonly secrets: readonly Secret[];
  /** Secrets with their places in `secrets`, by row. */
  readonly secretsAt: ReadonlyMap<number, readonly (readonly [index: number, secret: Secret])[]>;
  readonly exact: boolean;
};

const single = (selection: Selection): RowDraft => ({
  terms: isNowhere(selection) ? [] : [{ selection, sign: 1 }],
});

function draftOf(target: Target, cells: ReadonlyMap<number, Cell>): RowDraft {
  if (target.selections !== undefined)
    return { terms: target.selections.map((selection) => ({ selection, sign: 1 as const })) };
  return {
    terms: target.terms.flatMap(({ cell, sign }) => {
      const found = cells.get(cell);
      return found === undefined ? [] : [{ selection: found.selection, sign }];
    }),
  };
}

function incidenceOf(system: LinearProgram): Attack['incidence'] {
  const rows = Array.from({ length: system.columns }, (): (readonly [number, number])[] => []);
  system.rows.forEach(({ columns, coefficients }, row) => {
    columns.forEach((column, index) => rows[column]?.push([row, coefficients[index] ?? 0]));
  });
  return rows;
}

/** Changes what is known of a row. */
export function bind({ program, bounds }: Attack, row: number, lower: number, upper: number): void {
  program.bound(row, lower, upper);
  bounds.lower[row] = lower;
  bounds.upper[row] = upper;
}

const boundsOf = ({ rows }: LinearProgram): Bounds => ({
  lower: Float64Array.from(rows, (row) => row.lower),
  upper: Float64Array.from(rows, (row) => row.upper),
});

/** The secrets of a system, after the rows of its `start` cells; small groups that other numbers give row by row the same are one. */
function secretsOf({ targets, earlier }: Population, { rows }: LinearProgram, start: number): readonly Secret[] {
  const all = [
    ...targets,
    ...earlier.map((each) => ({ rule: 'earlier' as const, part: -1, name: 'earlier', ...each })),
  ];
  const present = new Set<string>();
  return all.flatMap(({ rule, part, name, low, high }, index): readonly Secret[] => {
    const { columns = [], coefficients = [] } = rows[start + index] ?? {};
    const key = JSON.stringify([low, high, columns, coefficients]);
    if (columns.length === 0 || (rule === 'rest' && present.has(key))) return [];
    present.add(key);
    return [{ row: start + index, part, name, low, high }];
  });
}

/** Lays out the attacker's system and opens it; all numbers are still free. */
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
  const { program: system, exact } = attackerSystem([...drafts, ...zeros.map(single)], domains);
  const secrets = secretsOf(population, system, cells.length);
  const attack = {
    system,
    program: solver(system),
    bounds: boundsOf(system),
    incidence: incidenceOf(system),
    rowOf: new Map(cells.map((cell, row) => [cell.id, row])),
    cellAt: new Map(cells.map((cell, row) => [row, cell])),
    secrets,
    secretsAt: Map.groupBy(secrets.entries(), ([, { row }]) => row),
    exact,
  };
  zeros.forEach((_, index) => bind(attack, drafts.length + index, 0, 0));
  return attack;
}
