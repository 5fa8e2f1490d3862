import { gammaQuantile } from './distributions/gamma.ts';
import { type Interval, normalMultiplier } from './interval.ts';

/** Exact interval of a Poisson count (Garwood 1936, R `qgamma`). */
export function exactCountInterval(count: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return { lower: count === 0 ? 0 : gammaQuantile(tail, count), upper: gammaQuantile(1 - tail, count + 1) };
}

/** Byar's approximation to the interval of a Poisson count (Breslow & Day 1987, p. 69). */
export function byarCountInterval(count: number, level = 0.95): Interval {
  const z = normalMultiplier(level);
  const limit = (base: number, sign: 1 | -1): number =>
    base * (1 - 1 / (9 * base) + (sign * z) / (3 * Math.sqrt(base))) ** 3;
  return { lower: count === 0 ? 0 : limit(count, -1), upper: limit(count + 1, 1) };
}

/** A count over an expectation or a person-time, with exact limits. */
export type Rate = { readonly value: number; readonly interval: Interval };

/** Observed over expected (indirect standardisation), or events per person-time; null without a denominator. */
export function rate(count: number, denominator: number, level = 0.95): Rate | null {
  if (denominator <= 0) return null;
  const { lower, upper } = exactCountInterval(count, level);
  return { value: count / denominator, interval: { lower: lower / denominator, upper: upper / denominator } };
}
