import type { SurvivalPoint } from './kaplan-meier.ts';

/** A time by which a share has had the event; null where the curve or its limit does not fall that far. */
export type SurvivalQuantile = {
  readonly timeDays: number | null;
  readonly lowerDays: number | null;
  readonly upperDays: number | null;
};

/** Survival within this distance of the level counts as equal to it (R `quantile.survfit`). */
const TOLERANCE = Math.sqrt(Number.EPSILON);

type CurvePoint = { readonly timeDays: number; readonly level: number };

/** First time a falling curve drops below the level; halfway its plateau where it stays exactly on the level. */
function crossing(curve: readonly CurvePoint[], level: number): number | null {
  const reached = curve.find((point) => point.level <= level + TOLERANCE);
  if (reached === undefined) return null;
  if (reached.level < level - TOLERANCE) return reached.timeDays;
  const below = curve.find((point) => point.level < level - TOLERANCE);
  return below === undefined ? reached.timeDays : (reached.timeDays + below.timeDays) / 2;
}

function limitCurve(points: readonly SurvivalPoint[], side: 'lower' | 'upper'): readonly CurvePoint[] {
  return points.flatMap((point) => {
    const level = point[side];
    return level === null ? [] : [{ timeDays: point.timeDays, level }];
  });
}

/** The time by which the given share had the event, with Brookmeyer-Crowley limits (1982; R `quantile.survfit`). */
export function survivalQuantile(points: readonly SurvivalPoint[], share: number): SurvivalQuantile {
  const curve = points.map((point) => ({ timeDays: point.timeDays, level: point.survival }));
  return {
    timeDays: crossing(curve, 1 - share),
    lowerDays: crossing(limitCurve(points, 'lower'), 1 - share),
    upperDays: crossing(limitCurve(points, 'upper'), 1 - share),
  };
}

/** The median survival time with Brookmeyer-Crowley limits. */
export function medianSurvival(points: readonly SurvivalPoint[]): SurvivalQuantile {
  return survivalQuantile(points, 0.5);
}
