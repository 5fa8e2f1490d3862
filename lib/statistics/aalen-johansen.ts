import { addTo, entry, zeroVector } from './linear-algebra.ts';
import { intervalMultiplier } from './survival-limits.ts';

/** A cell of a risk table with events by cause. */
export type CompetingInterval = {
  readonly endDays: number;
  readonly atRisk: number;
  readonly events: readonly number[];
  readonly censored: number;
};

/** Share that has had each cause by a time; limits are null where the share is 0 or 1. */
export type IncidencePoint = {
  readonly timeDays: number;
  readonly atRisk: number;
  readonly survival: number;
  readonly incidence: readonly number[];
  readonly standardErrors: readonly number[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
};

/** Confidence level, and the variance that rounding added to each count. */
export type IncidenceOptions = { readonly confidenceLevel?: number; readonly roundingVariance?: number };

type Step = {
  readonly interval: CompetingInterval;
  readonly total: number;
  readonly before: number;
  readonly survival: number;
  readonly incidence: readonly number[];
};

function steps(intervals: readonly CompetingInterval[], causes: number): readonly Step[] {
  let survival = 1;
  let incidence = zeroVector(causes);
  return intervals.map((interval) => {
    const before = survival;
    const total = interval.events.reduce((sum, count) => sum + count, 0);
    if (interval.atRisk > 0) {
      incidence = incidence.map((share, cause) => share + (before * entry(interval.events, cause)) / interval.atRisk);
      survival *= (interval.atRisk - total) / interval.atRisk;
    }
    return { interval, total, before, survival, incidence };
  });
}

/** Delta-method variance of one cause at one time (Marubini and Valsecchi 1995; Aalen 1978; R `survfit`). */
function variance(path: readonly Step[], cause: number, now: number): number {
  let sum = 0;
  for (const { interval, total, before, incidence } of path) {
    const { atRisk } = interval;
    if (atRisk <= 0) continue;
    const events = entry(interval.events, cause);
    const still = now - entry(incidence, cause);
    if (atRisk > total) sum += (still ** 2 * total) / (atRisk * (atRisk - total));
    sum += (before ** 2 * events * (atRisk - events)) / atRisk ** 3;
    sum -= (2 * still * before * events) / atRisk ** 2;
  }
  return Math.max(0, sum);
}

/**
 * Squared changes of one incidence per cell when one more person leaves in a cell (each cause, or censored): times the
 * variance of a count they are the variance from rounding, totals being suffix sums of the rounded counts.
 */
function roundingSquares(path: readonly Step[], cause: number): readonly number[] {
  const squares = zeroVector(path.length);
  const leavers = (path[0]?.interval.events.length ?? 0) + 1;
  for (const [leaving, { interval }] of path.entries()) {
    for (let kind = 0; kind < leavers && interval.atRisk > 0; kind += 1) {
      let [change, logSurvival] = [0, 0];
      for (const [index, { interval: cell, total, before }] of path.entries()) {
        if (cell.atRisk > 0) {
          const share = entry(cell.events, cause) / cell.atRisk;
          change += before * logSurvival * share;
          if (index <= leaving) change -= (before * share) / cell.atRisk;
          if (index === leaving && kind === cause) change += before / cell.atRisk;
          if (index <= leaving && cell.atRisk > total) logSurvival += total / (cell.atRisk * (cell.atRisk - total));
          if (index === leaving && kind < leavers - 1 && cell.atRisk > total) logSurvival -= 1 / (cell.atRisk - total);
        }
        addTo(squares, index, change * change);
      }
    }
  }
  return squares;
}

/** Limits on the scale of ln(-ln(1 - F)), as for survival. */
function limits(share: number, standardError: number, multiplier: number): readonly [number | null, number | null] {
  if (!(share > 0 && share < 1)) return [null, null];
  const logFree = Math.log1p(-share);
  const shift = Math.exp((multiplier * standardError) / ((1 - share) * -logFree));
  return [-Math.expm1(logFree / shift), -Math.expm1(logFree * shift)];
}

/** Cumulative incidence of each competing cause (Aalen and Johansen 1978); causes stand in the order of the events. */
export function aalenJohansen(
  intervals: readonly CompetingInterval[],
  options: IncidenceOptions = {},
): readonly IncidencePoint[] {
  const causes = intervals[0]?.events.length ?? 0;
  const path = steps(intervals, causes);
  const multiplier = intervalMultiplier(options.confidenceLevel ?? 0.95);
  const added = options.roundingVariance ?? 0;
  const rounding = Array.from({ length: causes }, (_, cause) => (added > 0 ? roundingSquares(path, cause) : []));
  return path.map(({ interval, survival, incidence }, index) => {
    const standardErrors = incidence.map((share, cause) =>
      Math.sqrt(variance(path.slice(0, index + 1), cause, share) + added * (rounding[cause]?.[index] ?? 0)),
    );
    const pairs = incidence.map((share, cause) => limits(share, entry(standardErrors, cause), multiplier));
    const lower = pairs.map(([low]) => low);
    const upper = pairs.map(([, high]) => high);
    return { timeDays: interval.endDays, atRisk: interval.atRisk, survival, incidence, standardErrors, lower, upper };
  });
}
