import { matrix, type Vector } from './linear-algebra.ts';

/** Sums x u and x x' w under construction; only the upper triangle is kept. */
export type CrossProducts = { readonly score: Float64Array; readonly upper: Float64Array; readonly size: number };

/** Empty sums for so many coefficients. */
export function emptyCrossProducts(size: number): CrossProducts {
  return { score: new Float64Array(size), upper: new Float64Array(size * size), size };
}

/** Adds one row to the sums, in place; covariates that are zero cost nothing. */
export function addRow(sums: CrossProducts, covariates: Vector, score: number, weight: number): void {
  for (let row = 0; row < sums.size; row += 1) {
    const value = covariates[row] ?? 0;
    if (value === 0) continue;
    sums.score[row] = (sums.score[row] ?? 0) + value * score;
    for (let column = row; column < sums.size; column += 1) {
      const place = row * sums.size + column;
      sums.upper[place] = (sums.upper[place] ?? 0) + value * (covariates[column] ?? 0) * weight;
    }
  }
}

/** The symmetric matrix of the sums. */
export function informationOf({ upper, size }: CrossProducts): number[][] {
  return matrix(size, size, (row, column) => upper[Math.min(row, column) * size + Math.max(row, column)] ?? 0);
}
