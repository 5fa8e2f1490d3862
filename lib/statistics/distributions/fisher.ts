import { incompleteBeta } from './incomplete-beta.ts';
import { positiveQuantile } from './quantile.ts';
import { binomialMass } from './saddle-point.ts';
import type { Tails } from './tails.ts';

/** Tails of the F distribution (R `pf`). */
export function fisherTails(x: number, numerator: number, denominator: number): Tails {
  const total = denominator + numerator * x;
  return incompleteBeta((numerator * x) / total, denominator / total, numerator / 2, denominator / 2);
}

function fisherDensity(x: number, numerator: number, denominator: number): number {
  const total = denominator + numerator * x;
  const alpha = numerator / 2;
  const beta = denominator / 2;
  const mass = binomialMass(alpha, alpha + beta, (numerator * x) / total, denominator / total);
  return (mass * alpha * beta) / ((alpha + beta) * x);
}

/** Quantile of the F distribution (R `qf`). */
export function fisherQuantile(probability: number, numerator: number, denominator: number): number {
  const distribution = {
    tails: (x: number) => fisherTails(x, numerator, denominator),
    density: (x: number) => fisherDensity(x, numerator, denominator),
    start: denominator > 2 ? denominator / (denominator - 2) : 1,
    largest: Number.POSITIVE_INFINITY,
  };
  return positiveQuantile(distribution, probability);
}
