import { incompleteGamma } from './incomplete-gamma.ts';
import { logGamma } from './log-gamma.ts';
import { normalQuantile } from './normal.ts';
import { positiveQuantile } from './quantile.ts';
import { poissonMass } from './saddle-point.ts';
import type { Tails } from './tails.ts';

/** Tails of the gamma distribution with rate 1 (R `pgamma`). */
export function gammaTails(x: number, shape: number): Tails {
  return incompleteGamma(shape, x);
}

/** Density of the gamma distribution with rate 1, for x > 0 (R `dgamma`). */
export function gammaDensity(x: number, shape: number): number {
  return (poissonMass(shape, x) * shape) / x;
}

/** Wilson and Hilferty's cube, or the leading term of the lower tail. */
function startingPoint(probability: number, shape: number): number {
  const cubeRoot = 1 - 1 / (9 * shape) + normalQuantile(probability) / (3 * Math.sqrt(shape));
  if (cubeRoot > 0.3) return shape * cubeRoot ** 3;
  return Math.exp((Math.log(probability) + logGamma(shape + 1)) / shape);
}

/** Quantile of the gamma distribution with rate 1 (R `qgamma`). */
export function gammaQuantile(probability: number, shape: number): number {
  const distribution = {
    tails: (x: number) => gammaTails(x, shape),
    density: (x: number) => gammaDensity(x, shape),
    start: startingPoint(probability, shape),
    largest: Number.POSITIVE_INFINITY,
  };
  return positiveQuantile(distribution, probability);
}
