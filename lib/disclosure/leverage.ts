/** Households of each atom: a class of households that every released sum of an amount counts alike. */
export type Atoms = readonly number[];

/** Which atoms a sum counts. */
export type Functional = readonly boolean[];

/** Tolerance below which a sum says nothing new: it follows from those before it. */
const independent = 1e-9;

/** Most small atoms that are judged in pairs; with more the question is refused. */
const mostSmallAtoms = 500;

type Basis = Float64Array[];

/** A sum over atoms in the metric in which each household weighs the same: the root of the atom's size. */
const whitened = (atoms: Atoms, functional: Functional): Float64Array =>
  Float64Array.from(atoms, (size, atom) => (functional[atom] === true ? Math.sqrt(size) : 0));

const inner = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
};

/** Takes the directions of a basis out of a vector, in place. */
function project(basis: Basis, left: Float64Array): void {
  for (const direction of basis) {
    const part = inner(direction, left);
    for (let index = 0; index < left.length; index += 1)
      left[index] = (left[index] ?? 0) - part * (direction[index] ?? 0);
  }
}

/** What of a vector is not in the span of a basis (Gram-Schmidt, a second time where much was lost: Kahan); undefined when nothing is. */
function remainder(basis: Basis, vector: Float64Array): Float64Array | undefined {
  const left = Float64Array.from(vector);
  const whole = Math.sqrt(inner(vector, vector));
  project(basis, left);
  if (Math.sqrt(inner(left, left)) < 0.7 * whole) project(basis, left);
  const size = Math.sqrt(inner(left, left));
  if (size <= independent * whole) return undefined;
  return left.map((value) => value / size);
}

/** Share of an atom in the span: 1 when its sum follows exactly (hat value, audit expert of Chin and Ozsoyoglu 1982). */
export function leverages(atoms: Atoms, functionals: readonly Functional[]): readonly number[] {
  const basis: Basis = [];
  for (const functional of functionals) {
    const direction = remainder(basis, whitened(atoms, functional));
    if (direction !== undefined) basis.push(direction);
  }
  return atoms.map((_, atom) => basis.reduce((sum, direction) => sum + (direction[atom] ?? 0) ** 2, 0));
}

/** The atoms below the minimum, with the inner products of their rows in the span so far: a rank-one update for each new direction. */
type SmallAtoms = {
  readonly places: readonly number[];
  readonly sizes: readonly number[];
  readonly gram: Float64Array;
};

function smallAtoms(atoms: Atoms, minimum: number): SmallAtoms {
  const places = atoms.flatMap((size, atom) => (size > 0 && size < minimum ? [atom] : []));
  return { places, sizes: places.map((atom) => atoms[atom] ?? 0), gram: new Float64Array(places.length ** 2) };
}

/** Adds a direction to the span, or takes it out again with sign -1. */
function update({ places, gram }: SmallAtoms, direction: Float64Array, sign: 1 | -1): void {
  const own = places.map((atom) => direction[atom] ?? 0);
  for (const [row, value] of own.entries()) {
    if (value === 0) continue;
    for (const [column, other] of own.entries()) {
      const place = row * own.length + column;
      gram[place] = (gram[place] ?? 0) + sign * value * other;
    }
  }
}

/** Whether no small atom, and no two that are below the minimum together, have more than the limit in the span. */
function isWithin({ sizes, gram }: SmallAtoms, minimum: number, limit: number): boolean {
  const at = (row: number, column: number) => gram[row * sizes.length + column] ?? 0;
  return sizes.every((size, row) => {
    if (!(at(row, row) <= limit)) return false;
    return sizes.every((other, column) => {
      if (column <= row || size + other >= minimum) return true;
      const share = size * at(row, row) + other * at(column, column) + 2 * Math.sqrt(size * other) * at(row, column);
      return share / (size + other) <= limit;
    });
  });
}

/**
 * Which new sums of an amount may be shown beside the known ones, in their order: none may give a group of fewer households than the
 * minimum, or two such groups that are fewer together, more than the limit of any combination of sums (L2). What follows from known
 * sums is known already.
 */
export function admittedSums(
  {
    atoms,
    known,
    asked,
  }: { readonly atoms: Atoms; readonly known: readonly Functional[]; readonly asked: readonly Functional[] },
  { minimum, limit }: { readonly minimum: number; readonly limit: number },
): readonly boolean[] {
  const small = smallAtoms(atoms, minimum);
  if (small.places.length > mostSmallAtoms) return asked.map(() => false);
  const basis: Basis = [];
  for (const functional of known) {
    const direction = remainder(basis, whitened(atoms, functional));
    if (direction === undefined) continue;
    basis.push(direction);
    update(small, direction, 1);
  }
  return asked.map((functional) => {
    const direction = remainder(basis, whitened(atoms, functional));
    if (direction === undefined) return true;
    update(small, direction, 1);
    if (isWithin(small, minimum, limit)) {
      basis.push(direction);
      return true;
    }
    update(small, direction, -1);
    return false;
  });
}
