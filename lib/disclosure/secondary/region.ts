import type { LinearRow, OpenProgram, Solver } from '../solver.ts';
import type { Attack } from './attack.ts';
import type { Witnesses } from './witnesses.ts';

/**
 * Part of the attacker's system in which a table may change while it stays as the first witness elsewhere: what is attainable in a
 * part is attainable. Numbers of columns and rows of the whole system stand beside those of the part.
 */
export type Region = {
  readonly program: OpenProgram;
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  readonly rowOf: (row: number) => number | undefined;
  /** What the columns outside add to a row. */
  readonly outside: (row: number) => number;
  readonly close: () => void;
};

/** The whole system. */
export const wholeSystem = ({ program, system }: Attack): Region => ({
  program,
  columns: Array.from({ length: system.columns }, (_, column) => column),
  rows: system.rows.map((_, row) => row),
  rowOf: (row) => row,
  outside: () => 0,
  close: () => undefined,
});

const rowsOf = ({ incidence }: Attack, column: number) => incidence[column] ?? [];

/** Columns near a row: those that share a short row with it first, then those that share one with these, up to a number. */
export function columnsNear(attack: Attack, row: number, most: number): readonly number[] {
  const columnsOf = (each: number) => attack.system.rows[each]?.columns ?? [];
  const found = new Set(columnsOf(row));
  let frontier = [...found];
  while (frontier.length > 0) {
    const rows = [...new Set(frontier.flatMap((column) => rowsOf(attack, column).map(([each]) => each)))].toSorted(
      (a, b) => columnsOf(a).length - columnsOf(b).length || a - b,
    );
    frontier = [];
    for (const each of rows) {
      const added = columnsOf(each).filter((column) => !found.has(column));
      if (found.size + added.length > most) continue;
      for (const column of added) found.add(column);
      frontier.push(...added);
    }
  }
  return [...found].toSorted((a, b) => a - b);
}

/** Opens the part of the system with the given columns; all others stay as in the first witness. */
export function openRegion(
  attack: Attack,
  { first }: Witnesses,
  { columns, solver }: { readonly columns: readonly number[]; readonly solver: Solver },
): Region {
  const entries = new Map<number, { readonly columns: number[]; readonly coefficients: number[] }>();
  const inside = new Map<number, number>();
  columns.forEach((column, place) => {
    for (const [row, coefficient] of rowsOf(attack, column)) {
      const entry = entries.get(row) ?? { columns: [], coefficients: [] };
      entry.columns.push(place);
      entry.coefficients.push(coefficient);
      entries.set(row, entry);
      inside.set(row, (inside.get(row) ?? 0) + coefficient * (first.columns[column] ?? 0));
    }
  });
  const outside = (row: number) => (first.rows[row] ?? 0) - (inside.get(row) ?? 0);
  const rows = [...entries].map(([row, entry]): LinearRow => {
    const [lower, upper] = [attack.bounds.lower[row] ?? 0, attack.bounds.upper[row] ?? 0];
    return { ...entry, lower: lower - outside(row), upper: upper - outside(row) };
  });
  const numbers = [...entries.keys()];
  const places = new Map(numbers.map((row, place) => [row, place]));
  const program = solver({ columns: columns.length, rows });
  return { program, columns, rows: numbers, rowOf: (row) => places.get(row), outside, close: () => program.close() };
}
