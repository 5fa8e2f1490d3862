import type { Attack, Secret } from '../../lib/disclosure/secondary/attack.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import { type Witnesses, witnessesFrom } from '../../lib/disclosure/secondary/witnesses.ts';
import type { Extreme, LinearProgram, LinearRow, OpenProgram, Solver } from '../../lib/disclosure/solver.ts';

/** A row of a system: the columns that it adds up, and what is known of the sum. */
export const sumOf = (
  columns: readonly number[],
  [lower, upper]: readonly [number, number] = [0, Number.POSITIVE_INFINITY],
  coefficients: readonly number[] = columns.map(() => 1),
): LinearRow => ({ columns, coefficients, lower, upper });

/** A secret of a row that must be able to be 3 and 7. */
export const secretOf = (row: number, changes: Partial<Secret> = {}): Secret => ({
  row,
  part: 0,
  name: `secret ${row}`,
  low: 3,
  high: 7,
  ...changes,
});

/** A solved programme. */
export const solved = (columns: readonly number[], value = 0, duals: readonly number[] = []): Extreme => ({
  status: 'solved',
  value,
  columns,
  duals,
});

/** A solver that notes what it is asked and gives the answers in their order; `unsolved` when there are no more. */
export function scripted(answers: readonly Extreme[] = []): {
  readonly solver: Solver;
  readonly asked: string[];
  readonly opened: LinearProgram[];
} {
  const asked: string[] = [];
  const opened: LinearProgram[] = [];
  let next = 0;
  const extremeSum: OpenProgram['extremeSum'] = (rows, side, whole) => {
    asked.push(`${side} of ${rows.join('+')}${whole ? ' in whole numbers' : ''}`);
    next += 1;
    return answers[next - 1] ?? { status: 'unsolved' };
  };
  const program: OpenProgram = {
    bound: (row, lower, upper) => void asked.push(`${row} from ${lower} to ${upper}`),
    extreme: (row, side, whole) => extremeSum([row], side, whole),
    extremeSum,
    close: () => void asked.push('close'),
  };
  const solver: Solver = (system) => {
    opened.push(system);
    return program;
  };
  return { solver, asked, opened };
}

/** The opened system of rows written down one by one; `cells` stand in the first rows. */
export function attackOn(
  rows: readonly LinearRow[],
  {
    secrets = [],
    cells = [],
    solver = scripted().solver,
  }: { readonly secrets?: readonly Secret[]; readonly cells?: readonly Cell[]; readonly solver?: Solver } = {},
): Attack {
  const columns = 1 + Math.max(-1, ...rows.flatMap((row) => row.columns));
  const system = { columns, rows };
  const incidence = Array.from({ length: columns }, (_, column) =>
    rows.flatMap((row, at) => {
      const place = row.columns.indexOf(column);
      return place < 0 ? [] : [[at, row.coefficients[place] ?? 0] as const];
    }),
  );
  return {
    system,
    program: solver(system),
    bounds: {
      lower: Float64Array.from(rows, (row) => row.lower),
      upper: Float64Array.from(rows, (row) => row.upper),
    },
    incidence,
    rowOf: new Map(cells.map((cell, row) => [cell.id, row])),
    cellAt: new Map(cells.map((cell, row) => [row, cell])),
    secrets,
    secretsAt: Map.groupBy(secrets.entries(), ([, { row }]) => row),
    exact: true,
  };
}

/** The witnesses of a system that start from a table. */
export function startAt(attack: Attack, table: readonly number[]): Witnesses {
  const witnesses = witnessesFrom(attack, table);
  if (witnesses === undefined) throw new TypeError('the first table must be within the bounds');
  return witnesses;
}

/** What the last table found changes in the rows. */
export const lastChange = ({ changes }: Witnesses): Readonly<Record<number, number>> =>
  Object.fromEntries([...(changes.at(-1)?.rows ?? [])].filter(([, value]) => value !== 0));
