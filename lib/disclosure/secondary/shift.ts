import type { Attack, Secret } from './attack.ts';
import { admit, type Witnesses } from './witnesses.ts';

/** Most changes of one column that are tried before a secret is left to the solver. */
const mostSteps = 60;

/** Most columns that are weighed in one step. */
const mostCandidates = 60;

/** Ways to choose among changes that harm alike, tried one after the other. */
type Way = { readonly units: boolean; readonly last: boolean; readonly longest: boolean };
const ways: readonly Way[] = [false, true].flatMap((longest) =>
  [false, true].flatMap((units) => [false, true].map((last) => ({ units, last, longest }))),
);

/** A table on its way: values and activities as they are now, and the rows outside their bounds. */
type Search = {
  readonly attack: Attack;
  readonly lower: (row: number) => number;
  readonly upper: (row: number) => number;
  readonly value: (column: number) => number;
  readonly activity: (row: number) => number;
  readonly direction: (column: number) => number;
  readonly changed: Map<number, number>;
  readonly rows: Map<number, number>;
  readonly outside: Set<number>;
};

/** How far a value of a row is outside its bounds. */
const excess = (search: Search, row: number, activity: number) =>
  Math.max(0, search.lower(row) - activity, activity - search.upper(row));

function startSearch(
  attack: Attack,
  { first }: Witnesses,
  { row, low, high }: Secret,
  side: 'smallest' | 'largest',
): Search {
  const changed = new Map<number, number>();
  const rows = new Map<number, number>();
  const { lower, upper } = attack.bounds;
  const before = (column: number) => first.columns[column] ?? 0;
  const value = (column: number) => changed.get(column) ?? before(column);
  return {
    attack,
    lower: (each) => (each === row && side === 'largest' ? high : (lower[each] ?? 0)),
    upper: (each) => (each === row && side === 'smallest' ? low : (upper[each] ?? 0)),
    value,
    activity: (each) => rows.get(each) ?? first.rows[each] ?? 0,
    direction: (column) => Math.sign(value(column) - before(column)),
    changed,
    rows,
    outside: new Set([row]),
  };
}

const rowsOf = ({ attack }: Search, column: number) => attack.incidence[column] ?? [];

/** What changing a column by so much adds to the excess of all rows. */
function loss(search: Search, column: number, amount: number): number {
  let sum = 0;
  for (const [row, coefficient] of rowsOf(search, column)) {
    const now = search.activity(row);
    sum += excess(search, row, now + amount * coefficient) - excess(search, row, now);
  }
  return sum;
}

function apply(search: Search, column: number, amount: number): void {
  search.changed.set(column, search.value(column) + amount);
  for (const [row, coefficient] of rowsOf(search, column)) {
    const now = search.activity(row) + amount * coefficient;
    search.rows.set(row, now);
    if (excess(search, row, now) > 0) search.outside.add(row);
    else search.outside.delete(row);
  }
}

type Move = { readonly column: number; readonly amount: number; readonly loss: number };

/** The change of one column of a row that brings it to its bounds, or one nearer, and harms other rows least; a column never goes back. */
function bestMove(search: Search, row: number, way: Way): Move | undefined {
  const { columns = [], coefficients = [] } = search.attack.system.rows[row] ?? {};
  const activity = search.activity(row);
  const needed = activity < search.lower(row) ? search.lower(row) - activity : search.upper(row) - activity;
  let best: Move | undefined;
  columns.slice(0, mostCandidates).forEach((column, index) => {
    const wanted = needed * Math.sign(coefficients[index] ?? 1);
    if (search.direction(column) === -Math.sign(wanted)) return;
    for (const amount of new Set([Math.sign(wanted), way.units ? 0 : Math.max(wanted, -search.value(column))])) {
      if (amount === 0 || search.value(column) + amount < 0) continue;
      const found = { column, amount, loss: loss(search, column, amount) };
      if (best === undefined || found.loss < best.loss || (way.last && found.loss === best.loss)) best = found;
    }
  });
  return best;
}

/** A move of the row outside its bounds with the fewest columns, or with the most. A row that none brings nearer never gets one. */
function nextMove(search: Search, way: Way): Move | undefined {
  const length = (row: number) => search.attack.system.rows[row]?.columns.length ?? 0;
  const rows = [...search.outside].toSorted((a, b) => length(a) - length(b) || a - b);
  const row = rows.at(way.longest ? -1 : 0);
  return row === undefined ? undefined : bestMove(search, row, way);
}

function shiftOneWay(attack: Attack, witnesses: Witnesses, search: Search, way: Way): boolean {
  for (let step = 0; search.outside.size > 0; step += 1) {
    const move = step < mostSteps ? nextMove(search, way) : undefined;
    if (move === undefined) return false;
    apply(search, move.column, move.amount);
  }
  return admit(attack, witnesses, search.changed);
}

/**
 * Looks for a witness without a solver: moves one secret of the first witness as far as it must go and brings the rows that this takes
 * out of their bounds back, one column at a time. False when that does not end; then a solver must say.
 */
export function shift(attack: Attack, witnesses: Witnesses, secret: Secret, side: 'smallest' | 'largest'): boolean {
  return ways.some((way) => shiftOneWay(attack, witnesses, startSearch(attack, witnesses, secret, side), way));
}
