import type { RiskInterval } from './risk-table.ts';
import { type LimitOptions, survivalLimits } from './survival-limits.ts';
import { greenwoodTerm, roundingLogVariances } from './survival-rounding.ts';

/** A point of a survival curve; standard error and limits are null where they cannot be estimated. */
export type SurvivalPoint = {
  readonly timeDays: number;
  readonly atRisk: number;
  readonly events: number;
  readonly survival: number;
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
};

/** Limits as asked, and the variance that rounding added to each count (25/12 for fives; none if absent). */
export type KaplanMeierOptions = LimitOptions & { readonly roundingVariance?: number };

/**
 * The product-limit estimate S(t) = prod(1 - d/n) with Greenwood's standard error (Kaplan and Meier 1958; R `survfit`).
 * One point per cell; counts rounded independently widen the error, see `roundingLogVariances`.
 */
export function kaplanMeier(
  intervals: readonly RiskInterval[],
  options: KaplanMeierOptions = {},
): readonly SurvivalPoint[] {
  const rounding = roundingLogVariances(intervals, options.roundingVariance ?? 0);
  let survival = 1;
  let greenwood = 0;
  return intervals.map((cell, index) => {
    if (cell.atRisk > 0) survival *= (cell.atRisk - cell.events) / cell.atRisk;
    greenwood += greenwoodTerm(cell);
    const logStandardError = Math.sqrt(greenwood + (rounding[index] ?? 0));
    const { lower, upper } = survivalLimits({ survival, logStandardError }, options);
    const standardError = survival > 0 ? survival * logStandardError : null;
    return { timeDays: cell.endDays, atRisk: cell.atRisk, events: cell.events, survival, standardError, lower, upper };
  });
}

/** The last point at or before a time; null before the first point, where survival is 1 by definition. */
export function survivalAt(points: readonly SurvivalPoint[], timeDays: number): SurvivalPoint | null {
  return points.findLast((point) => point.timeDays <= timeDays) ?? null;
}
