import { laterSignalsCaps } from '../dataset/caps.ts';
import { dimensionOf } from '../dataset/plan.ts';
import { laterSignalsQuery } from '../dataset/plan-cohort.ts';
import type { RecurrenceParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedSums } from '../protocol/evidence.ts';
import { chiSquareTails } from '../statistics/distributions/chi-square.ts';
import { normalQuantile, normalTwoSided } from '../statistics/distributions/normal.ts';
import { andersenGillRows } from './andersen-gill-rows.ts';
import { estimate, groupName, statusOf, stepVariance, withheld } from './estimate-rows.ts';
import { testRows } from './model-rows.ts';
import type { AnalysisModule } from './module.ts';
import { momentsEvidence } from './moments.ts';
import { landmarkOf } from './risk-evidence.ts';

const z = normalQuantile(0.975);
const method = 'mean cumulative count, Lawless-Nadeau';
const nameOf = (days: number) => `signals-by-${days}`;

type Cell = ReleasedSums['cells'][number];

type Mean = { readonly count: number; readonly mean: number; readonly standardError: number };

/**
 * Mean and error of a cell. Everybody is followed to the horizon, so the mean cumulative count is the mean of the households' numbers
 * and Lawless and Nadeau's variance, the sum of (N - M)²/n², is their spread.
 */
function meanOf({ count, mean, meanStep, sumOfSquaredDeviations }: Cell): Mean | null {
  if (count === null || mean === null || sumOfSquaredDeviations === null || count < 2) return null;
  const error = Math.sqrt(sumOfSquaredDeviations) / count;
  return { count, mean, standardError: Math.hypot(error, Math.sqrt(stepVariance(meanStep))) };
}

/** Ratio of the means of a group and the first group that is known, households being different ones. */
function ratioRow(row: Estimate, own: Mean | null, base: Mean | null, reference: string) {
  if (own === null || base === null || own.mean <= 0 || base.mean <= 0) return [];
  const log = Math.log(own.mean / base.mean);
  const error = Math.hypot(own.standardError / own.mean, base.standardError / base.mean);
  const shared = { ...row, events: null, standard_error: null, ci_low: null, ci_high: null };
  const named = `ratio of means; reference ${reference}`.slice(0, 120);
  const [low, high] = [Math.exp(log - z * error), Math.exp(log + z * error)];
  return [
    estimate({ ...shared, measure: 'rate-ratio', method: named, value: Math.exp(log), ci_low: low, ci_high: high }),
    estimate({
      ...shared,
      measure: 'p-value',
      method: `Wald; ${named}`.slice(0, 120),
      value: normalTwoSided(log / error),
    }),
  ];
}

/** Test that the means of all groups are equal: sum of (M - weighted mean)² / variance on k - 1 degrees of freedom. */
function equalMeans(part: ReleasedSums, known: readonly Mean[], days: number): readonly Estimate[] {
  const weighted = known.map(({ mean, standardError }) => ({ mean, weight: 1 / standardError ** 2 }));
  const total = weighted.reduce((sum, each) => sum + each.weight, 0);
  const centre = weighted.reduce((sum, each) => sum + each.weight * each.mean, 0) / total;
  const chiSquare = weighted.reduce((sum, each) => sum + each.weight * (each.mean - centre) ** 2, 0);
  const degreesOfFreedom = known.length - 1;
  const usable = Number.isFinite(chiSquare) && known.every((each) => each.standardError > 0);
  const test = usable
    ? { chiSquare, degreesOfFreedom, pValue: chiSquareTails(chiSquare, degreesOfFreedom).upper }
    : null;
  const rows = { status: statusOf(part.protection), method: `by day ${days}`, grid: '', n: 0, events: 0 };
  return testRows(rows, '', 'equal means', test).map((each) => ({ ...each, time_days: days }));
}

function meanRows(part: ReleasedSums, days: number): readonly Estimate[] {
  const [first, ...others] = part.cells;
  const base = first === undefined ? null : meanOf(first);
  const row = (cell: Cell): readonly Estimate[] => {
    const group = groupName(part.dimensions, cell.levels);
    const found = meanOf(cell);
    if (found === null)
      return cell.sumOfSquaredDeviations === null
        ? [{ ...withheld('mean-cumulative-count', group, method), time_days: days }]
        : [];
    const factor = found.mean > 0 ? Math.exp((z * found.standardError) / found.mean) : null;
    return [
      estimate({
        measure: 'mean-cumulative-count',
        group,
        time_days: days,
        method,
        status: statusOf(part.protection),
        n: found.count,
        value: found.mean,
        standard_error: found.standardError,
        ci_low: factor === null ? null : found.mean / factor,
        ci_high: factor === null ? null : found.mean * factor,
      }),
    ];
  };
  const known = part.cells.flatMap((cell) => meanOf(cell) ?? []);
  const reference = first === undefined ? '' : groupName(part.dimensions, first.levels);
  return [
    ...part.cells.flatMap(row),
    ...others.flatMap((cell) =>
      row(cell).flatMap((each) => (each.value === null ? [] : ratioRow(each, meanOf(cell), base, reference))),
    ),
    ...(known.length < 2 ? [] : equalMeans(part, known, days)),
  ];
}

/** Mean number of new signals per household by each horizon: fewer signals, not only none. */
export const recurrence: AnalysisModule<RecurrenceParameters> = {
  plan: (parameters, context) => {
    const { unit, by, where, closedEntryDays, outcome } = parameters;
    const grouping = { unit, by, where, context, closedEntryDays, outcome };
    const caps = context.uncontrolled ? undefined : laterSignalsCaps;
    return parameters.horizonsDays.map((horizonDays) =>
      laterSignalsQuery(grouping, { afterDays: landmarkOf(unit), horizonDays }, caps),
    );
  },
  summarise: (parameters, context, results, scope) => {
    const dimensions = parameters.by.map((name) => dimensionOf(name, parameters.unit, context));
    return parameters.horizonsDays.map((days, index) =>
      momentsEvidence(results[index] ?? [], { name: nameOf(days), dimensions, caps: laterSignalsCaps }, scope),
    );
  },
  estimate: (parameters, evidence) =>
    parameters.horizonsDays.flatMap((days) =>
      evidence.flatMap((part) => {
        if (part.kind !== 'sums' || part.name !== nameOf(days)) return [];
        const adjusted = parameters.model === undefined ? [] : andersenGillRows(parameters, part, days);
        return [...meanRows(part, days), ...adjusted];
      }),
    ),
};
