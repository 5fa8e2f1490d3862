import type { TwoByTwo } from './tables.ts';
import { type ChiSquareTest, chiSquareTest } from './trend.ts';

/** Sums over strata of (a - E)² / V, a - E and V under one common odds ratio. */
export type HeterogeneitySums = {
  readonly strata: number;
  readonly squares: number;
  readonly excess: number;
  readonly variance: number;
};

/** No strata yet. */
export const noHeterogeneity: HeterogeneitySums = { strata: 0, squares: 0, excess: 0, variance: 0 };

/** Exposed events expected at an odds ratio with all margins fixed: the feasible root of the quadratic. */
function expectedEvents(exposed: number, unexposed: number, events: number, oddsRatio: number): number {
  const factor = oddsRatio - 1;
  if (Math.abs(factor) < 1e-12) return (exposed * events) / (exposed + unexposed);
  const linear = factor * (exposed + events) + exposed + unexposed;
  const root = Math.sqrt(linear * linear - 4 * factor * oddsRatio * exposed * events);
  return (2 * oddsRatio * exposed * events) / (linear + root);
}

/** What one stratum contributes to the Breslow-Day-Tarone test at a common odds ratio (second exchange). */
export function heterogeneitySums(table: TwoByTwo, oddsRatio: number): HeterogeneitySums {
  const exposed = table.exposedEvents + table.exposedOthers;
  const unexposed = table.unexposedEvents + table.unexposedOthers;
  const events = table.exposedEvents + table.unexposedEvents;
  if (exposed * unexposed * events * (exposed + unexposed - events) === 0) return noHeterogeneity;
  const expected = expectedEvents(exposed, unexposed, events, oddsRatio);
  const inverse =
    1 / expected + 1 / (exposed - expected) + 1 / (events - expected) + 1 / (unexposed - events + expected);
  const excess = table.exposedEvents - expected;
  return { strata: 1, squares: excess * excess * inverse, excess, variance: 1 / inverse };
}

/** Sums of two groups of strata together. */
export function addHeterogeneity(one: HeterogeneitySums, other: HeterogeneitySums): HeterogeneitySums {
  return {
    strata: one.strata + other.strata,
    squares: one.squares + other.squares,
    excess: one.excess + other.excess,
    variance: one.variance + other.variance,
  };
}

/** Breslow and Day's test of equal odds ratios with Tarone's correction (Tarone 1985, metafor `rma.mh`). */
export function taroneTest(sums: HeterogeneitySums): ChiSquareTest {
  if (sums.strata < 2) return { status: 'not-estimable', reason: sums.strata === 0 ? 'empty' : 'one-level' };
  return chiSquareTest(sums.squares - (sums.excess * sums.excess) / sums.variance, sums.strata - 1);
}
