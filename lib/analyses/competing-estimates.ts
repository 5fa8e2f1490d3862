import type { CompetingRisksParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedCompeting } from '../protocol/evidence.ts';
import { aalenJohansen, type CompetingInterval, type IncidencePoint } from '../statistics/aalen-johansen.ts';
import { estimate, groupName, roundingVariance, statusOf, withheld } from './estimate-rows.ts';
import { gridName } from './grid-name.ts';

const method = 'Aalen-Johansen, log-log limits';

type Pattern = ReleasedCompeting['patterns'][number];

function intervalsOf(table: ReleasedCompeting, pattern: Pattern): readonly CompetingInterval[] {
  let remaining = pattern.entries ?? 0;
  return (pattern.intervals ?? []).map(({ events, censored }, index) => {
    const atRisk = remaining;
    remaining -= events.reduce((sum, count) => sum + count, 0) + censored;
    return { endDays: table.edgesDays[index] ?? Number.NaN, atRisk, events, censored };
  });
}

function rowAt(table: ReleasedCompeting, shared: Pick<Estimate, 'group' | 'time_days' | 'n' | 'events' | 'grid'>) {
  return (point: IncidencePoint | undefined, cause: number): Estimate => {
    const row = { ...shared, measure: 'cumulative-incidence' as const, method };
    if (point === undefined)
      return estimate({
        ...row,
        status: table.protection.uncontrolled ? 'not-available' : 'withheld',
        n: null,
        events: null,
      });
    return estimate({
      ...row,
      status: statusOf(table.protection),
      value: point.incidence[cause] ?? null,
      standard_error: point.standardErrors[cause] ?? null,
      ci_low: point.lower[cause] ?? null,
      ci_high: point.upper[cause] ?? null,
    });
  };
}

function pointAt(
  table: ReleasedCompeting,
  points: readonly IncidencePoint[],
  days: number,
): IncidencePoint | undefined {
  if (gridName(table) !== 'daily') return points.find((point) => point.timeDays === days);
  const last = points.at(-1);
  return last === undefined || days > last.timeDays ? undefined : points.findLast((point) => point.timeDays <= days);
}

/** Cumulative incidence of each cause at the horizons, by group; the causes add up to the incidence of any. */
export function estimateCompeting(parameters: CompetingRisksParameters, table: ReleasedCompeting): readonly Estimate[] {
  return table.patterns.flatMap((pattern) => {
    const group = groupName(table.dimensions, pattern.levels);
    const named = (cause: string) => [group, `cause=${cause}`].filter((part) => part !== '').join(';');
    const cells = table.causes.flatMap((cause, index) =>
      parameters.horizonsDays.map((days) => ({ cause, index, days })),
    );
    if (pattern.entries === null || pattern.intervals === null)
      return cells.map(({ cause, days }) => ({
        ...withheld('cumulative-incidence', named(cause), method),
        time_days: days,
      }));
    if (pattern.entries === 0) return [];
    const intervals = intervalsOf(table, pattern);
    const points = aalenJohansen(intervals, { roundingVariance: roundingVariance(table.protection) });
    return cells.map(({ cause, index, days }) => {
      const events = intervals.reduce((sum, interval) => sum + (interval.events[index] ?? 0), 0);
      const shared = { group: named(cause), time_days: days, n: pattern.entries, events, grid: gridName(table) };
      return rowAt(table, shared)(pointAt(table, points, days), index);
    });
  });
}

/** Curves of a released table with causes, one a group and cause, for a figure; withheld groups are not there. */
export function competingCurves(table: ReleasedCompeting) {
  return table.patterns.flatMap((pattern) => {
    if (pattern.entries === null || pattern.intervals === null || pattern.entries === 0) return [];
    const entries = pattern.entries;
    const intervals = intervalsOf(table, pattern);
    const found = aalenJohansen(intervals, { roundingVariance: roundingVariance(table.protection) });
    const group = groupName(table.dimensions, pattern.levels);
    return table.causes.map((cause, index) => ({
      group: [`cause=${cause}`, group].filter((part) => part !== '').join(';'),
      entries,
      points: found.map((point, place) => {
        const { atRisk = 0, events = [], censored = 0 } = intervals[place] ?? {};
        return {
          timeDays: point.timeDays,
          value: point.incidence[index] ?? 0,
          low: point.lower[index] ?? null,
          high: point.upper[index] ?? null,
          remaining: atRisk - censored - events.reduce((sum, count) => sum + count, 0),
        };
      }),
    }));
  });
}
