import { addRow, emptyCrossProducts, informationOf } from './cross-products.ts';
import { digamma, logGamma, trigamma } from './distributions/log-gamma.ts';
import { type GlmData, type GlmMessage, predictorOf } from './glm-message.ts';
import { entry, rowOf, type Vector } from './linear-algebra.ts';

/** Derivatives of one count's log-likelihood in theta, where the variance is mean + mean² / theta (Lawless 1987). */
function thetaKernel(
  count: number,
  mean: number,
  theta: number,
): { readonly score: number; readonly information: number } {
  const total = mean + theta;
  const score =
    digamma(count + theta) - digamma(theta) + Math.log(theta) + 1 - Math.log(total) - (count + theta) / total;
  const information =
    trigamma(theta) - trigamma(count + theta) - 1 / theta + 2 / total - (count + theta) / (total * total);
  return { score, information };
}

function logLikelihoodOf(count: number, mean: number, theta: number): number {
  const choose = logGamma(count + theta) - logGamma(theta) - logGamma(count + 1);
  const power = count > 0 ? count * Math.log(mean / (mean + theta)) : 0;
  return choose + power - theta * Math.log1p(mean / theta);
}

function devianceOf(count: number, mean: number, theta: number): number {
  const fitted = count > 0 ? count * Math.log(count / mean) : 0;
  return 2 * (fitted - (count + theta) * Math.log((count + theta) / (mean + theta)));
}

/**
 * Message of a negative binomial site (NB2) at the coefficients, of which the last is ln theta. The information is that
 * of R `glm.nb`: expected for the coefficients, observed for ln theta, nothing between.
 */
export function negativeBinomialMessage(data: GlmData, parameters: Vector): GlmMessage {
  const size = parameters.length - 1;
  const coefficients = parameters.slice(0, size);
  const theta = Math.exp(entry(parameters, size));
  const sums = emptyCrossProducts(size);
  const totals = { score: 0, information: 0, logLikelihood: 0, deviance: 0, pearson: 0 };
  for (const [row, count] of data.response.entries()) {
    const mean = Math.exp(Math.min(300, Math.max(-300, predictorOf(data, coefficients, row))));
    const inflation = 1 + mean / theta;
    const kernel = thetaKernel(count, mean, theta);
    addRow(sums, rowOf(data.covariates, row), (count - mean) / inflation, mean / inflation);
    totals.score += theta * kernel.score;
    totals.information += theta * theta * kernel.information - theta * kernel.score;
    totals.logLikelihood += logLikelihoodOf(count, mean, theta);
    totals.deviance += devianceOf(count, mean, theta);
    totals.pearson += (count - mean) ** 2 / (mean * inflation);
  }
  const information = informationOf(sums).map((row) => [...row, 0]);
  return {
    score: [...sums.score, totals.score],
    information: [...information, [...parameters.slice(0, size).map(() => 0), totals.information]],
    logLikelihood: totals.logLikelihood,
    deviance: totals.deviance,
    pearson: totals.pearson,
    count: data.response.length,
  };
}
