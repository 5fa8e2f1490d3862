import { unknownLevel } from '../dataset/variables.ts';
import type { TableMeasure } from '../protocol/analysis.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type {
  Dimension,
  ReleasedCounts,
  ReleasedEvidence,
  ReleasedSums,
  ReleasedValues,
} from '../protocol/evidence.ts';
import type { Protection } from '../protocol/protection.ts';
import { normalQuantile } from '../statistics/distributions/normal.ts';
import { wilsonInterval } from '../statistics/proportions.ts';
import { combinations, levelKey } from './cells.ts';
import { estimate, groupName, roundingVariance, statusOf, stepVariance, withheld } from './estimate-rows.ts';

const z = normalQuantile(0.975);

function estimateCounts(evidence: ReleasedCounts, label: string | undefined): readonly Estimate[] {
  const status = statusOf(evidence.protection);
  const variance = roundingVariance(evidence.protection);
  return evidence.cells.map((cell) => {
    const group = [label === undefined ? '' : `count=${label}`, groupName(evidence.dimensions, cell.levels)]
      .filter((part) => part !== '')
      .join(';');
    if (cell.count === null) return withheld('count', group, 'count');
    return estimate({
      measure: 'count',
      group,
      method: 'count',
      status,
      value: cell.count,
      standard_error: variance === 0 ? null : Math.sqrt(variance),
    });
  });
}

/** A group without rows: nothing to say in an uncontrolled run, withheld otherwise. */
function empty(measure: Estimate['measure'], group: string, method: string, protection: Protection): Estimate {
  return protection.uncontrolled
    ? estimate({ measure, group, method, status: 'uncontrolled' })
    : withheld(measure, group, method);
}

/** Successes and known rows of one group; null when a cell of the group is withheld. */
function splitOutcome(
  evidence: ReleasedCounts,
  counts: ReadonlyMap<string, number | null>,
  levels: readonly string[],
  outcome: Dimension,
) {
  const known = outcome.levels
    .filter((level) => level !== unknownLevel)
    .map((level) => ({ level, count: counts.get(levelKey([...levels, level])) ?? null }));
  const present = known.filter((each) => each.count !== null);
  if (present.length < known.length) return null;
  const total = known.reduce((sum, each) => sum + (each.count ?? 0), 0);
  const successes = known.filter((each) => evidence.success?.includes(each.level) === true);
  return {
    total,
    successes: successes.reduce((sum, each) => sum + (each.count ?? 0), 0),
    successCells: successes.length,
    otherCells: known.length - successes.length,
  };
}

/**
 * Wilson interval with the variance of independently rounded cells added: the number of rows that gives the summed variance takes the
 * place of n (rulings 25; delta method on successes / (successes + others)).
 */
function proportionEstimate(
  group: string,
  evidence: ReleasedCounts,
  split: NonNullable<ReturnType<typeof splitOutcome>>,
): Estimate {
  const { total, successes } = split;
  if (total === 0) return empty('proportion', group, 'wilson', evidence.protection);
  const value = successes / total;
  const rounding = roundingVariance(evidence.protection);
  const added = (rounding * (split.successCells * (1 - value) ** 2 + split.otherCells * value ** 2)) / total ** 2;
  const binomial = (value * (1 - value)) / total;
  const effective =
    added === 0
      ? total
      : Math.max(1, (total * Math.max(binomial, 0.25 / total ** 2)) / (Math.max(binomial, 0.25 / total ** 2) + added));
  const interval = wilsonInterval({ successes: value * effective, total: effective });
  return estimate({
    measure: 'proportion',
    group,
    method: 'wilson',
    status: statusOf(evidence.protection),
    n: total,
    events: successes,
    value,
    standard_error: Math.sqrt(binomial + added),
    ci_low: interval.lower,
    ci_high: interval.upper,
  });
}

function estimateProportions(evidence: ReleasedCounts): readonly Estimate[] {
  const outcome = evidence.dimensions.at(-1);
  if (outcome === undefined) return [];
  const groups = evidence.dimensions.slice(0, -1);
  const counts = new Map(evidence.cells.map((cell) => [levelKey(cell.levels), cell.count]));
  return combinations(groups).map((levels) => {
    const split = splitOutcome(evidence, counts, levels, outcome);
    const group = groupName(groups, levels);
    return split === null ? withheld('proportion', group, 'wilson') : proportionEstimate(group, evidence, split);
  });
}

function estimateMeans(evidence: ReleasedSums, cap: number | undefined): readonly Estimate[] {
  const method = cap === undefined ? 'mean' : `mean, capped at ${cap}`;
  return evidence.cells.map((cell) => {
    const group = groupName(evidence.dimensions, cell.levels);
    if (cell.count === null || cell.mean === null || cell.count < 2)
      return empty('mean', group, method, evidence.protection);
    const { sumOfSquaredDeviations: squares, meanStep } = cell;
    const error = squares === null ? null : Math.sqrt(squares / (cell.count - 1) / cell.count + stepVariance(meanStep));
    return estimate({
      measure: 'mean',
      group,
      method,
      status: statusOf(evidence.protection),
      n: cell.count,
      value: cell.mean,
      standard_error: error,
      ci_low: error === null ? null : cell.mean - z * error,
      ci_high: error === null ? null : cell.mean + z * error,
    });
  });
}

function estimateValues(evidence: ReleasedValues): readonly Estimate[] {
  const method = evidence.measure === 'quantile' ? 'linear interpolation, R type 7' : 'exact';
  return evidence.cells.map((cell) =>
    evidence.protection.uncontrolled
      ? estimate({
          measure: evidence.measure,
          group: cell.group,
          method,
          status: 'uncontrolled',
          n: cell.count,
          value: cell.value,
        })
      : withheld(evidence.measure, cell.group, method),
  );
}

/** Estimates of one measure of a table from the released evidence of that name. */
export function estimateTable(
  measure: TableMeasure,
  name: string,
  evidence: readonly ReleasedEvidence[],
): readonly Estimate[] {
  const part = evidence.find((each) => each.name === name);
  switch (part?.kind) {
    case 'counts':
      return part.success === null
        ? estimateCounts(part, measure.measure === 'count' ? measure.name : undefined)
        : estimateProportions(part);
    case 'sums':
      return estimateMeans(part, measure.measure === 'mean' ? measure.cap : undefined);
    case 'values':
      return estimateValues(part);
    case 'risk-table':
    case 'competing-table':
    case 'person-time':
    case 'site-sums':
    case 'score-sums':
    case 'cluster-sums':
    case undefined:
      return [];
  }
}
