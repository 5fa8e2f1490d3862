import { incompleteBeta } from './incomplete-beta.ts';
import { logGamma } from './log-gamma.ts';
import { positiveQuantile } from './quantile.ts';
import { binomialMass } from './saddle-point.ts';
import type { Tails } from './tails.ts';

/** Tails of the beta distribution (R `pbeta`). */
export function betaTails(x: number, alpha: number, beta: number): Tails {
  return incompleteBeta(x, 1 - x, alpha, beta);
}

/** Density of the beta distribution for 0 < x < 1 (R `dbeta`). */
export function betaDensity(x: number, alpha: number, beta: number): number {
  const total = alpha + beta;
  return (binomialMass(alpha, total, x, 1 - x) * alpha * beta) / (total * x * (1 - x));
}

/** The leading term of the lower tail, or the mean. */
function startingPoint(probability: number, alpha: number, beta: number): number {
  const mean = alpha / (alpha + beta);
  const logBeta = logGamma(alpha) + logGamma(beta) - logGamma(alpha + beta);
  const leading = Math.exp((Math.log(probability) + Math.log(alpha) + logBeta) / alpha);
  return leading < mean / 2 ? leading : mean;
}

/** Quantile of the beta distribution (R `qbeta`). */
export function betaQuantile(probability: number, alpha: number, beta: number): number {
  const distribution = {
    tails: (x: number) => betaTails(x, alpha, beta),
    density: (x: number) => betaDensity(x, alpha, beta),
    start: startingPoint(probability, alpha, beta),
    largest: 1,
  };
  return positiveQuantile(distribution, probability);
}
