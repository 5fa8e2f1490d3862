import { fisherQuantile } from './fisher.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { normalQuantile, normalTails } from './normal.ts';
import { requireProbability } from './quantile.ts';
import { swapTails, type Tails } from './tails.ts';

/** P(|T| > |t|); infinite degrees of freedom give the normal distribution. */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return 2 * normalTails(Math.abs(t)).upper;
  const square = t * t;
  const total = degreesOfFreedom + square;
  return incompleteBeta(square / total, degreesOfFreedom / total, 0.5, degreesOfFreedom / 2).upper;
}

/** Tails of Student's t distribution; the degrees of freedom need not be whole (R `pt`). */
export function studentTails(t: number, degreesOfFreedom: number): Tails {
  if (t < 0) return swapTails(studentTails(-t, degreesOfFreedom));
  const upper = studentTwoSided(t, degreesOfFreedom) / 2;
  return { lower: 1 - upper, upper };
}

/** Quantile of Student's t distribution: t² has the F distribution with 1 degree of freedom (R `qt`). */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  requireProbability(probability);
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return normalQuantile(probability);
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  // 1 - 2 tail has no digits left for small tails: use the reciprocal's lower tail instead.
  const square =
    tail < 0.1 ? 1 / fisherQuantile(2 * tail, degreesOfFreedom, 1) : fisherQuantile(1 - 2 * tail, 1, degreesOfFreedom);
  return (probability > 0.5 ? 1 : -1) * Math.sqrt(square);
}
