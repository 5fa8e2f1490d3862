import { gridUnit } from '../disclosure/rounding.ts';
import type { GlmRounds } from '../protocol/model.ts';
import { clusterSums } from '../statistics/cluster-robust.ts';
import { eachKernel, type GlmData, glmMessage, predictorOf } from '../statistics/glm-message.ts';
import { clusterScores } from '../statistics/glm-robust.ts';
import { addTo, type Matrix, rowOf, type Vector } from '../statistics/linear-algebra.ts';
import { invertSymmetric } from '../statistics/linear-algebra-solve.ts';
import type { Fitted } from './checks.ts';
import type { Design } from './design.ts';
import type { EvaluationEvidence } from './evidence.ts';
import type { RoundData } from './round-data.ts';
import { influenceUnits, metric } from './units.ts';

const glmData = (data: RoundData): GlmData => ({ covariates: data.covariates, response: [...data.response] });

/** Means, weights and leverage of one provider's rows; leverage against the information of the same rows. */
export function fitGlmRows(model: GlmRounds, data: RoundData, coefficients: Vector, information?: Matrix): Fitted {
  const glm = glmData(data);
  const means = new Float64Array(data.rows);
  const weights = new Float64Array(data.rows);
  const leverage = new Float64Array(data.households);
  const inverse = information === undefined ? undefined : invertSymmetric(information);
  let largestPredictor = 0;
  eachKernel(glm, model.family, coefficients, (kernel, row) => {
    means[row] = kernel.mean;
    weights[row] = kernel.weight;
    largestPredictor = Math.max(largestPredictor, Math.abs(predictorOf(glm, coefficients, row)));
    if (inverse !== undefined)
      addTo(leverage, data.household[row] ?? 0, kernel.weight * metric(inverse, rowOf(data.covariates, row)));
  });
  return { means, weights, largestPredictor, leverage };
}

/** Largest size of a household's part of the log-likelihood, on the grid of printed units. */
function logLikelihoodUnit(model: GlmRounds, data: RoundData, coefficients: Vector): number {
  const parts = new Float64Array(data.households);
  eachKernel(glmData(data), model.family, coefficients, (kernel, row) => {
    addTo(parts, data.household[row] ?? 0, Math.abs(kernel.logLikelihood));
  });
  return gridUnit(parts.reduce((most, part) => Math.max(most, part), 0));
}

/** Sums of one provider's rows at the coefficients of the path; `pooled` is the information of all in the round before. */
export function evaluateGlm(
  model: GlmRounds,
  { data, design }: { readonly data: RoundData; readonly design: Design },
  coefficients: Vector,
  pooled: Matrix | null,
): { readonly sums: EvaluationEvidence; readonly fitted: Fitted } {
  const { score, information, logLikelihood } = glmMessage(glmData(data), model.family, coefficients);
  const scores = [...clusterScores(glmData(data), model.family, coefficients, (row) => data.household[row] ?? 0)];
  const { meat, clusters } = clusterSums(scores, coefficients.length);
  const influence = influenceUnits(scores, invertSymmetric(pooled ?? information), design.standardisation);
  return {
    sums: {
      kind: 'evaluation',
      score: [...score],
      information: information.map((row) => [...row]),
      logLikelihood,
      meat: meat.map((row) => [...row]),
      clusters,
      influence: [...influence],
      logLikelihoodUnit: logLikelihoodUnit(model, data, coefficients),
    },
    fitted: fitGlmRows(model, data, coefficients, information),
  };
}
