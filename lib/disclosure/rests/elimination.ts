/** Numbers are whole and taken modulo this prime, so that nothing is rounded; products stay below 2^53. */
export const prime = 67_108_859;

/** The remainder of a whole number below 2^52 in size: a quotient of 26 bits is never rounded to the next whole number. */
const modulo = (value: number): number => value - Math.floor(value / prime) * prime;

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

/** What equations of one unknown say. */
const singlesOf = (equations: readonly Equation[]): ReadonlyMap<number, number> =>
  new Map(
    equations
      .filter(({ coefficients }) => coefficients.size === 1)
      .flatMap(({ coefficients, value }) =>
        [...coefficients].map(
          ([unknown, coefficient]) => [unknown, modulo(modulo(value) * inverse(modulo(coefficient)))] as const,
        ),
      ),
  );

/** An equation with known unknowns put in. */
function withKnown({ coefficients, value }: Equation, known: ReadonlyMap<number, number>): Equation {
  let left = modulo(value);
  const open = new Map<number, number>();
  for (const [unknown, coefficient] of coefficients) {
    const own = known.get(unknown);
    if (own === undefined) open.set(unknown, modulo(coefficient));
    else left = modulo(left - modulo(coefficient) * own);
  }
  return { coefficients: open, value: left };
}

/** Takes `times` a row out of another, in place. */
function subtract(from: Float64Array, row: Float64Array, times: number): void {
  for (let at = 0; at < from.length; at += 1) {
    const own = row[at] ?? 0;
    if (own !== 0) from[at] = modulo((from[at] ?? 0) - times * own);
  }
}

/** Rows of coefficients with the value as the last number, reduced to leading ones (Gauss and Jordan); undefined after too many steps. */
function eliminate(rows: readonly Float64Array[], mostSteps: number): ReadonlyMap<number, Float64Array> | undefined {
  const leading = new Map<number, Float64Array>();
  let left = mostSteps;
  for (const row of rows) {
    for (const [lead, known] of leading) {
      const times = row[lead] ?? 0;
      if (times === 0) continue;
      subtract(row, known, times);
      left -= row.length;
    }
    const lead = row.findIndex((value) => value !== 0);
    if (lead < 0 || lead === row.length - 1) continue;
    const by = inverse(row[lead] ?? 1);
    for (const [at, value] of row.entries()) row[at] = modulo(value * by);
    for (const other of leading.values()) {
      const times = other[lead] ?? 0;
      if (times === 0) continue;
      subtract(other, row, times);
      left -= row.length;
    }
    leading.set(lead, row);
    if (left < 0) return undefined;
  }
  return leading;
}

/**
 * Solves equations in whole numbers as far as they go, modulo a prime: each leading unknown with what it equals, a number less multiples of
 * unknowns that stay free. Undefined when that takes more steps than allowed, a step being a coefficient touched or kept.
 */
export function reduced(equations: readonly Equation[], mostSteps: number): ReadonlyMap<number, Equation> | undefined {
  const single = singlesOf(equations);
  const rest = equations.map((each) => withKnown(each, single)).filter(({ coefficients }) => coefficients.size > 0);
  const unknowns = [...new Set(rest.flatMap(({ coefficients }) => [...coefficients.keys()]))];
  const placeOf = new Map(unknowns.map((unknown, place) => [unknown, place] as const));
  const left = mostSteps - rest.length * unknowns.length;
  if (left < 0) return undefined;
  const rows = rest.map(({ coefficients, value }) => {
    const row = new Float64Array(unknowns.length + 1);
    for (const [unknown, coefficient] of coefficients) row[placeOf.get(unknown) ?? 0] = coefficient;
    row[unknowns.length] = value;
    return row;
  });
  const leading = eliminate(rows, left);
  if (leading === undefined) return undefined;
  const solved = [...leading].map(([lead, row]): readonly [number, Equation] => {
    const coefficients = unknowns.flatMap((unknown, place) => {
      const coefficient = row[place] ?? 0;
      return coefficient === 0 ? [] : [[unknown, coefficient] as const];
    });
    return [unknowns[lead] ?? 0, { coefficients: new Map(coefficients), value: row[unknowns.length] ?? 0 }];
  });
  return new Map([
    ...[...single].map(([at, value]) => [at, { coefficients: new Map([[at, 1]]), value }] as const),
    ...solved,
  ]);
}

/** Whether the sum of some unknowns follows from solved equations. */
export function follows(solved: ReadonlyMap<number, Equation>, unknowns: readonly number[]): boolean {
  const left = new Map<number, number>(unknowns.map((unknown) => [unknown, 1]));
  for (const unknown of unknowns)
    for (const [at, coefficient] of solved.get(unknown)?.coefficients ?? [])
      left.set(at, modulo((left.get(at) ?? 0) - coefficient));
  return [...left.values()].every((value) => value === 0);
}
