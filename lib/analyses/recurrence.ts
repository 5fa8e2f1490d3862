import { dimensionOf } from '../dataset/plan.ts';
import { laterSignalsQuery } from '../dataset/plan-cohort.ts';
import type { RecurrenceParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedSums } from '../protocol/evidence.ts';
import { normalQuantile, normalTwoSided } from '../statistics/distributions/normal.ts';
import { estimate, groupName, statusOf, withheld } from './estimate-rows.ts';
import type { AnalysisModule } from './module.ts';
import { momentsEvidence } from './moments.ts';
import { landmarkOf } from './risk-evidence.ts';
import { spellNeeds } from './spell-needs.ts';

const z = normalQuantile(0.975);
const method = 'mean cumulative count, Lawless-Nadeau';
const nameOf = (days: number) => `signals-by-${days}`;

type Cell = ReleasedSums['cells'][number];

/**
 * Mean and error of a cell. Everybody is followed to the horizon, so the mean cumulative count is the mean of the households' numbers
 * and Lawless and Nadeau's variance, the sum of (N - M)²/n², is their spread.
 */
function meanOf({ count, mean, sumOfSquaredDeviations }: Cell) {
  if (count === null || mean === null || sumOfSquaredDeviations === null || count < 2) return null;
  return { count, mean, standardError: Math.sqrt(sumOfSquaredDeviations) / count };
}

/** Ratio of the means of a group and the first group that is known, households being different ones. */
function ratioRow(row: Estimate, own: ReturnType<typeof meanOf>, base: ReturnType<typeof meanOf>, reference: string) {
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

function meanRows(part: ReleasedSums, days: number): readonly Estimate[] {
  const [first, ...others] = part.cells;
  const base = first === undefined ? null : meanOf(first);
  const row = (cell: Cell): readonly Estimate[] => {
    const group = groupName(part.dimensions, cell.levels);
    const found = meanOf(cell);
    if (found === null)
      return cell.count === null ? [{ ...withheld('mean-cumulative-count', group, method), time_days: days }] : [];
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
  const reference = first === undefined ? '' : groupName(part.dimensions, first.levels);
  return [
    ...part.cells.flatMap(row),
    ...others.flatMap((cell) =>
      row(cell).flatMap((each) => (each.value === null ? [] : ratioRow(each, meanOf(cell), base, reference))),
    ),
  ];
}

/** Mean number of new signals per household by each horizon: fewer signals, not only none. */
export const recurrence: AnalysisModule<RecurrenceParameters> = {
  needs: (parameters) =>
    spellNeeds(parameters.unit, [...parameters.by, ...parameters.where.map((each) => each.variable)]),
  plan: (parameters, context) => {
    const { unit, by, where, closedEntryDays, outcome } = parameters;
    const grouping = { unit, by, where, context, closedEntryDays, outcome };
    return parameters.horizonsDays.map((days) => laterSignalsQuery(grouping, landmarkOf(unit), days));
  },
  summarise: (parameters, context, results, scope) => {
    const dimensions = parameters.by.map((name) => dimensionOf(name, parameters.unit, context));
    return parameters.horizonsDays.map((days, index) =>
      momentsEvidence(results[index] ?? [], nameOf(days), dimensions, scope),
    );
  },
  estimate: (parameters, evidence) =>
    parameters.horizonsDays.flatMap((days) =>
      evidence.flatMap((part) => (part.kind === 'sums' && part.name === nameOf(days) ? meanRows(part, days) : [])),
    ),
};
