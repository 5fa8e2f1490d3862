import { gammaQuantile, gammaTails } from './gamma.ts';
import type { Tails } from './tails.ts';

/** Tails of the chi-square distribution (R `pchisq`). */
export function chiSquareTails(x: number, degreesOfFreedom: number): Tails {
  return gammaTails(x / 2, degreesOfFreedom / 2);
}

/** Quantile of the chi-square distribution (R `qchisq`). */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  return 2 * gammaQuantile(probability, degreesOfFreedom / 2);
}
