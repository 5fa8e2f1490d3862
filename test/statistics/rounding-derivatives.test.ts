import { describe, expect, test } from 'vitest';
import { aalenJohansen } from '../../lib/statistics/aalen-johansen.ts';
import { coxFromPatterns } from '../../lib/statistics/cox/estimate.ts';
import { roundedCovariance, roundingMeat } from '../../lib/statistics/cox/rounding.ts';
import { kaplanMeier } from '../../lib/statistics/kaplan-meier.ts';
import { logRankSums } from '../../lib/statistics/log-rank.ts';
import { widenForRounding } from '../../lib/statistics/log-rank-rounding.ts';
import { restrictedMean } from '../../lib/statistics/restricted-mean.ts';
import { type RiskInterval, riskIntervals } from '../../lib/statistics/risk-table.ts';
import { relativeError } from '../support/reference.ts';

const edgesDays = [28, 45, 75, 105, 135];
/** Per cell: first cause, second cause, censored; the third cell has no event of any cause. */
const first = [40, 5, 12, 30, 8, 0, 0, 0, 9, 12, 3, 6, 5, 2, 25];
const second = [20, 0, 9, 35, 0, 4, 0, 0, 12, 16, 0, 8, 9, 0, 31];

const cellsOf = (counts: readonly number[]) =>
  edgesDays.map((_, cell) => {
    const [own = 0, other = 0, censored = 0] = counts.slice(3 * cell, 3 * cell + 3);
    return { own, other, censored };
  });

/** Kaplan-Meier of any cause: the second cause counts as censored, rounded with it as one number. */
const tableOf = (counts: readonly number[]): readonly RiskInterval[] =>
  riskIntervals(
    counts.reduce((sum, count) => sum + count, 0),
    cellsOf(counts).map(({ own, other, censored }) => ({ events: own, censored: other + censored })),
    edgesDays,
  );

const competingOf = (counts: readonly number[]) =>
  tableOf(counts).map((cell, index) => {
    const { own = 0, other = 0, censored = 0 } = cellsOf(counts)[index] ?? {};
    return { endDays: cell.endDays, atRisk: cell.atRisk, events: [own, other], censored };
  });

/** Sum over the counts at the given places of the squared slope of an estimate: central differences, forward from 0. */
function squaredSlopes(
  estimate: (counts: readonly number[]) => number,
  counts: readonly number[],
  places: readonly number[],
) {
  const step = 1e-4;
  return places.reduce((sum, place) => {
    const moved = (shift: number): number =>
      estimate(counts.map((count, index) => (index === place ? count + shift : count)));
    const rise = counts[place] === 0 ? 4 * moved(step) - moved(2 * step) - 3 * moved(0) : moved(step) - moved(-step);
    return sum + (rise / (2 * step)) ** 2;
  }, 0);
}

const allPlaces = [...first.keys()];
/** Events and censorings only: two numbers per cell. */
const twoPerCell = allPlaces.filter((place) => place % 3 !== 1);
const rounded = { roundingVariance: 1 };

describe('the variance from rounding is the sum of squared slopes over all counts', () => {
  test.each([0, 1, 3, 4])('Kaplan-Meier at cell %d', (cell) => {
    const estimate = (counts: readonly number[]): number => kaplanMeier(tableOf(counts))[cell]?.survival ?? Number.NaN;
    const [wide, plain] = [rounded, {}].map(
      (options) => kaplanMeier(tableOf(first), options)[cell]?.standardError ?? 0,
    );
    const expected = squaredSlopes(estimate, first, twoPerCell);
    expect(relativeError([(wide ?? 0) ** 2 - (plain ?? 0) ** 2], [expected])).toBeLessThan(1e-6);
  });

  test.each([30, 45, 90, 135])('restricted mean to day %d', (horizonDays) => {
    const estimate = (counts: readonly number[]): number =>
      restrictedMean(tableOf(counts), horizonDays).mean ?? Number.NaN;
    const [wide, plain] = [rounded, {}].map(
      (options) => restrictedMean(tableOf(first), horizonDays, options).standardError ?? Number.NaN,
    );
    const expected = squaredSlopes(estimate, first, twoPerCell);
    expect(relativeError([(wide ?? 0) ** 2 - (plain ?? 0) ** 2], [expected])).toBeLessThan(1e-6);
  });

  test.each([
    [0, 0],
    [2, 0],
    [4, 0],
    [3, 1],
  ])('Aalen-Johansen at cell %d, cause %d', (cell, cause) => {
    const estimate = (counts: readonly number[]): number =>
      aalenJohansen(competingOf(counts))[cell]?.incidence[cause] ?? Number.NaN;
    const [wide, plain] = [rounded, {}].map(
      (options) => aalenJohansen(competingOf(first), options)[cell]?.standardErrors[cause] ?? Number.NaN,
    );
    // the last count of the last cell moves only the total
    const expected = squaredSlopes(estimate, first, allPlaces);
    expect(relativeError([(wide ?? 0) ** 2 - (plain ?? 0) ** 2], [expected])).toBeLessThan(1e-6);
  });

  const patternsOf = (counts: readonly number[]) => [
    { covariates: [0], stratum: '', intervals: tableOf(counts.slice(0, first.length)) },
    { covariates: [1], stratum: '', intervals: tableOf(counts.slice(first.length)) },
  ];
  const both = [...first, ...second];
  const bothPlaces = [...both.keys()].filter((place) => place % 3 !== 1);

  test('a Cox coefficient with Breslow ties', () => {
    const fit = coxFromPatterns(patternsOf(both), 'breslow');
    const meat = roundingMeat(patternsOf(both), fit.location, 'breslow');
    const found = (roundedCovariance(fit, fit.covariance, meat, 1)[0]?.[0] ?? 0) - (fit.covariance[0]?.[0] ?? 0);
    const estimate = (counts: readonly number[]): number =>
      coxFromPatterns(patternsOf(counts), 'breslow').coefficients[0] ?? Number.NaN;
    expect(relativeError([found], [squaredSlopes(estimate, both, bothPlaces)])).toBeLessThan(1e-5);
  });

  test('observed minus expected of a log-rank test', () => {
    const groups = (counts: readonly number[]) => patternsOf(counts).map((pattern) => pattern.intervals);
    const sums = logRankSums(groups(both));
    const found = widenForRounding(sums, groups(both), 1).variance[1]?.[1] ?? 0;
    const estimate = (counts: readonly number[]): number => {
      const { observed, expected } = logRankSums(groups(counts));
      return (observed[1] ?? 0) - (expected[1] ?? 0);
    };
    const added = found - (sums.variance[1]?.[1] ?? 0);
    expect(relativeError([added], [squaredSlopes(estimate, both, bothPlaces)])).toBeLessThan(1e-6);
  });
});
