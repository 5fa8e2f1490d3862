import type { Matrix } from './linear-algebra.ts';
import { element, entry, matrix, multiply, transpose, vector } from './linear-algebra.ts';

/** Eigenvalues and, as columns in the same order, eigenvectors of a symmetric matrix. */
export type Eigen = { readonly values: readonly number[]; readonly vectors: Matrix };

const SWEEPS = 60;

const rotate = (rows: number[][], first: number, second: number, [cosine, sine]: readonly [number, number]): void => {
  for (const row of rows) {
    const left = entry(row, first);
    const right = entry(row, second);
    row[first] = cosine * left - sine * right;
    row[second] = sine * left + cosine * right;
  }
};

const angle = (symmetric: Matrix, first: number, second: number): readonly [number, number] => {
  const ratio =
    (element(symmetric, second, second) - element(symmetric, first, first)) / (2 * element(symmetric, first, second));
  const tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.hypot(1, ratio));
  const cosine = 1 / Math.hypot(1, tangent);
  return [cosine, tangent * cosine];
};

const offDiagonal = (symmetric: Matrix): number =>
  Math.max(0, ...symmetric.map((row, i) => Math.max(0, ...row.map((value, j) => (i === j ? 0 : Math.abs(value))))));

/** Eigen-decomposition of a small symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, 8.5). */
export const symmetricEigen = (symmetric: Matrix): Eigen => {
  const size = symmetric.length;
  let work = matrix(size, size, (row, column) => element(symmetric, row, column));
  const vectors = matrix(size, size, (row, column) => (row === column ? 1 : 0));
  const scale = Math.max(0, ...symmetric.flat().map(Math.abs));
  const negligible = Number.EPSILON * scale;
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(work) > negligible; sweep += 1) {
    for (let first = 0; first < size - 1; first += 1) {
      for (let second = first + 1; second < size; second += 1) {
        if (Math.abs(element(work, first, second)) <= negligible) continue;
        const rotation = angle(work, first, second);
        rotate(work, first, second, rotation);
        work = transpose(work);
        rotate(work, first, second, rotation);
        rotate(vectors, first, second, rotation);
      }
    }
  }
  return { values: vector(size, (index) => element(work, index, index)), vectors };
};

/** A function of a symmetric matrix through its eigenvalues, such as the inverse square root of CR2. */
export const symmetricFunction = (symmetric: Matrix, apply: (eigenvalue: number) => number): number[][] => {
  const { values, vectors } = symmetricEigen(symmetric);
  const scaled = vectors.map((row) => row.map((value, index) => value * apply(entry(values, index))));
  return multiply(scaled, transpose(vectors));
};
