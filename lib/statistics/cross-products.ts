import { addTo, entry, matrix, type Vector } from './linear-algebra.ts';

/** Sums x u and x x' w under construction; only the upper triangle is kept. */
export type CrossProducts = { readonly score: Float64Array; readonly upper: Float64Array; readonly size: number };

/** Empty sums for so many coefficients. */
export function emptyCrossProducts(size: number): CrossProducts {
  return { score: new Float64Array(size), upper: new Float64Array(size * size), size };
}

/** Adds one row to the sums, in place; covariates that are zero cost nothing. */
export function addRow(sums: CrossProducts, covariates: Vector, score: number, weight: number): void {
  for (let row = 0; row < sums.size; row += 1) {
    const value = entry(covariates, row);
    if (value === 0) continue;
    addTo(sums.score, row, value * score);
    for (let column = row; column < sums.size; column += 1) {
      addTo(sums.upper, row * sums.size + column, value * entry(covariates, column) * weight);
    }
  }
}

/** The symmetric matrix of the sums. */
export function informationOf({ upper, size }: CrossProducts): number[][] {
  return matrix(size, size, (row, column) => entry(upper, Math.min(row, column) * size + Math.max(row, column)));
}
