import { requireProbability } from './quantile.ts';
import type { Tails } from './tails.ts';

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** Φ(x) - 1/2 by its series (DLMF 7.6.2), for |x| up to 2.2. */
function centralArea(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-18 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum * normalDensity(x);
}

/** Density with x² split in two, so that the far tail keeps its digits. */
function tailDensity(x: number): number {
  const coarse = Math.trunc(x * 16) / 16;
  const rest = (x - coarse) * (x + coarse);
  return (Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * rest)) / Math.sqrt(2 * Math.PI);
}

/** 1 - Φ(x) for x > 2.2 by the continued fraction of Mills' ratio (DLMF 7.9.3). */
function farTail(x: number): number {
  let fraction = 0;
  for (let index = Math.ceil(30 + 900 / (x * x)); index >= 1; index -= 1) fraction = index / (x + fraction);
  return tailDensity(x) / (x + fraction);
}

/** Tails of the standard normal distribution (R `pnorm`). */
export function normalTails(x: number): Tails {
  if (Math.abs(x) <= 2.2) {
    const area = centralArea(x);
    return { lower: 0.5 + area, upper: 0.5 - area };
  }
  const tail = farTail(Math.abs(x));
  return x > 0 ? { lower: 1 - tail, upper: tail } : { lower: tail, upper: 1 - tail };
}

/** P(|Z| > |z|). */
export function normalTwoSided(z: number): number {
  return 2 * normalTails(Math.abs(z)).upper;
}

/** Standard normal quantile (R `qnorm`): Abramowitz & Stegun 26.2.23, then Newton on the log of the tail. */
export function normalQuantile(probability: number): number {
  requireProbability(probability);
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  if (tail === 0) return probability === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const root = Math.sqrt(-2 * Math.log(tail));
  const numerator = 2.515517 + 0.802853 * root + 0.010328 * root * root;
  const denominator = 1 + 1.432788 * root + 0.189269 * root * root + 0.001308 * root * root * root;
  let x = Math.max(0, root - numerator / denominator);
  for (let step = 0; step < 60; step += 1) {
    const { upper } = normalTails(x);
    const change = ((Math.log(upper) - Math.log(tail)) * upper) / normalDensity(x);
    x += change;
    if (Math.abs(change) < 1e-15 * Math.max(1, x)) break;
  }
  return probability > 0.5 ? x : -x;
}
