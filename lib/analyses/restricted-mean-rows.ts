import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedRiskTable } from '../protocol/evidence.ts';
import { type RestrictedMean, restrictedMean } from '../statistics/restricted-mean.ts';
import { contrastRestrictedMeans } from '../statistics/restricted-mean-contrast.ts';
import { gridOverstatementDays, onUnknownDays } from '../statistics/restricted-mean-grid.ts';
import type { RiskInterval } from '../statistics/risk-table.ts';
import { estimate, roundingVariance, statusOf } from './estimate-rows.ts';
import { gridName } from './grid-name.ts';

/** A group's part of a risk table, in words. */
export type Curve = {
  readonly group: string;
  readonly entries: number;
  readonly events: number;
  readonly intervals: readonly RiskInterval[];
};

function differenceRows(
  shared: Parameters<typeof estimate>[0],
  first: RestrictedMean,
  own: RestrictedMean,
  reference: string,
) {
  const { difference } = contrastRestrictedMeans(own, first);
  if (difference === null) return [];
  const method = `restricted mean, difference; reference ${reference}`.slice(0, 120);
  return [
    estimate({ ...shared, method, value: difference.estimate, ci_low: difference.lower, ci_high: difference.upper }),
    estimate({ ...shared, measure: 'p-value', method, value: difference.pValue }),
  ];
}

const middle = 'restricted mean, events in the middle of intervals';

/**
 * Mean days without a new signal up to a day by group, and differences from the first group. On a grid the days of events are unknown:
 * they are put in the middle of their intervals, and limits hold for any day in them; a difference assumes the same spread in both.
 */
export function restrictedMeanRows(
  table: ReleasedRiskTable,
  curves: readonly Curve[],
  horizonDays: number | undefined,
): readonly Estimate[] {
  if (horizonDays === undefined) return [];
  const isDaily = gridName(table) === 'daily';
  const options = { roundingVariance: roundingVariance(table.protection) };
  const found = curves
    .filter((curve) => curve.entries > 0)
    .map((curve) => {
      const mean = restrictedMean(curve.intervals, horizonDays, options);
      return { curve, mean: isDaily ? mean : onUnknownDays(mean, gridOverstatementDays(curve.intervals, horizonDays)) };
    });
  const first = found[0];
  return found.flatMap(({ curve, mean }, index) => {
    const shared = {
      measure: 'restricted-mean' as const,
      method: isDaily ? 'restricted mean' : middle,
      status: statusOf(table.protection),
      group: curve.group,
      time_days: horizonDays,
      grid: gridName(table),
      n: curve.entries,
      events: curve.events,
    };
    const { mean: value, standardError, lower, upper } = mean;
    return [
      estimate({ ...shared, value, standard_error: standardError, ci_low: lower, ci_high: upper }),
      ...(index === 0 || first === undefined ? [] : differenceRows(shared, first.mean, mean, first.curve.group)),
    ];
  });
}
