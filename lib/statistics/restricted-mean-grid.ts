import type { RestrictedMean } from './restricted-mean.ts';
import type { RiskInterval } from './risk-table.ts';

/**
 * Days by which a restricted mean is too high when events are counted at the ends of intervals though each happened at its start:
 * the sum of (S(j-1) - S(j)) times the width of interval j, up to the horizon. Events on unknown days within intervals of w days make
 * the mean too high by w/2 times the share with an event, if they are spread evenly.
 */
export function gridOverstatementDays(intervals: readonly RiskInterval[], horizonDays: number): number {
  let [survival, start, sum] = [1, 0, 0];
  for (const { endDays, atRisk, events } of intervals) {
    if (start >= horizonDays) break;
    const after = atRisk > 0 ? (survival * (atRisk - events)) / atRisk : survival;
    sum += (survival - after) * (Math.min(endDays, horizonDays) - start);
    [survival, start] = [after, endDays];
  }
  return sum;
}

/** The mean with each event in the middle of its interval, and limits that hold on whichever day of it each event was. */
export function onUnknownDays(found: RestrictedMean, overstatementDays: number): RestrictedMean {
  return {
    ...found,
    mean: found.mean === null ? null : found.mean - overstatementDays / 2,
    lower: found.lower === null ? null : Math.max(0, found.lower - overstatementDays),
  };
}
