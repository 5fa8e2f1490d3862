import type { RiskInterval } from './risk-table.ts';
import { intervalMultiplier } from './survival-limits.ts';
import { greenwoodTerm } from './survival-rounding.ts';

/** Mean event-free days up to a horizon; all null where follow-up ends before the horizon. */
export type RestrictedMean = {
  readonly status: 'estimated' | 'follow-up-too-short';
  readonly horizonDays: number;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
};

/** Confidence level, and the variance that rounding added to each count (see `roundingLogVariances`). */
export type RestrictedMeanOptions = { readonly confidenceLevel?: number; readonly roundingVariance?: number };

type Cell = {
  readonly interval: RiskInterval;
  readonly survival: number;
  /** area under the curve from this cell's end to the horizon */
  readonly areaAfter: number;
  /** area from this cell's end to the next one's */
  readonly area: number;
};

function cellsBefore(intervals: readonly RiskInterval[], horizonDays: number): readonly Cell[] {
  const inside = intervals.filter((interval) => interval.endDays < horizonDays);
  let survival = 1;
  const falling = inside.map((interval) => {
    if (interval.atRisk > 0) survival *= (interval.atRisk - interval.events) / interval.atRisk;
    return survival;
  });
  let areaAfter = 0;
  return inside
    .map((interval, index) => ({
      interval,
      survival: falling[index] ?? 1,
      end: inside[index + 1]?.endDays ?? horizonDays,
    }))
    .toReversed()
    .map(({ interval, survival, end }) => {
      const area = survival * (end - interval.endDays);
      areaAfter += area;
      return { interval, survival, area, areaAfter };
    })
    .toReversed();
}

/**
 * Variance from rounding each count: the delta method on `roundingLogVariances`, with B the area times Greenwood's sum:
 * d mean / d d(i) = B(i-1) + (G(i-1) - 1/n(i)) A(i), d mean / d c(i) = B(i-1) + G(i) A(i), both B(last) after the horizon.
 */
function roundingVarianceOf(cells: readonly Cell[], laterCells: number, varianceOfACount: number): number {
  let [greenwood, before, squares] = [0, 0, 0];
  for (const { interval, area, areaAfter } of cells) {
    if (interval.atRisk <= 0) continue;
    squares += (before + (greenwood - 1 / interval.atRisk) * areaAfter) ** 2;
    greenwood += greenwoodTerm(interval);
    squares += (before + greenwood * areaAfter) ** 2;
    before += area * greenwood;
  }
  return varianceOfACount * (squares + 2 * laterCells * before ** 2);
}

function followedTo(intervals: readonly RiskInterval[], horizonDays: number): boolean {
  const last = intervals.findLast((interval) => interval.atRisk > 0);
  if (last === undefined) return false;
  return last.endDays >= horizonDays || last.events === last.atRisk;
}

/**
 * The area under the Kaplan-Meier curve to the horizon, variance sum of A^2 d/(n(n-d)) with A the area from there on
 * (Royston and Parmar 2013; R `survfit(rmean =)`, survRM2).
 */
export function restrictedMean(
  intervals: readonly RiskInterval[],
  horizonDays: number,
  options: RestrictedMeanOptions = {},
): RestrictedMean {
  if (!followedTo(intervals, horizonDays)) {
    const none = { mean: null, standardError: null, lower: null, upper: null };
    return { status: 'follow-up-too-short', horizonDays, ...none };
  }
  const cells = cellsBefore(intervals, horizonDays);
  const start = cells[0]?.interval.endDays ?? horizonDays;
  const mean = start + (cells[0]?.areaAfter ?? 0);
  const sampling = cells.reduce((sum, cell) => sum + cell.areaAfter ** 2 * greenwoodTerm(cell.interval), 0);
  const rounding = roundingVarianceOf(cells, intervals.length - cells.length, options.roundingVariance ?? 0);
  const standardError = Math.sqrt(sampling + rounding);
  const margin = intervalMultiplier(options.confidenceLevel ?? 0.95) * standardError;
  return { status: 'estimated', horizonDays, mean, standardError, lower: mean - margin, upper: mean + margin };
}
