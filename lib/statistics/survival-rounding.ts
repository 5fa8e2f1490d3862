import type { RiskInterval } from './risk-table.ts';

/** The share d/(n(n-d)) of a cell in Greenwood's sum; 0 once nobody is left. */
export function greenwoodTerm({ atRisk, events }: RiskInterval): number {
  return atRisk > events ? events / (atRisk * (atRisk - events)) : 0;
}

/**
 * Variance of ln S per cell that comes from rounding every count on its own, with totals as suffix sums of the rounded
 * counts: n(j) = sum over i >= j of d(i) + c(i). By the delta method, with G(k) Greenwood's sum to cell k,
 *   d ln S(k) / d d(i) = G(i-1) - 1/n(i) for i <= k, d ln S(k) / d c(i) = G(i) for i <= k, both G(k) for i > k,
 * so the variance is v times the sum of squares (ruling 25: v = 25/12 for rounding to fives).
 */
export function roundingLogVariances(table: readonly RiskInterval[], varianceOfACount: number): readonly number[] {
  let greenwood = 0;
  let squares = 0;
  return table.map((cell, index) => {
    if (cell.atRisk > 0) squares += (greenwood - 1 / cell.atRisk) ** 2;
    greenwood += greenwoodTerm(cell);
    if (cell.atRisk > 0) squares += greenwood ** 2;
    return varianceOfACount * (squares + 2 * (table.length - 1 - index) * greenwood ** 2);
  });
}
