import { normalTwoSided } from './distributions/normal.ts';
import type { RestrictedMean } from './restricted-mean.ts';
import { intervalMultiplier } from './survival-limits.ts';

/** A contrast of two restricted means with limits and a two-sided p-value. */
export type Contrast = {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number;
};

/** Contrasts of a first group with a second; null where they are not estimable (no follow-up, a mean of zero). */
export type RestrictedMeanContrasts = {
  readonly difference: Contrast | null;
  readonly ratio: Contrast | null;
  /** ratio of the mean time lost before the horizon */
  readonly lostTimeRatio: Contrast | null;
};

type Estimate = { readonly mean: number; readonly standardError: number };

function additive(left: Estimate, right: Estimate, multiplier: number): Contrast | null {
  const standardError = Math.hypot(left.standardError, right.standardError);
  if (standardError === 0) return null;
  const estimate = left.mean - right.mean;
  const margin = multiplier * standardError;
  const pValue = normalTwoSided(estimate / standardError);
  return { estimate, lower: estimate - margin, upper: estimate + margin, pValue };
}

function relative(left: Estimate, right: Estimate, multiplier: number): Contrast | null {
  if (left.mean <= 0 || right.mean <= 0) return null;
  const standardError = Math.hypot(left.standardError / left.mean, right.standardError / right.mean);
  if (standardError === 0) return null;
  const logRatio = Math.log(left.mean / right.mean);
  const margin = multiplier * standardError;
  return {
    estimate: Math.exp(logRatio),
    lower: Math.exp(logRatio - margin),
    upper: Math.exp(logRatio + margin),
    pValue: normalTwoSided(logRatio / standardError),
  };
}

function estimateOf({ mean, standardError }: RestrictedMean): Estimate | null {
  return mean === null || standardError === null ? null : { mean, standardError };
}

/** Difference and ratios of two independent restricted means at one horizon (R `survRM2::rmst2`). */
export function contrastRestrictedMeans(
  left: RestrictedMean,
  right: RestrictedMean,
  confidenceLevel = 0.95,
): RestrictedMeanContrasts {
  if (left.horizonDays !== right.horizonDays) throw new RangeError('restricted means at different horizons');
  const [first, second] = [estimateOf(left), estimateOf(right)];
  if (first === null || second === null) return { difference: null, ratio: null, lostTimeRatio: null };
  const multiplier = intervalMultiplier(confidenceLevel);
  const lost = (group: Estimate): Estimate => ({ ...group, mean: left.horizonDays - group.mean });
  return {
    difference: additive(first, second, multiplier),
    ratio: relative(first, second, multiplier),
    lostTimeRatio: relative(lost(first), lost(second), multiplier),
  };
}
