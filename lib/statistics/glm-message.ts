import { addRow, emptyCrossProducts, informationOf } from './cross-products.ts';
import { devianceOf, type GlmFamily, type GlmKernel, glmKernel, type Observed } from './glm-family.ts';
import { addMatrices, addVectors, entry, type Matrix, rowOf, type Vector } from './linear-algebra.ts';
import type { ScoreMessage } from './newton.ts';

/** Observations or cells of one site. `trials` and `offset` are 1 and 0 without a value. */
export type GlmData = {
  /** One row per observation; an intercept is a column of ones. */
  readonly covariates: Matrix;
  readonly response: Vector;
  readonly trials?: Vector;
  readonly offset?: Vector;
};

/** What a site tells at given coefficients; sums over sites are the message of all. */
export type GlmMessage = ScoreMessage & {
  readonly deviance: number;
  /** Σ (y - mean)² / variance. */
  readonly pearson: number;
  readonly count: number;
};

/** The linear predictor of one row, offset included. */
export function predictorOf(data: GlmData, coefficients: Vector, row: number): number {
  const covariates = rowOf(data.covariates, row);
  let predictor = data.offset?.[row] ?? 0;
  for (let index = 0; index < covariates.length; index += 1) {
    predictor += entry(covariates, index) * entry(coefficients, index);
  }
  return predictor;
}

/** Response and trials of one row. */
export function observedAt(data: GlmData, row: number): Observed {
  return { response: entry(data.response, row), trials: data.trials?.[row] ?? 1 };
}

/** Visits each row with its kernel at the coefficients. */
export function eachKernel(
  data: GlmData,
  family: GlmFamily,
  coefficients: Vector,
  visit: (kernel: GlmKernel, row: number) => void,
): void {
  for (let row = 0; row < data.response.length; row += 1) {
    visit(glmKernel(family, observedAt(data, row), predictorOf(data, coefficients, row)), row);
  }
}

/** Score, expected information, log-likelihood and deviance of a site at the coefficients (IRLS, McCullagh & Nelder 1989). */
export function glmMessage(data: GlmData, family: GlmFamily, coefficients: Vector): GlmMessage {
  const sums = emptyCrossProducts(coefficients.length);
  let logLikelihood = 0;
  let deviance = 0;
  let pearson = 0;
  eachKernel(data, family, coefficients, (kernel, row) => {
    const observed = observedAt(data, row);
    addRow(sums, rowOf(data.covariates, row), kernel.score, kernel.weight);
    logLikelihood += kernel.logLikelihood;
    deviance += devianceOf(family, observed, kernel);
    if (kernel.variance > 0) pearson += (observed.response - kernel.mean) ** 2 / kernel.variance;
  });
  const count = data.response.length;
  return { score: [...sums.score], information: informationOf(sums), logLikelihood, deviance, pearson, count };
}

/** The message of two sites together. */
export function addGlmMessages(one: GlmMessage, other: GlmMessage): GlmMessage {
  return {
    score: addVectors(one.score, other.score),
    information: addMatrices(one.information, other.information),
    logLikelihood: one.logLikelihood + other.logLikelihood,
    deviance: one.deviance + other.deviance,
    pearson: one.pearson + other.pearson,
    count: one.count + other.count,
  };
}
