import { betaTails } from './beta.ts';
import { gammaTails } from './gamma.ts';
import { discreteQuantile } from './quantile.ts';
import { binomialMass, poissonMass } from './saddle-point.ts';
import { allAbove, allBelow, swapTails, type Tails } from './tails.ts';

/** P(X = count) of the binomial distribution (R `dbinom`). */
export function binomialDensity(count: number, trials: number, probability: number): number {
  return binomialMass(count, trials, probability, 1 - probability);
}

/** P(X <= count) and P(X > count) of the binomial distribution (R `pbinom`). */
export function binomialTails(count: number, trials: number, probability: number): Tails {
  if (count < 0) return allAbove;
  if (count >= trials) return allBelow;
  const below = Math.floor(count);
  return swapTails(betaTails(probability, below + 1, trials - below));
}

/** Quantile of the binomial distribution (R `qbinom`). */
export function binomialQuantile(probability: number, trials: number, success: number): number {
  return discreteQuantile((count) => binomialTails(count, trials, success).lower, probability, trials);
}

/** P(X = count) of the Poisson distribution (R `dpois`). */
export function poissonDensity(count: number, mean: number): number {
  return poissonMass(count, mean);
}

/** P(X <= count) and P(X > count) of the Poisson distribution (R `ppois`). */
export function poissonTails(count: number, mean: number): Tails {
  if (count < 0) return allAbove;
  return swapTails(gammaTails(mean, Math.floor(count) + 1));
}

/** P(Y = count) of the negative binomial distribution with variance mean + mean²/size (R `dnbinom` with `mu`). */
export function negativeBinomialDensity(count: number, size: number, mean: number): number {
  const total = size + mean;
  if (count === 0) return Math.exp(-size * Math.log1p(mean / size));
  return (size / (size + count)) * binomialMass(size, count + size, size / total, mean / total);
}
