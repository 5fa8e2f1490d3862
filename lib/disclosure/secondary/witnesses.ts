import type { Attack } from './attack.ts';

/** A table as changes of rows from the first table, with the value that it gives each secret that changes. */
type Change = {
  readonly rows: ReadonlyMap<number, number>;
  readonly secrets: readonly (readonly [index: number, value: number])[];
};

/**
 * Tables in whole numbers that agree with everything shown, so that an attacker cannot exclude them: a first one, and others as
 * changes from it. `smallest` and `largest` are the values that they give each secret.
 */
export type Witnesses = {
  readonly first: { readonly columns: Int32Array; readonly rows: Float64Array };
  readonly changes: Change[];
  readonly smallest: Float64Array;
  readonly largest: Float64Array;
};

const epsilon = 1e-6;

/** True when all values are whole numbers, up to what a solver calls equal. */
export const isWhole = (values: readonly number[]): boolean =>
  values.every((value) => Math.abs(value - Math.round(value)) < epsilon);

const within = ({ bounds }: Attack, row: number, value: number) =>
  value >= (bounds.lower[row] ?? 0) && value <= (bounds.upper[row] ?? 0);

const at = (values: Float64Array, index: number) => values[index] ?? 0;

/** What columns add to each row. */
function rowsOf({ incidence }: Attack, columns: Iterable<readonly [number, number]>): Map<number, number> {
  const rows = new Map<number, number>();
  for (const [column, value] of columns)
    for (const [row, coefficient] of incidence[column] ?? []) rows.set(row, (rows.get(row) ?? 0) + value * coefficient);
  return rows;
}

function see({ smallest, largest }: Witnesses, { secrets }: Change): void {
  for (const [index, value] of secrets) {
    smallest[index] = Math.min(at(smallest, index), value);
    largest[index] = Math.max(at(largest, index), value);
  }
}

/** The first witness: undefined when the table is not within the bounds, judged in whole numbers. */
export function witnessesFrom(attack: Attack, table: readonly number[]): Witnesses | undefined {
  const columns = Int32Array.from(table, Math.round);
  const rows = new Float64Array(attack.system.rows.length);
  for (const [row, value] of rowsOf(attack, columns.entries())) rows[row] = value;
  if (columns.some((value) => value < 0) || !rows.every((value, row) => within(attack, row, value))) return undefined;
  return startFrom(attack, { columns, rows });
}

function startFrom(attack: Attack, first: Witnesses['first']): Witnesses {
  const values = attack.secrets.map(({ row }) => at(first.rows, row));
  return { first, changes: [], smallest: Float64Array.from(values), largest: Float64Array.from(values) };
}

const holds = (attack: Attack, { first }: Witnesses, { rows }: Change): boolean => {
  for (const [row, value] of rows) if (!within(attack, row, at(first.rows, row) + value)) return false;
  return true;
};

/** Adds a table, given by its values in some columns; false when it is not within the bounds, judged in whole numbers. */
export function admit(attack: Attack, witnesses: Witnesses, values: Iterable<readonly [number, number]>): boolean {
  const columns = new Map<number, number>();
  for (const [column, value] of values) {
    const change = Math.round(value) - (witnesses.first.columns[column] ?? 0);
    if (value < -epsilon) return false;
    if (change !== 0) columns.set(column, change);
  }
  const rows = rowsOf(attack, columns);
  const secrets = [...rows].flatMap(([row, value]) =>
    (attack.secretsAt.get(row) ?? []).map(([index]) => [index, at(witnesses.first.rows, row) + value] as const),
  );
  const found = { rows, secrets };
  if (!holds(attack, witnesses, found)) return false;
  witnesses.changes.push(found);
  see(witnesses, found);
  return true;
}

/** The witnesses that hold under bounds that were changed; undefined when the first one does not. */
export function stillHolding(attack: Attack, witnesses: Witnesses): Witnesses | undefined {
  const { first, changes } = witnesses;
  if (!first.rows.every((value, row) => within(attack, row, value))) return undefined;
  return withChanges(
    startFrom(attack, first),
    changes.filter((change) => holds(attack, witnesses, change)),
  );
}

/** The witnesses that give a row this value, for who knows it; undefined when the first one does not. */
export function whereRowIs(
  attack: Attack,
  { first, changes }: Witnesses,
  { row, value }: { readonly row: number; readonly value: number },
): Witnesses | undefined {
  if (at(first.rows, row) !== value) return undefined;
  return withChanges(
    startFrom(attack, first),
    changes.filter((change) => (change.rows.get(row) ?? 0) === 0),
  );
}

/** Adds tables that were found from the same first table. */
export function withChanges(witnesses: Witnesses, changes: readonly Change[]): Witnesses {
  const known = new Set(witnesses.changes);
  for (const change of changes)
    if (!known.has(change)) {
      witnesses.changes.push(change);
      see(witnesses, change);
    }
  return witnesses;
}
