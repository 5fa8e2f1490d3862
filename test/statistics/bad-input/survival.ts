import { aalenJohansen } from '../../../lib/statistics/aalen-johansen.ts';
import { kaplanMeier } from '../../../lib/statistics/kaplan-meier.ts';
import { logRank, logRankSums, logRankTest, stratifiedLogRank } from '../../../lib/statistics/log-rank.ts';
import { widenForRounding } from '../../../lib/statistics/log-rank-rounding.ts';
import { meanCountTable, meanCumulativeCount, robustMeanCount } from '../../../lib/statistics/mean-cumulative-count.ts';
import {
  influenceSquares,
  meanCountDifference,
  meanCountInfluences,
} from '../../../lib/statistics/mean-cumulative-count-influence.ts';
import { nelsonAalen } from '../../../lib/statistics/nelson-aalen.ts';
import { piecewiseCells, poissonCells } from '../../../lib/statistics/piecewise-exponential.ts';
import { restrictedMean } from '../../../lib/statistics/restricted-mean.ts';
import { contrastRestrictedMeans } from '../../../lib/statistics/restricted-mean-contrast.ts';
import { gridOverstatementDays, onUnknownDays } from '../../../lib/statistics/restricted-mean-grid.ts';
import { riskIntervals } from '../../../lib/statistics/risk-table.ts';
import { survivalLimits } from '../../../lib/statistics/survival-limits.ts';
import { medianSurvival } from '../../../lib/statistics/survival-quantile.ts';
import { roundingLogVariances } from '../../../lib/statistics/survival-rounding.ts';
import type { BadCase } from './bad-case.ts';

const none = { events: 0, censored: 0 };
const edges = [28, 56];
const nobody = riskIntervals(0, [none, none], edges);
const allCensored = riskIntervals(40, [none, { events: 0, censored: 40 }], edges);
const allEvents = riskIntervals(40, [{ events: 40, censored: 0 }, none], edges);
const oneSubject = riskIntervals(1, [{ events: 1, censored: 0 }, none], edges);
const some = riskIntervals(
  40,
  [
    { events: 9, censored: 3 },
    { events: 5, censored: 23 },
  ],
  edges,
);
const leaves = riskIntervals(40, [{ events: 2, censored: 38 }, none], edges);
const noTest = { status: 'not-estimable', chiSquare: null, pValue: null };
const noContrast = { difference: null, ratio: null, lostTimeRatio: null };
const counted = meanCountTable([], edges);

/** Risk tables and counts of signals that cannot answer. */
export const survivalCases: readonly BadCase[] = [
  ['kaplan-meier', 'nobody', () => kaplanMeier(nobody).at(-1), { atRisk: 0, survival: 1, lower: null, upper: null }],
  ['kaplan-meier', 'all censored', () => kaplanMeier(allCensored).at(-1), { survival: 1, lower: null, upper: null }],
  [
    'kaplan-meier',
    'all have the event',
    () => kaplanMeier(allEvents)[0],
    { survival: 0, standardError: null, lower: null },
  ],
  [
    'kaplan-meier',
    'one subject, rounded',
    () => kaplanMeier(oneSubject, { roundingVariance: 2 })[0],
    { survival: 0, standardError: null },
  ],
  [
    'survival-limits',
    'survival of 0 and 1',
    () => [0, 1].map((survival) => survivalLimits({ survival, logStandardError: 0.1 })),
    [
      { lower: null, upper: null },
      { lower: null, upper: null },
    ],
  ],
  [
    'survival-quantile',
    'nobody reaches it',
    () => medianSurvival(kaplanMeier(allCensored)),
    { timeDays: null, lowerDays: null, upperDays: null },
  ],
  ['survival-rounding', 'nobody', () => roundingLogVariances(nobody, 2), [0, 0]],
  ['risk-table', 'nobody', () => nobody.map((cell) => cell.atRisk), [0, 0]],
  [
    'nelson-aalen',
    'all censored',
    () => nelsonAalen(allCensored).at(-1),
    { cumulativeHazard: 0, lower: null, upper: null },
  ],
  ['nelson-aalen', 'one subject', () => nelsonAalen(oneSubject).at(-1), { cumulativeHazard: 1 }],
  ['log-rank', 'no groups, one group', () => [logRank([]), logRank([some])], [noTest, noTest]],
  ['log-rank', 'all censored', () => logRank([allCensored, allCensored]), noTest],
  ['log-rank', 'one subject', () => logRank([oneSubject, nobody]), noTest],
  [
    'log-rank',
    'zero events in an arm',
    () => logRank([some, allCensored]),
    { status: 'estimated', degreesOfFreedom: 1 },
  ],
  [
    'log-rank',
    'an empty arm costs no degree of freedom',
    () => logRank([some, allEvents, nobody]),
    { status: 'estimated', degreesOfFreedom: 1 },
  ],
  [
    'log-rank',
    'one stratum without information',
    () =>
      stratifiedLogRank([
        [some, allEvents],
        [allCensored, allCensored],
      ]).chiSquare,
    logRank([some, allEvents]).chiSquare,
  ],
  [
    'log-rank-rounding',
    'all censored',
    () => logRankTest(widenForRounding(logRankSums([nobody, nobody]), [nobody, nobody], 2)),
    noTest,
  ],
  [
    'restricted-mean',
    'nobody',
    () => restrictedMean(nobody, 56),
    { status: 'follow-up-too-short', mean: null, lower: null },
  ],
  [
    'restricted-mean',
    'nobody is followed to the horizon',
    () => restrictedMean(leaves, 56),
    { status: 'follow-up-too-short', mean: null },
  ],
  [
    'restricted-mean',
    'all censored at the horizon',
    () => restrictedMean(allCensored, 56),
    { status: 'estimated', mean: 56 },
  ],
  [
    'restricted-mean-contrast',
    'no follow-up in a group',
    () => contrastRestrictedMeans(restrictedMean(some, 56), restrictedMean(leaves, 56)),
    noContrast,
  ],
  [
    'restricted-mean-contrast',
    'all censored in both',
    () => contrastRestrictedMeans(restrictedMean(allCensored, 56), restrictedMean(allCensored, 56)),
    noContrast,
  ],
  [
    'restricted-mean-grid',
    'nobody',
    () => [gridOverstatementDays(nobody, 56), onUnknownDays(restrictedMean(nobody, 56), 0)],
    [0, { mean: null, lower: null }],
  ],
  ['aalen-johansen', 'no grid', () => aalenJohansen([]), []],
  [
    'aalen-johansen',
    'nobody',
    () => aalenJohansen([{ endDays: 28, atRisk: 0, events: [0, 0], censored: 0 }], { roundingVariance: 2 }),
    [{ incidence: [0, 0], lower: [null, null] }],
  ],
  [
    'aalen-johansen',
    'one cause takes all',
    () => aalenJohansen([{ endDays: 28, atRisk: 5, events: [5, 0], censored: 0 }], { roundingVariance: 2 }),
    [{ incidence: [1, 0], upper: [null, null] }],
  ],
  [
    'mean-cumulative-count',
    'nobody',
    () => meanCumulativeCount(counted).at(-1),
    { observed: 0, mean: 0, lower: null, upper: null },
  ],
  [
    'mean-cumulative-count',
    'no signals, no grid',
    () => [robustMeanCount(counted, [56], [0]), robustMeanCount([], [56], [0])],
    [[{ mean: 0, lower: null }], [{ mean: 0, lower: null }]],
  ],
  ['mean-cumulative-count-influence', 'nobody', () => influenceSquares(meanCountInfluences([], counted, [56]), 1), [0]],
  [
    'mean-cumulative-count-influence',
    'arms that do not vary',
    () => robustMeanCount(counted, [56], [0]).map((point) => meanCountDifference(point, point)),
    [{ estimate: 0, pValue: null }],
  ],
  [
    'piecewise-exponential',
    'nobody, no person-time',
    () => [
      piecewiseCells([], [28]),
      poissonCells([{ interval: 0, stratum: 0, covariates: [], events: 0, personDays: 0 }], 1),
    ],
    [[], []],
  ],
];
