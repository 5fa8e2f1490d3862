import { aalenJohansen, type CompetingInterval } from '../../../lib/statistics/aalen-johansen.ts';
import { kaplanMeier } from '../../../lib/statistics/kaplan-meier.ts';
import { addLogRankSums, logRank, logRankSums, logRankTest } from '../../../lib/statistics/log-rank.ts';
import { widenForRounding } from '../../../lib/statistics/log-rank-rounding.ts';
import {
  addMeanCountTables,
  meanCountTable,
  meanCumulativeCount,
  type Observation,
  robustMeanCount,
} from '../../../lib/statistics/mean-cumulative-count.ts';
import {
  influenceSquares,
  meanCountDifference,
  meanCountInfluences,
} from '../../../lib/statistics/mean-cumulative-count-influence.ts';
import { nelsonAalen } from '../../../lib/statistics/nelson-aalen.ts';
import { restrictedMean } from '../../../lib/statistics/restricted-mean.ts';
import { contrastRestrictedMeans } from '../../../lib/statistics/restricted-mean-contrast.ts';
import { gridOverstatementDays, onUnknownDays } from '../../../lib/statistics/restricted-mean-grid.ts';
import { addRiskTables, type RiskInterval, riskIntervals } from '../../../lib/statistics/risk-table.ts';
import { survivalQuantile } from '../../../lib/statistics/survival-quantile.ts';
import { gridDays, type Providers, type SiteRow, summed } from '../../support/site-rows.ts';
import { tabulate } from '../../support/survival-tables.ts';
import type { Estimator } from './estimator.ts';

const ofArm = (rows: readonly SiteRow[], arm: number) => rows.filter((row) => row.arm === arm);
const plain = (rows: readonly SiteRow[]) =>
  tabulate(
    rows.map((row) => ({ timeDays: row.endDays, event: row.cause === 1 })),
    gridDays,
  );
const addTwo = (one: readonly RiskInterval[], other: readonly RiskInterval[]) => addRiskTables([one, other]);
const armTables = (providers: Providers) =>
  [0, 1].map((arm) => summed(providers, (rows) => plain(ofArm(rows, arm)), addTwo));

/** With delayed entry: who starts at an edge is at risk from the next cell. */
const delayed = (rows: readonly SiteRow[]) =>
  riskIntervals(
    0,
    gridDays.map((edge) => ({
      events: rows.filter((row) => row.endDays === edge && row.cause === 1).length,
      censored: rows.filter((row) => row.endDays === edge && row.cause !== 1).length,
      entered: rows.filter((row) => row.startDays === edge - 7).length,
    })),
    gridDays,
  );
const curve = (table: readonly RiskInterval[]) =>
  kaplanMeier(table, { roundingVariance: 25 / 12 }).flatMap(({ survival, standardError, lower, upper }) => [
    survival,
    standardError,
    lower,
    upper,
  ]);

const causes = (rows: readonly SiteRow[]): readonly CompetingInterval[] =>
  gridDays.map((endDays) => ({
    endDays,
    atRisk: rows.filter((row) => row.endDays >= endDays).length,
    events: [1, 2].map((cause) => rows.filter((row) => row.endDays === endDays && row.cause === cause).length),
    censored: rows.filter((row) => row.endDays === endDays && row.cause === 0).length,
  }));
const addCauses = (one: readonly CompetingInterval[], other: readonly CompetingInterval[]) =>
  one.map((cell, index) => ({
    ...cell,
    atRisk: cell.atRisk + (other[index]?.atRisk ?? 0),
    events: cell.events.map((count, cause) => count + (other[index]?.events[cause] ?? 0)),
    censored: cell.censored + (other[index]?.censored ?? 0),
  }));

const observed = (rows: readonly SiteRow[]): readonly Observation[] =>
  rows.map(({ household, startDays, endDays, signals }) => ({ household, startDays, endDays, events: signals }));
const reported = [28, 84];
const meanCounts = (providers: Providers, arm: number) => {
  const table = summed(
    providers,
    (rows) => meanCountTable(observed(ofArm(rows, arm)), gridDays),
    (one, other) => addMeanCountTables([one, other]),
  );
  const squares = summed(
    providers,
    (rows) => influenceSquares(meanCountInfluences(observed(ofArm(rows, arm)), table, reported), reported.length),
    (one, other) => one.map((square, index) => square + (other[index] ?? 0)),
  );
  return { table, robust: robustMeanCount(table, reported, squares) };
};

/** Estimators from risk tables on a grid and from counts of signals. */
export const survivalEstimators: readonly Estimator[] = [
  {
    name: 'Kaplan-Meier with limits, quartiles and delayed entry',
    covers: ['kaplan-meier', 'survival-limits', 'survival-quantile', 'survival-rounding', 'risk-table'],
    numbers: (providers) => {
      const entering = summed(providers, delayed, addTwo);
      const [table = []] = armTables(providers);
      const median = survivalQuantile(kaplanMeier(table), 0.5);
      return [...curve(table), ...curve(entering), median.timeDays, median.lowerDays, median.upperDays];
    },
  },
  {
    name: 'Nelson-Aalen',
    covers: ['nelson-aalen'],
    numbers: (providers) =>
      nelsonAalen(armTables(providers)[0] ?? []).flatMap((point) => [
        point.cumulativeHazard,
        point.cumulativeHazardError,
        point.lower,
      ]),
  },
  {
    name: 'log-rank and Harrington-Fleming, also for rounded counts',
    covers: ['log-rank', 'log-rank-rounding'],
    numbers: (providers) => {
      const groups = armTables(providers);
      const wide = logRankTest(widenForRounding(logRankSums(groups), groups, 25 / 12));
      return [logRank(groups).chiSquare, logRank(groups, 1).chiSquare, wide.chiSquare, wide.pValue];
    },
  },
  {
    name: 'log-rank stratified by municipality',
    covers: ['log-rank'],
    stratified: true,
    numbers: (providers) => {
      const sums = summed(
        providers,
        (rows) => logRankSums([0, 1].map((arm) => plain(ofArm(rows, arm)))),
        (one, other) => addLogRankSums([one, other]),
      );
      const test = logRankTest(sums);
      return [...sums.observed, ...sums.expected, test.chiSquare, test.pValue];
    },
  },
  {
    name: 'restricted means and contrasts',
    covers: ['restricted-mean', 'restricted-mean-contrast', 'restricted-mean-grid'],
    numbers: (providers) => {
      const tables = armTables(providers);
      const [one, other] = tables.map((table) =>
        onUnknownDays(restrictedMean(table, 63, { roundingVariance: 25 / 12 }), gridOverstatementDays(table, 63)),
      );
      if (one === undefined || other === undefined) return [];
      const { difference, ratio } = contrastRestrictedMeans(one, other);
      return [one.mean, one.standardError, one.lower, difference?.estimate ?? null, ratio?.upper ?? null];
    },
  },
  {
    name: 'Aalen-Johansen',
    covers: ['aalen-johansen'],
    numbers: (providers) =>
      aalenJohansen(summed(providers, causes, addCauses), { roundingVariance: 25 / 12 }).flatMap((point) => [
        ...point.incidence,
        ...point.standardErrors,
        ...point.lower,
      ]),
  },
  {
    name: 'mean cumulative count with Lawless-Nadeau errors',
    covers: ['mean-cumulative-count', 'mean-cumulative-count-influence'],
    numbers: (providers) => {
      const [one, other] = [meanCounts(providers, 0), meanCounts(providers, 1)];
      const differences = one.robust.flatMap((point, index) => {
        const second = other.robust[index];
        return second === undefined ? [] : [meanCountDifference(point, second).pValue];
      });
      const points = [...meanCumulativeCount(one.table), ...one.robust];
      return [...points.flatMap((point) => [point.mean, point.standardError, point.upper]), ...differences];
    },
  },
];
