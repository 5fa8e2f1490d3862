import { unknownLevel } from '../dataset/variables.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedCounts } from '../protocol/evidence.ts';
import { chiSquareTails } from '../statistics/distributions/chi-square.ts';
import { normalQuantile } from '../statistics/distributions/normal.ts';
import { addStrata, mantelHaenszelOddsRatio, noStrata, stratumSums } from '../statistics/mantel-haenszel.ts';
import { type CellVariances, stratifiedRounding } from '../statistics/mantel-haenszel-rounding.ts';
import type { TwoByTwo } from '../statistics/tables.ts';
import { combinations, levelKey } from './cells.ts';
import { estimate, roundingVariance, statusOf, withheld } from './estimate-rows.ts';
import { methodName, testRows } from './model-rows.ts';

const z = normalQuantile(0.975);

/** What rounding adds to the successes and to the others of a group: each is a sum of independently rounded cells. */
function cellVariances({ protection, dimensions, success }: ReleasedCounts): CellVariances {
  const known = (dimensions.at(-1)?.levels ?? []).filter((level) => level !== unknownLevel);
  const successes = known.filter((level) => success?.includes(level) === true).length;
  const variance = roundingVariance(protection);
  return { events: variance * successes, others: variance * (known.length - successes) };
}

type Comparison = { readonly group: string; readonly method: string; readonly strata: readonly TwoByTwo[] };

function comparisonRows({ group, method, strata }: Comparison, part: ReleasedCounts): readonly Estimate[] {
  const status = statusOf(part.protection);
  const sums = strata.map(stratumSums).reduce(addStrata, noStrata);
  const ratio = mantelHaenszelOddsRatio(sums);
  const count = (of: (table: TwoByTwo) => number) => strata.reduce((sum, table) => sum + of(table), 0);
  const events = count((table) => table.exposedEvents + table.unexposedEvents);
  const n = events + count((table) => table.exposedOthers + table.unexposedOthers);
  const shared = { measure: 'odds-ratio', group, status, n, events } as const;
  const rows = { status, method, grid: '', n, events };
  if (ratio === null) {
    const why =
      sums.strata === 0 ? 'no stratum has both groups and both outcomes' : 'no events, or only events, in a group';
    return [estimate({ ...shared, method: methodName([`not estimable: ${why}`, method]) })];
  }
  const rounding = stratifiedRounding(strata, sums, cellVariances(part));
  const [log, error] = [Math.log(ratio.oddsRatio), Math.sqrt(ratio.logStandardError ** 2 + rounding.logOddsRatio)];
  const chiSquare = sums.excess ** 2 / (sums.variance + rounding.excess);
  const test = { chiSquare, degreesOfFreedom: 1, pValue: chiSquareTails(chiSquare, 1).upper };
  const [low, high] = [Math.exp(log - z * error), Math.exp(log + z * error)];
  return [
    estimate({ ...shared, method, value: ratio.oddsRatio, ci_low: low, ci_high: high }),
    ...testRows(rows, group, 'Cochran-Mantel-Haenszel', test),
  ];
}

/**
 * Odds ratios of Mantel and Haenszel between groups within the levels of another variable, and the test of Cochran, Mantel and Haenszel (R
 * `mantelhaen.test(correct = FALSE)`), from the released proportions of both. Withheld when a cell is: what is left would be a selection.
 */
export function stratifiedRows(
  part: ReleasedCounts,
  proportions: readonly Estimate[],
  stratum: string,
): readonly Estimate[] {
  const groups = part.dimensions.slice(0, -1);
  const compared = groups.find(({ variable }) => variable !== stratum);
  const strata = groups.find(({ variable }) => variable === stratum);
  const [reference, ...others] = compared?.levels.filter((level) => level !== unknownLevel) ?? [];
  if (compared === undefined || strata === undefined || reference === undefined) return [];
  const found = new Map(combinations(groups).map((levels, index) => [levelKey(levels), proportions[index]]));
  const isFirst = groups[0] === compared;
  const at = (level: string, within: string) => found.get(levelKey(isFirst ? [level, within] : [within, level]));
  const method = methodName([`Mantel-Haenszel within ${stratum}`, `reference ${compared.variable}=${reference}`]);
  return others.flatMap((level) => {
    const group = `${compared.variable}=${level}`;
    const pairs = strata.levels.map((within) => ({ exposed: at(level, within), unexposed: at(reference, within) }));
    if (pairs.some((pair) => pair.exposed?.status === 'withheld' || pair.unexposed?.status === 'withheld'))
      return [withheld('odds-ratio', group, method)];
    const tables = pairs.map(({ exposed, unexposed }): TwoByTwo => {
      const [events, unexposedEvents] = [exposed?.events ?? 0, unexposed?.events ?? 0];
      const exposedOthers = (exposed?.n ?? 0) - events;
      return {
        exposedEvents: events,
        exposedOthers,
        unexposedEvents,
        unexposedOthers: (unexposed?.n ?? 0) - unexposedEvents,
      };
    });
    return comparisonRows({ group, method, strata: tables }, part);
  });
}
