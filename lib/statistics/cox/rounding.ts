import type { ClusterSums } from '../cluster-robust.ts';
import {
  addMatrices,
  dot,
  type Matrix,
  outer,
  sandwich,
  scaleMatrix,
  type Vector,
  zeroMatrix,
} from '../linear-algebra.ts';
import type { CoxFit } from './fit.ts';
import { hazardPath } from './hazard-path.ts';
import { byStratum, type PatternRisk, patternRiskSums } from './pattern-table.ts';
import { addScoreResidual } from './score-residuals.ts';
import type { Ties } from './ties.ts';

/**
 * Sum over the counts of a protected table of r r', r the change of the score when one more person leaves there: with
 * totals as suffix sums of rounded events and censorings that is the score residual of such a person. One term per
 * cell, pattern and kind of leaver; cells after the last person at risk have no weight.
 */
export function roundingMeat(patterns: readonly PatternRisk[], coefficients: Vector, ties: Ties): ClusterSums {
  let meat: Matrix = zeroMatrix(coefficients.length);
  let clusters = 0;
  const strata = patternRiskSums(patterns, coefficients, 'all');
  for (const [index, stratum] of byStratum(patterns).entries()) {
    const path = hazardPath(strata[index] ?? [], ties);
    if (path.steps.length === 0) continue;
    const times = new Set(path.timesDays);
    for (const { covariates, intervals } of stratum) {
      const relativeHazard = Math.exp(dot(covariates, coefficients));
      for (const { endDays } of intervals) {
        const kinds = times.has(endDays) ? [true, false] : [false];
        for (const event of kinds) {
          const leaver = { startDays: Number.NEGATIVE_INFINITY, endDays, event, covariates, offset: 0, relativeHazard };
          const sums = new Float64Array(coefficients.length);
          addScoreResidual({ sums, start: 0 }, leaver, path);
          const residual = [...sums];
          meat = addMatrices(meat, outer(residual, residual));
          clusters += 1;
        }
      }
    }
  }
  return { meat, clusters };
}

/**
 * Covariance of a fit on rounded counts: sampling, model-based or robust, plus v I^-1 (sum of r r') I^-1 by the delta
 * method (ruling 25: v = 25/12 for counts rounded to fives).
 */
export function roundedCovariance(
  fit: CoxFit,
  sampling: Matrix,
  meat: ClusterSums,
  varianceOfACount: number,
): readonly (readonly number[])[] {
  return addMatrices(sampling, scaleMatrix(sandwich(fit.covariance, meat.meat), varianceOfACount));
}
