import { dot, type Matrix, scaleMatrix, type Vector, zeroMatrix } from '../linear-algebra.ts';
import { hazardPath } from './hazard-path.ts';
import { evaluateTime, unpackSymmetric } from './partial-likelihood.ts';
import { type PatternRisk, patternRiskSums } from './pattern-table.ts';
import { addScoreResidual } from './score-residuals.ts';
import type { Ties } from './ties.ts';

/** Who leaves in a cell of a risk table: when, with an event or not, with which covariates. */
export type CellLeaver = { readonly covariates: Vector; readonly endDays: number; readonly event: boolean };

/** Score residual of a row by its cell, and its part in the information: that of its event time over the events there. */
export type CellScores = (leaver: CellLeaver) => { readonly score: Vector; readonly information: Matrix };

/** Scores of the rows of one risk table without strata, at some coefficients; who leaves after the grid has `endDays` infinite. */
export function cellScores(patterns: readonly PatternRisk[], coefficients: Vector, ties: Ties): CellScores {
  const size = coefficients.length;
  const [sums = []] = patternRiskSums(patterns, coefficients);
  const path = hazardPath(sums, ties);
  const shares = new Map(
    sums.map((time) => {
      const { information } = evaluateTime(time, coefficients, ties);
      return [time.timeDays, scaleMatrix(unpackSymmetric(information, size), 1 / time.events)] as const;
    }),
  );
  return ({ covariates, endDays, event }) => {
    const score = new Float64Array(size);
    const relativeHazard = Math.exp(dot(covariates, coefficients));
    const leaver = { startDays: Number.NEGATIVE_INFINITY, endDays, event, covariates, offset: 0, relativeHazard };
    if (path.steps.length > 0) addScoreResidual({ sums: score, start: 0 }, leaver, path);
    return { score: [...score], information: (event ? shares.get(endDays) : undefined) ?? zeroMatrix(size) };
  };
}
