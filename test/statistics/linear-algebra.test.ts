import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../lib/statistics/linear-algebra.ts';
import { matrix, matrixTimesVector, multiply, transpose } from '../../lib/statistics/linear-algebra.ts';
import { symmetricEigen, symmetricFunction } from '../../lib/statistics/linear-algebra-eigen.ts';
import {
  cholesky,
  invertSymmetric,
  logDeterminant,
  solveSymmetric,
} from '../../lib/statistics/linear-algebra-solve.ts';

const largestDifference = (left: Matrix, right: Matrix): number =>
  Math.max(...left.flatMap((row, i) => row.map((value, j) => Math.abs(value - (right[i]?.[j] ?? Number.NaN)))));

const identity = (size: number): number[][] => matrix(size, size, (row, column) => (row === column ? 1 : 0));

/** B'B + I of random numbers: positive definite with known lower bound 1 on the eigenvalues. */
const positiveDefinite = fc
  .array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }), {
    minLength: 4,
    maxLength: 4,
  })
  .map((rows) => multiply(transpose(rows), rows).map((row, i) => row.map((value, j) => (i === j ? value + 1 : value))));

describe('symmetric systems', () => {
  test('a positive definite matrix times its inverse is the identity', () => {
    fc.assert(
      fc.property(positiveDefinite, (square) => {
        expect(largestDifference(multiply(square, invertSymmetric(square)), identity(4))).toBeLessThan(1e-11);
        const solution = solveSymmetric(square, [1, -2, 3, 0.5]);
        expect(largestDifference([matrixTimesVector(square, solution)], [[1, -2, 3, 0.5]])).toBeLessThan(1e-11);
      }),
      { seed: 11, numRuns: 40 },
    );
  });

  test('a column that repeats an earlier one is named aliased and gets no solution', () => {
    const square = [
      [4, 2, 4],
      [2, 3, 2],
      [4, 2, 4],
    ];
    expect(cholesky(square).aliased).toEqual([2]);
    expect(invertSymmetric(square)[2]).toEqual([0, 0, 0]);
    expect(solveSymmetric(square, [8, 4, 8])).toEqual([2, 0, 0]);
  });

  test('a column without information is named aliased', () => {
    expect(
      cholesky([
        [0, 0],
        [0, 5],
      ]).aliased,
    ).toEqual([0]);
  });

  test('a column on another scale is not mistaken for a collinear one', () => {
    expect(
      cholesky([
        [1e12, 3],
        [3, 1e-2],
      ]).aliased,
    ).toEqual([]);
  });

  test('the determinant of a diagonal matrix is the product of its diagonal', () => {
    expect(
      logDeterminant(
        cholesky([
          [2, 0],
          [0, 8],
        ]),
      ),
    ).toBeCloseTo(Math.log(16), 13);
  });
});

describe('eigenvalues', () => {
  test('vectors and values rebuild the matrix and the vectors are orthonormal', () => {
    fc.assert(
      fc.property(positiveDefinite, (square) => {
        const { values, vectors } = symmetricEigen(square);
        expect(
          largestDifference(
            symmetricFunction(square, (value) => value),
            square,
          ),
        ).toBeLessThan(1e-11);
        expect(largestDifference(multiply(transpose(vectors), vectors), identity(4))).toBeLessThan(1e-12);
        expect(Math.min(...values)).toBeGreaterThan(1 - 1e-9);
      }),
      { seed: 12, numRuns: 40 },
    );
  });

  test('the inverse square root applied twice is the inverse', () => {
    const square = [
      [5, 1, 0],
      [1, 3, 1],
      [0, 1, 2],
    ];
    const root = symmetricFunction(square, (value) => 1 / Math.sqrt(value));
    expect(largestDifference(multiply(root, root), invertSymmetric(square))).toBeLessThan(1e-13);
  });
});
