import type { SurvivalParameters } from '../protocol/analysis.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedRiskTable } from '../protocol/evidence.ts';
import { kaplanMeier, type SurvivalPoint } from '../statistics/kaplan-meier.ts';
import { logRankSums, logRankTest } from '../statistics/log-rank.ts';
import { widenForRounding } from '../statistics/log-rank-rounding.ts';
import { riskIntervals } from '../statistics/risk-table.ts';
import { medianSurvival } from '../statistics/survival-quantile.ts';
import { estimate, groupName, roundingVariance, statusOf, withheld } from './estimate-rows.ts';
import { gridName } from './grid-name.ts';
import { type Curve, restrictedMeanRows } from './restricted-mean-rows.ts';

function curveOf(table: ReleasedRiskTable, pattern: ReleasedRiskTable['patterns'][number]): Curve | null {
  if (pattern.intervals === null || pattern.entries === null) return null;
  return {
    group: groupName(table.dimensions, pattern.levels),
    entries: pattern.entries,
    events: pattern.intervals.reduce((sum, interval) => sum + interval.events, 0),
    intervals: riskIntervals(pattern.entries, pattern.intervals, table.edgesDays),
  };
}

/** On a grid of edges a curve is known at the edges only; a daily curve steps between the days on which somebody leaves. */
function pointAt(table: ReleasedRiskTable, points: readonly SurvivalPoint[], days: number): SurvivalPoint | null {
  if (gridName(table) !== 'daily') return points.find((point) => point.timeDays === days) ?? null;
  const last = points.at(-1);
  return last === undefined || days > last.timeDays
    ? null
    : (points.findLast((point) => point.timeDays <= days) ?? null);
}

function incidenceAt(table: ReleasedRiskTable, curve: Curve, points: readonly SurvivalPoint[], days: number): Estimate {
  const point = pointAt(table, points, days);
  const shared = {
    measure: 'cumulative-incidence' as const,
    group: curve.group,
    time_days: days,
    method: 'Kaplan-Meier, log-log limits',
    grid: gridName(table),
  };
  if (point === null)
    return estimate({ ...shared, status: table.protection.uncontrolled ? 'not-available' : 'withheld' });
  return estimate({
    ...shared,
    status: statusOf(table.protection),
    n: curve.entries,
    events: eventsUntil(curve, point.timeDays),
    value: 1 - point.survival,
    standard_error: point.standardError,
    ci_low: point.upper === null ? null : 1 - point.upper,
    ci_high: point.lower === null ? null : 1 - point.lower,
  });
}

const eventsUntil = (curve: Curve, days: number): number =>
  curve.intervals.reduce((sum, interval) => sum + (interval.endDays <= days ? interval.events : 0), 0);

function medianOf(table: ReleasedRiskTable, curve: Curve, points: readonly SurvivalPoint[]): Estimate {
  const median = medianSurvival(points);
  return estimate({
    measure: 'median-time',
    group: curve.group,
    method: 'Brookmeyer-Crowley',
    grid: gridName(table),
    status: statusOf(table.protection),
    n: curve.entries,
    events: curve.events,
    value: median.timeDays,
    ci_low: median.lowerDays,
    ci_high: median.upperDays,
  });
}

function compareGroups(table: ReleasedRiskTable, curves: readonly Curve[]): readonly Estimate[] {
  const shared = { method: 'log-rank', grid: gridName(table) };
  const informative = curves.filter((curve) => curve.entries > 0);
  const tables = informative.map((curve) => curve.intervals);
  const sums = informative.length < 2 ? null : logRankSums(tables);
  const test = sums === null ? null : logRankTest(widenForRounding(sums, tables, roundingVariance(table.protection)));
  if (test === null || test.chiSquare === null) {
    return (['chi-square', 'degrees-of-freedom', 'p-value'] as const).map((measure) =>
      withheld(measure, '', 'log-rank'),
    );
  }
  const status = statusOf(table.protection);
  return [
    estimate({ ...shared, status, measure: 'chi-square', value: test.chiSquare }),
    estimate({ ...shared, status, measure: 'degrees-of-freedom', value: test.degreesOfFreedom }),
    estimate({ ...shared, status, measure: 'p-value', value: test.pValue }),
  ];
}

/** Cumulative incidence at the horizons, median time and, if asked, the log-rank test, from one released risk table. */
export function estimateSurvival(parameters: SurvivalParameters, table: ReleasedRiskTable): readonly Estimate[] {
  const curves = table.patterns.map((pattern) => ({ pattern, curve: curveOf(table, pattern) }));
  const known = curves.flatMap((each) =>
    each.curve !== null && each.curve.entries >= parameters.minimumGroupSize ? [each.curve] : [],
  );
  const rows = curves.flatMap(({ pattern, curve }): readonly Estimate[] => {
    const group = groupName(table.dimensions, pattern.levels);
    if (curve === null)
      return parameters.horizonsDays.map((days) => ({
        ...withheld('cumulative-incidence', group, 'Kaplan-Meier, log-log limits'),
        time_days: days,
      }));
    if (!known.includes(curve)) return [];
    const points = kaplanMeier(curve.intervals, {
      transform: 'log-log',
      roundingVariance: roundingVariance(table.protection),
    });
    return [
      ...parameters.horizonsDays.map((days) => incidenceAt(table, curve, points, days)),
      medianOf(table, curve, points),
    ];
  });
  const means = restrictedMeanRows(table, known, parameters.restrictedMeanDays);
  return [...rows, ...means, ...(parameters.compareGroups ? compareGroups(table, known) : [])];
}
