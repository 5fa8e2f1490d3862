import { gridUnit } from '../disclosure/rounding.ts';
import type { CoxRounds } from '../protocol/model.ts';
import { clusterSums } from '../statistics/cluster-robust.ts';
import { type CountingProcess, orderProcess } from '../statistics/cox/counting-process.ts';
import { hazardPath } from '../statistics/cox/hazard-path.ts';
import { evaluate } from '../statistics/cox/partial-likelihood.ts';
import { processRiskSums, relativeHazards } from '../statistics/cox/process-sums.ts';
import type { Matrix, Vector } from '../statistics/linear-algebra.ts';
import { invertSymmetric } from '../statistics/linear-algebra-solve.ts';
import type { Fitted } from './checks.ts';
import { intervalOf } from './counts.ts';
import { householdLeverage, householdScores } from './cox-households.ts';
import type { Design } from './design.ts';
import type { EvaluationEvidence } from './evidence.ts';
import type { RoundData } from './round-data.ts';
import { influenceUnits } from './units.ts';

/** Rows on the grid: a time counts as the edge that ends its interval; beyond the last edge nobody has an event. Strata: municipalities. */
export function gridProcess(data: RoundData, edges: readonly number[], terms: number): CountingProcess {
  const intervals = [...data.timeDays].map((time) => intervalOf(edges, time));
  return orderProcess({
    terms,
    startDays: new Float64Array(data.rows).fill(Number.NEGATIVE_INFINITY),
    endDays: Float64Array.from(intervals, (index) => edges[index] ?? Number.MAX_VALUE),
    events: Float64Array.from(intervals, (index, row) => (index < edges.length ? (data.response[row] ?? 0) : 0)),
    weights: new Float64Array(data.rows).fill(1),
    strata: data.municipality,
    clusters: data.household,
    covariates: Float64Array.from(data.covariates.flat()),
  });
}

/** Relative hazards of one provider's rows, and the largest linear predictor. */
export function fitCoxRows(process: CountingProcess, coefficients: Vector): Fitted {
  const means = relativeHazards(process, coefficients);
  const largestPredictor = means.reduce((most, hazard) => Math.max(most, Math.abs(Math.log(hazard))), 0);
  return { means, weights: means, largestPredictor, leverage: new Float64Array(0) };
}

/** Events of the household with most of them. */
function mostEvents({ events, clusters }: CountingProcess): number {
  const counts = new Map<number, number>();
  for (let row = 0; row < events.length; row += 1)
    counts.set(clusters[row] ?? 0, (counts.get(clusters[row] ?? 0) ?? 0) + (events[row] ?? 0));
  return [...counts.values()].reduce((most, count) => Math.max(most, count), 0);
}

/** Sums of one provider's rows at the coefficients of the path; `pooled` is the information of all in the round before. */
export function evaluateCox(
  model: CoxRounds,
  { process, data, design }: { readonly process: CountingProcess; readonly data: RoundData; readonly design: Design },
  coefficients: Vector,
  pooled: Matrix | null,
): { readonly sums: EvaluationEvidence; readonly fitted: Fitted } {
  const strata = processRiskSums(process, coefficients);
  const { score, information, logLikelihood } = evaluate(strata, coefficients, model.ties);
  const paths = strata.map((stratum) => hazardPath(stratum, model.ties));
  const scores = householdScores(process, coefficients, paths, data.households);
  const { meat } = clusterSums(scores, coefficients.length);
  const fitted = fitCoxRows(process, coefficients);
  const largestEventPart = Math.log(Math.max(1, data.rows)) + 2 * fitted.largestPredictor + 1;
  const places = { hazards: fitted.means, households: data.households };
  return {
    sums: {
      kind: 'evaluation',
      score: [...score],
      information: information.map((row) => [...row]),
      logLikelihood,
      meat: meat.map((row) => [...row]),
      clusters: data.households,
      influence: [...influenceUnits(scores, invertSymmetric(pooled ?? information), design.standardisation)],
      logLikelihoodUnit: gridUnit(mostEvents(process) * largestEventPart),
    },
    fitted: { ...fitted, leverage: householdLeverage(process, paths, invertSymmetric(information), places) },
  };
}
