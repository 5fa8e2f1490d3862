import type { Matrix, Vector } from './linear-algebra.ts';
import { addTo, dot, element, entry, rowOf, vector, zeroMatrix, zeroVector } from './linear-algebra.ts';

/** A Cholesky factor L of A = LL'; the rows and columns of aliased terms are zero. */
export type CholeskyFactor = { readonly lower: Matrix; readonly aliased: readonly number[] };

/** A pivot below this share of its own diagonal means collinear: 1 - R squared on the terms before it. */
const COLLINEAR_SHARE = 1e-10;

/** A diagonal below this share of the largest diagonal carries no information at all. */
const EMPTY_SHARE = 1e-16;

/** Factors a symmetric positive semi-definite matrix and names the aliased terms (`cholesky2` of R survival). */
export const cholesky = (symmetric: Matrix, collinearShare = COLLINEAR_SHARE): CholeskyFactor => {
  const size = symmetric.length;
  const lower = zeroMatrix(size);
  const aliased: number[] = [];
  const largest = Math.max(0, ...vector(size, (index) => element(symmetric, index, index)));
  for (let column = 0; column < size; column += 1) {
    const own = element(symmetric, column, column);
    const above = rowOf(lower, column);
    const pivot = own - dot(above, above);
    if (!(pivot > Math.max(collinearShare * own, EMPTY_SHARE * largest))) {
      aliased.push(column);
      lower[column] = zeroVector(size);
      continue;
    }
    const root = Math.sqrt(pivot);
    for (let row = column; row < size; row += 1) {
      const target = lower[row] ?? [];
      const sum = row === column ? pivot : element(symmetric, row, column) - dot(target, rowOf(lower, column));
      target[column] = sum / root;
    }
  }
  return { lower, aliased };
};

/** Solves L z = b by forward substitution; aliased entries are zero. */
export const solveLower = (factor: CholeskyFactor, right: Vector): number[] => {
  const solution = zeroVector(right.length);
  for (let row = 0; row < right.length; row += 1) {
    const pivot = element(factor.lower, row, row);
    if (pivot === 0) continue;
    solution[row] = (entry(right, row) - dot(rowOf(factor.lower, row), solution)) / pivot;
  }
  return solution;
};

const solveUpper = (factor: CholeskyFactor, right: Vector): number[] => {
  const solution = zeroVector(right.length);
  for (let row = right.length - 1; row >= 0; row -= 1) {
    const pivot = element(factor.lower, row, row);
    if (pivot === 0) continue;
    let sum = entry(right, row);
    for (let below = row + 1; below < right.length; below += 1) {
      sum -= element(factor.lower, below, row) * entry(solution, below);
    }
    solution[row] = sum / pivot;
  }
  return solution;
};

/** Solves A x = b from the factor of A; aliased entries are zero. */
export const solveFactored = (factor: CholeskyFactor, right: Vector): number[] =>
  solveUpper(factor, solveLower(factor, right));

/** Solves A x = b for a symmetric positive semi-definite A; aliased entries are zero. */
export const solveSymmetric = (symmetric: Matrix, right: Vector): number[] => solveFactored(cholesky(symmetric), right);

/** The inverse of a factored matrix; the rows and columns of aliased terms are zero. */
export const invertFactored = (factor: CholeskyFactor): number[][] => {
  const size = factor.lower.length;
  const columns = vector(size, (index) => index).map((index) => {
    const unit = zeroVector(size);
    addTo(unit, index, 1);
    return solveFactored(factor, unit);
  });
  return columns.map((column, row) => column.map((value, other) => (value + element(columns, other, row)) / 2));
};

/** The inverse of a symmetric positive semi-definite matrix; the rows and columns of aliased terms are zero. */
export const invertSymmetric = (symmetric: Matrix): number[][] => invertFactored(cholesky(symmetric));

/** The natural logarithm of the determinant over the terms that are not aliased. */
export const logDeterminant = (factor: CholeskyFactor): number => {
  let sum = 0;
  for (const [index, row] of factor.lower.entries()) {
    const pivot = entry(row, index);
    if (pivot > 0) sum += 2 * Math.log(pivot);
  }
  return sum;
};
