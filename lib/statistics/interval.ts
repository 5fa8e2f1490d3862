import { normalQuantile } from './distributions/normal.ts';

/** A confidence interval. */
export type Interval = { readonly lower: number; readonly upper: number };

/** Standard normal quantile that leaves (1 - level) / 2 above it: 1.96 for level 0.95. */
export function normalMultiplier(level: number): number {
  return normalQuantile(1 - (1 - level) / 2);
}

/** estimate ± multiplier * standardError. */
export function symmetricInterval(estimate: number, standardError: number, multiplier: number): Interval {
  return { lower: estimate - multiplier * standardError, upper: estimate + multiplier * standardError };
}
