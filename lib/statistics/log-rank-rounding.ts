import { roundingMeat } from './cox/rounding.ts';
import { addMatrices, scaleMatrix, zeroVector } from './linear-algebra.ts';
import type { LogRankSums } from './log-rank.ts';
import type { RiskInterval } from './risk-table.ts';

/**
 * Log-rank sums with the variance that rounding each count adds: O - E is the Cox score of group dummies at zero with
 * Breslow ties, so the change per person leaving is its score residual (see `roundingMeat`).
 */
export function widenForRounding(
  sums: LogRankSums,
  groups: readonly (readonly RiskInterval[])[],
  varianceOfACount: number,
): LogRankSums {
  const patterns = groups.map((intervals, group) => ({
    covariates: groups.map((_, other) => (group === other ? 1 : 0)),
    stratum: '',
    intervals,
  }));
  const { meat } = roundingMeat(patterns, zeroVector(groups.length), 'breslow');
  return { ...sums, variance: addMatrices(sums.variance, scaleMatrix(meat, varianceOfACount)) };
}
