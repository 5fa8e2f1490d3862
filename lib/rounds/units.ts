import { gridUnit } from '../disclosure/rounding.ts';
import { dot, type Matrix, matrixTimesVector, multiply, type Vector } from '../statistics/linear-algebra.ts';
import { backTransformation, type Standardisation } from '../statistics/standardisation.ts';

/** Per coefficient on the scale of the terms: the unit that covers what any one household moves it (rule G5; DFBETA, Belsley 1980). */
export function influenceUnits(
  scores: Iterable<Vector>,
  inverseInformation: Matrix,
  standardisation: Standardisation,
): readonly number[] {
  const map = multiply(backTransformation(standardisation), inverseInformation);
  const largest = map.map(() => 0);
  for (const score of scores)
    for (const [index, change] of matrixTimesVector(map, score).entries())
      largest[index] = Math.max(largest[index] ?? 0, Math.abs(change));
  return largest.map(gridUnit);
}

/** x'Mx of a row in the metric of a matrix. */
export const metric = (matrix: Matrix, row: Vector): number => dot(row, matrixTimesVector(matrix, row));
