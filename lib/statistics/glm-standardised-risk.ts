import { type GlmFamily, glmKernel } from './glm-family.ts';
import { type GlmData, observedAt, predictorOf } from './glm-message.ts';
import { type Interval, normalMultiplier, symmetricInterval } from './interval.ts';
import {
  addTo,
  addVectors,
  type Matrix,
  quadraticForm,
  scaleVector,
  subtractVectors,
  type Vector,
  zeroVector,
} from './linear-algebra.ts';

/** Sums over everyone as if all had one level of an exposure: Σ mean and its derivative in the coefficients. */
export type RiskSums = { readonly count: number; readonly means: number; readonly gradient: Vector };

/** What a site adds under one scenario; `data` holds the covariates as the scenario sets them (g-formula, Robins 1986). */
export function riskSums(data: GlmData, family: GlmFamily, coefficients: Vector): RiskSums {
  const gradient = zeroVector(coefficients.length);
  let means = 0;
  let count = 0;
  for (const [row, covariates] of data.covariates.entries()) {
    const { trials } = observedAt(data, row);
    const kernel = glmKernel(family, { response: 0, trials }, predictorOf(data, coefficients, row));
    const slope = Math.sqrt(kernel.weight * kernel.variance);
    for (const [index, value] of covariates.entries()) addTo(gradient, index, value * slope);
    means += kernel.mean;
    count += trials;
  }
  return { count, means, gradient };
}

/** Sums of two sites under the same scenario. */
export function addRiskSums(one: RiskSums, other: RiskSums): RiskSums {
  return {
    count: one.count + other.count,
    means: one.means + other.means,
    gradient: addVectors(one.gradient, other.gradient),
  };
}

/** Standardised risks under two scenarios, their difference and ratio, errors by the delta method for fixed covariates. */
export type RiskContrast = {
  readonly first: number;
  readonly second: number;
  readonly difference: { readonly value: number; readonly standardError: number; readonly interval: Interval };
  readonly ratio: { readonly value: number; readonly logStandardError: number; readonly interval: Interval } | null;
};

/** first - second and first / second; null without rows. The covariance may be a clustered one. */
export function riskContrast(first: RiskSums, second: RiskSums, covariance: Matrix, level = 0.95): RiskContrast | null {
  if (first.count === 0 || second.count === 0) return null;
  const risks = { first: first.means / first.count, second: second.means / second.count };
  const firstGradient = scaleVector(first.gradient, 1 / first.count);
  const secondGradient = scaleVector(second.gradient, 1 / second.count);
  const multiplier = normalMultiplier(level);
  const value = risks.first - risks.second;
  const standardError = Math.sqrt(quadraticForm(covariance, subtractVectors(firstGradient, secondGradient)));
  const difference = { value, standardError, interval: symmetricInterval(value, standardError, multiplier) };
  if (!(risks.first > 0 && risks.second > 0)) return { ...risks, difference, ratio: null };
  const logGradient = subtractVectors(
    scaleVector(firstGradient, 1 / risks.first),
    scaleVector(secondGradient, 1 / risks.second),
  );
  const logStandardError = Math.sqrt(quadraticForm(covariance, logGradient));
  const ratio = risks.first / risks.second;
  const { lower, upper } = symmetricInterval(Math.log(ratio), logStandardError, multiplier);
  return {
    ...risks,
    difference,
    ratio: { value: ratio, logStandardError, interval: { lower: Math.exp(lower), upper: Math.exp(upper) } },
  };
}
