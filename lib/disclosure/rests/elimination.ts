/** Numbers are whole and taken modulo this prime, so that nothing is rounded; products stay below 2^53. */
export const prime = 67_108_859;

const modulo = (value: number): number => ((value % prime) + prime) % prime;

/** The inverse by the extended algorithm of Euclid. */
function inverse(value: number): number {
  let [a, b, x, y] = [value, prime, 1, 0];
  while (b > 0) {
    const times = Math.floor(a / b);
    [a, b] = [b, a - times * b];
    [x, y] = [y, x - times * y];
  }
  return modulo(x);
}

/** A sum of unknowns that equals a number: coefficients by unknown. */
export type Equation = { readonly coefficients: ReadonlyMap<number, number>; readonly value: number };

type Row = { readonly coefficients: Map<number, number>; value: number };

/** Takes `times` a row out of another. */
function subtract(from: Row, row: Row, times: number): void {
  for (const [unknown, coefficient] of row.coefficients) {
    const left = modulo((from.coefficients.get(unknown) ?? 0) - ((times * coefficient) % prime));
    if (left === 0) from.coefficients.delete(unknown);
    else from.coefficients.set(unknown, left);
  }
  from.value = modulo(from.value - ((times * row.value) % prime));
}

function scale(row: Row, by: number): void {
  for (const [unknown, coefficient] of row.coefficients) row.coefficients.set(unknown, (coefficient * by) % prime);
  row.value = (row.value * by) % prime;
}

/**
 * Solves equations in whole numbers as far as they go (Gauss and Jordan, modulo a prime): each leading unknown with what it equals, a number
 * less multiples of unknowns that stay free. Undefined when that takes more steps than allowed.
 */
export function reduced(equations: readonly Equation[], mostSteps: number): ReadonlyMap<number, Equation> | undefined {
  const leading = new Map<number, Row>();
  /** Leading rows in which an unknown stands, or stood. */
  const holders = new Map<number, Set<Row>>();
  let left = mostSteps;
  const note = (holder: Row, row: Row) => {
    for (const unknown of row.coefficients.keys())
      holders.set(unknown, (holders.get(unknown) ?? new Set()).add(holder));
  };
  for (const { coefficients, value } of equations) {
    const row: Row = {
      coefficients: new Map([...coefficients].map(([at, each]) => [at, modulo(each)])),
      value: modulo(value),
    };
    for (const [unknown, times] of Array.from(row.coefficients)) {
      const known = leading.get(unknown);
      if (known === undefined) continue;
      left -= known.coefficients.size;
      subtract(row, known, times);
    }
    const [first] = row.coefficients;
    if (first === undefined) continue;
    const [lead, coefficient] = first;
    scale(row, inverse(coefficient));
    for (const holder of holders.get(lead) ?? []) {
      const times = holder.coefficients.get(lead);
      if (times === undefined) continue;
      left -= row.coefficients.size;
      subtract(holder, row, times);
      note(holder, row);
    }
    leading.set(lead, row);
    note(row, row);
    if (left < 0) return undefined;
  }
  return leading;
}

/** Whether the sum of some unknowns follows from solved equations. */
export function follows(solved: ReadonlyMap<number, Equation>, unknowns: readonly number[]): boolean {
  const row: Row = { coefficients: new Map(unknowns.map((unknown) => [unknown, 1])), value: 0 };
  for (const unknown of unknowns) {
    const known = solved.get(unknown);
    if (known !== undefined) subtract(row, { coefficients: new Map(known.coefficients), value: 0 }, 1);
  }
  return row.coefficients.size === 0;
}
