import { cramersV, likelihoodRatioTest, pearsonTest, raoScottTest } from '../../../lib/statistics/contingency.ts';
import {
  addStrata,
  cochranMantelHaenszelTest,
  mantelHaenszelOddsRatio,
  stratumSums,
} from '../../../lib/statistics/mantel-haenszel.ts';
import {
  addHeterogeneity,
  heterogeneitySums,
  taroneTest,
} from '../../../lib/statistics/mantel-haenszel-heterogeneity.ts';
import { stratifiedRounding } from '../../../lib/statistics/mantel-haenszel-rounding.ts';
import { oddsRatio, riskRatio, type TwoByTwo, yatesTest } from '../../../lib/statistics/tables.ts';
import { fisherTest } from '../../../lib/statistics/tables-exact.ts';
import { type ChiSquareTest, trendTest } from '../../../lib/statistics/trend.ts';
import { type Providers, summed } from '../../support/site-rows.ts';
import { type Counts, counted, plus } from './counted.ts';
import type { Estimator } from './estimator.ts';

const armCounts = counted(2, (row) => row.arm);
const bandCounts = counted(3, (row) => row.band);

const tableOf = ([
  exposedEvents = 0,
  exposedOthers = 0,
  unexposedEvents = 0,
  unexposedOthers = 0,
]: Counts): TwoByTwo => ({
  exposedEvents,
  exposedOthers,
  unexposedEvents,
  unexposedOthers,
});
const arms = (providers: Providers): TwoByTwo => tableOf(summed<Counts>(providers, armCounts, plus));
const proportions = (providers: Providers) => {
  const counts = summed<Counts>(providers, bandCounts, plus);
  return [0, 1, 2].map((band) => {
    const successes = counts[2 * band] ?? 0;
    return { successes, total: successes + (counts[2 * band + 1] ?? 0) };
  });
};
const statistic = (test: ChiSquareTest): readonly (number | null)[] =>
  test.status === 'estimated' ? [test.chiSquare, test.degreesOfFreedom, test.pValue] : [null];
const limits = (interval: { lower: number; upper: number | null } | null | undefined): readonly (number | null)[] => [
  interval?.lower ?? null,
  interval?.upper ?? null,
];

/** Estimators from tables of counts. */
export const tableEstimators: readonly Estimator[] = [
  {
    name: 'chi-square, likelihood ratio, trend',
    covers: ['contingency', 'trend'],
    numbers: (providers) => {
      const table = proportions(providers).map(({ successes, total }) => [successes, total - successes]);
      const test = pearsonTest(table);
      return [
        ...statistic(test),
        ...statistic(likelihoodRatioTest(table)),
        ...statistic(raoScottTest(test, 1.3)),
        cramersV(table),
        ...statistic(trendTest(proportions(providers))),
      ];
    },
  },
  {
    name: 'ratios, Yates and Fisher of a 2x2 table',
    covers: ['tables', 'tables-exact'],
    numbers: (providers) => {
      const table = arms(providers);
      const fisher = fisherTest(table);
      return [
        oddsRatio(table)?.logStandardError ?? null,
        riskRatio(table)?.ratio ?? null,
        ...statistic(yatesTest(table)),
        fisher.pValue,
        ...limits(fisher.interval),
      ];
    },
  },
  {
    name: 'Cochran-Mantel-Haenszel, Mantel-Haenszel and Tarone over municipalities',
    covers: ['mantel-haenszel', 'mantel-haenszel-heterogeneity', 'mantel-haenszel-rounding'],
    stratified: true,
    numbers: (providers) => {
      const sums = summed(providers, (rows) => stratumSums(tableOf(armCounts(rows))), addStrata);
      const ratio = mantelHaenszelOddsRatio(sums);
      const at = ratio?.oddsRatio ?? 1;
      const differences = summed(
        providers,
        (rows) => heterogeneitySums(tableOf(armCounts(rows)), at),
        addHeterogeneity,
      );
      return [
        stratifiedRounding(
          providers.flat().map((rows) => tableOf(armCounts(rows))),
          sums,
          { events: 2, others: 2 },
        ).logOddsRatio,
        ...statistic(cochranMantelHaenszelTest(sums)),
        ratio?.oddsRatio ?? null,
        ratio?.logStandardError ?? null,
        ...statistic(taroneTest(differences)),
      ];
    },
  },
];
