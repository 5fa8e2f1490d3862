import { entry } from './linear-algebra.ts';
import { intervalMultiplier } from './survival-limits.ts';
import { lastAtOrBefore } from './time-grid.ts';

/** A stretch (startDays, endDays] in which a household is observed, with its signals at the end, on the grid. */
export type Observation = {
  readonly household: number;
  readonly startDays: number;
  readonly endDays: number;
  readonly events: number;
};

/** Households under observation and all their signals in a cell: the first exchange, additive over sites. */
export type MeanCountInterval = { readonly endDays: number; readonly observed: number; readonly events: number };

/** Mean number of signals per household by a time; limits on the log scale, null where the mean is 0. */
export type MeanCountPoint = {
  readonly timeDays: number;
  readonly observed: number;
  readonly mean: number;
  readonly standardError: number;
  readonly lower: number | null;
  readonly upper: number | null;
};

/** First exchange: households observed and signals per grid time; throws a RangeError if a signal is off the grid. */
export function meanCountTable(
  observations: readonly Observation[],
  edgesDays: readonly number[],
): readonly MeanCountInterval[] {
  const position = new Map(edgesDays.map((edge, index) => [edge, index]));
  const events = edgesDays.map(() => 0);
  const changes = [...edgesDays.map(() => 0), 0];
  const firstAfter = (time: number): number => lastAtOrBefore(edgesDays, time) + 1;
  for (const { startDays, endDays, events: count } of observations) {
    const at = position.get(endDays);
    if (count > 0 && at === undefined) throw new RangeError(`a signal at ${endDays} days is not on the grid`);
    if (at !== undefined) events[at] = entry(events, at) + count;
    const [from, to] = [firstAfter(startDays), firstAfter(endDays)];
    changes[from] = entry(changes, from) + 1;
    changes[to] = entry(changes, to) - 1;
  }
  let observed = 0;
  return edgesDays.map((endDays, index) => {
    observed += entry(changes, index);
    return { endDays, observed, events: entry(events, index) };
  });
}

/** Adds the tables of sites with the same edges; throws a RangeError if edges differ. */
export function addMeanCountTables(tables: readonly (readonly MeanCountInterval[])[]): readonly MeanCountInterval[] {
  return (tables[0] ?? []).map(({ endDays }, index) => {
    const cells = tables.map((table) => table[index]);
    if (cells.some((cell) => cell?.endDays !== endDays)) throw new RangeError('tables with different edges');
    return {
      endDays,
      observed: cells.reduce((sum, cell) => sum + (cell?.observed ?? 0), 0),
      events: cells.reduce((sum, cell) => sum + (cell?.events ?? 0), 0),
    };
  });
}

type Running = Pick<MeanCountPoint, 'timeDays' | 'observed' | 'mean'> & { readonly variance: number };

function runningMeans(table: readonly MeanCountInterval[]): readonly Running[] {
  let [mean, variance] = [0, 0];
  return table.map(({ endDays, observed, events }) => {
    if (observed > 0) {
      mean += events / observed;
      variance += events / observed ** 2;
    }
    return { timeDays: endDays, observed, mean, variance };
  });
}

function point({ timeDays, observed, mean, variance }: Running, confidenceLevel: number): MeanCountPoint {
  const standardError = Math.sqrt(variance);
  const factor = mean > 0 ? Math.exp((intervalMultiplier(confidenceLevel) * standardError) / mean) : null;
  const [lower, upper] = factor === null ? [null, null] : [mean / factor, mean * factor];
  return { timeDays, observed, mean, standardError, lower, upper };
}

/** The mean cumulative count with the Poisson error sum d/delta^2, too small when households differ (Nelson 1995). */
export function meanCumulativeCount(
  table: readonly MeanCountInterval[],
  confidenceLevel = 0.95,
): readonly MeanCountPoint[] {
  return runningMeans(table).map((running) => point(running, confidenceLevel));
}

/** The count at the reporting times with Lawless-Nadeau errors from the summed squares of the second exchange. */
export function robustMeanCount(
  table: readonly MeanCountInterval[],
  timesDays: readonly number[],
  squares: readonly number[],
  confidenceLevel = 0.95,
): readonly MeanCountPoint[] {
  const running = runningMeans(table);
  return timesDays.map((timeDays, index) => {
    const last = running.findLast((cell) => cell.timeDays <= timeDays);
    const { observed, mean } = last ?? { observed: 0, mean: 0 };
    return point({ timeDays, observed, mean, variance: entry(squares, index) }, confidenceLevel);
  });
}
