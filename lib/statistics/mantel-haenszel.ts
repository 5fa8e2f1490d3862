import { type Interval, normalMultiplier, symmetricInterval } from './interval.ts';
import type { TwoByTwo } from './tables.ts';
import { type ChiSquareTest, chiSquareTest } from './trend.ts';

/** Sums over strata that replace their 2x2 tables: R = ad/n, S = bc/n, P = (a+d)/n, Q = (b+c)/n, a - E(a), Var(a). */
export type StratumSums = {
  readonly strata: number;
  readonly forRatio: number;
  readonly againstRatio: number;
  readonly concordantFor: number;
  readonly mixed: number;
  readonly discordantAgainst: number;
  readonly excess: number;
  readonly variance: number;
};

/** No strata yet. */
export const noStrata: StratumSums = {
  strata: 0,
  forRatio: 0,
  againstRatio: 0,
  concordantFor: 0,
  mixed: 0,
  discordantAgainst: 0,
  excess: 0,
  variance: 0,
};

/** What one stratum contributes; strata of fewer than two, or with an empty margin, tell nothing. */
export function stratumSums(table: TwoByTwo): StratumSums {
  const { exposedEvents: a, exposedOthers: b, unexposedEvents: c, unexposedOthers: d } = table;
  const n = a + b + c + d;
  if (n < 2 || (a + b) * (c + d) * (a + c) * (b + d) === 0) return noStrata;
  const forRatio = (a * d) / n;
  const againstRatio = (b * c) / n;
  const concordant = (a + d) / n;
  const discordant = (b + c) / n;
  return {
    strata: 1,
    forRatio,
    againstRatio,
    concordantFor: concordant * forRatio,
    mixed: concordant * againstRatio + discordant * forRatio,
    discordantAgainst: discordant * againstRatio,
    excess: a - ((a + b) * (a + c)) / n,
    variance: ((a + b) * (c + d) * (a + c) * (b + d)) / (n * n * (n - 1)),
  };
}

/** Sums of two groups of strata together. */
export function addStrata(one: StratumSums, other: StratumSums): StratumSums {
  return {
    strata: one.strata + other.strata,
    forRatio: one.forRatio + other.forRatio,
    againstRatio: one.againstRatio + other.againstRatio,
    concordantFor: one.concordantFor + other.concordantFor,
    mixed: one.mixed + other.mixed,
    discordantAgainst: one.discordantAgainst + other.discordantAgainst,
    excess: one.excess + other.excess,
    variance: one.variance + other.variance,
  };
}

/** Cochran-Mantel-Haenszel test (R `mantelhaen.test`), with `continuity` a correction of one half. */
export function cochranMantelHaenszelTest(sums: StratumSums, continuity = false): ChiSquareTest {
  if (sums.strata === 0) return { status: 'not-estimable', reason: 'empty' };
  const gap = Math.abs(sums.excess);
  const corrected = continuity ? gap - Math.min(0.5, gap) : gap;
  return chiSquareTest((corrected * corrected) / sums.variance, 1);
}

/** Common odds ratio of Mantel and Haenszel. */
export type CommonOddsRatio = {
  readonly oddsRatio: number;
  readonly logStandardError: number;
  readonly interval: Interval;
};

/** Mantel-Haenszel odds ratio with the variance of Robins, Breslow and Greenland (1986); null if a sum is zero. */
export function mantelHaenszelOddsRatio(sums: StratumSums, level = 0.95): CommonOddsRatio | null {
  const { forRatio, againstRatio } = sums;
  if (forRatio === 0 || againstRatio === 0) return null;
  const variance =
    sums.concordantFor / (2 * forRatio * forRatio) +
    sums.mixed / (2 * forRatio * againstRatio) +
    sums.discordantAgainst / (2 * againstRatio * againstRatio);
  const oddsRatio = forRatio / againstRatio;
  const logStandardError = Math.sqrt(variance);
  const { lower, upper } = symmetricInterval(Math.log(oddsRatio), logStandardError, normalMultiplier(level));
  return { oddsRatio, logStandardError, interval: { lower: Math.exp(lower), upper: Math.exp(upper) } };
}
