import {
  cramersV,
  likelihoodRatioTest,
  pearsonTest,
  standardisedResiduals,
} from '../../../lib/statistics/contingency.ts';
import {
  addStrata,
  cochranMantelHaenszelTest,
  mantelHaenszelOddsRatio,
  stratumSums,
} from '../../../lib/statistics/mantel-haenszel.ts';
import { heterogeneitySums, taroneTest } from '../../../lib/statistics/mantel-haenszel-heterogeneity.ts';
import { stratifiedRounding } from '../../../lib/statistics/mantel-haenszel-rounding.ts';
import { oddsRatio, riskRatio, type TwoByTwo, yatesTest } from '../../../lib/statistics/tables.ts';
import { fisherTest } from '../../../lib/statistics/tables-exact.ts';
import { trendTest } from '../../../lib/statistics/trend.ts';
import type { BadCase } from './bad-case.ts';

const nobody = { successes: 0, total: 0 };
const table = (
  exposedEvents: number,
  exposedOthers: number,
  unexposedEvents: number,
  unexposedOthers: number,
): TwoByTwo => ({
  exposedEvents,
  exposedOthers,
  unexposedEvents,
  unexposedOthers,
});
const notEstimable = (reason: string) => ({ status: 'not-estimable', reason });
const noEvents = table(0, 40, 0, 60);
const noneExposed = table(0, 40, 20, 40);
const informative = stratumSums(table(8, 12, 5, 15));

/** Tables of counts that cannot answer. */
export const tableCases: readonly BadCase[] = [
  [
    'contingency',
    'an empty table',
    () =>
      pearsonTest([
        [0, 0],
        [0, 0],
      ]),
    notEstimable('empty'),
  ],
  ['contingency', 'no table at all', () => pearsonTest([]), notEstimable('empty')],
  [
    'contingency',
    'no events',
    () =>
      likelihoodRatioTest([
        [0, 40],
        [0, 60],
      ]),
    notEstimable('one-level'),
  ],
  [
    'contingency',
    'one subject',
    () =>
      pearsonTest([
        [1, 0],
        [0, 0],
      ]),
    notEstimable('one-level'),
  ],
  [
    'contingency',
    'one level: strength and residuals',
    () => [
      cramersV([
        [5, 0],
        [5, 0],
      ]),
      standardisedResiduals([
        [5, 0],
        [5, 0],
      ]),
    ],
    [
      null,
      [
        [0, 0],
        [0, 0],
      ],
    ],
  ],
  [
    'contingency',
    'zero events in an arm',
    () =>
      pearsonTest([
        [0, 40],
        [20, 40],
      ]),
    { status: 'estimated' },
  ],
  ['trend', 'nobody', () => trendTest([nobody, nobody]), notEstimable('empty')],
  [
    'trend',
    'no events',
    () =>
      trendTest([
        { successes: 0, total: 5 },
        { successes: 0, total: 9 },
      ]),
    notEstimable('no-variation'),
  ],
  ['trend', 'one level', () => trendTest([{ successes: 2, total: 5 }]), notEstimable('one-level')],
  ['tables', 'zero events in an arm', () => [oddsRatio(noneExposed), riskRatio(noneExposed)], [null, null]],
  [
    'tables',
    'no events, nobody',
    () => [yatesTest(noEvents), yatesTest(table(0, 0, 0, 0))],
    [notEstimable('one-level'), notEstimable('empty')],
  ],
  ['tables-exact', 'zero events in an arm', () => fisherTest(noneExposed), { oddsRatio: null, interval: { lower: 0 } }],
  ['tables-exact', 'separation', () => fisherTest(table(9, 0, 0, 9)), { oddsRatio: null, interval: { upper: null } }],
  [
    'tables-exact',
    'nobody',
    () => fisherTest(table(0, 0, 0, 0)),
    { pValue: 1, oddsRatio: null, interval: { lower: 0, upper: null } },
  ],
  [
    'mantel-haenszel',
    'no events in any stratum',
    () => [cochranMantelHaenszelTest(stratumSums(noEvents)), mantelHaenszelOddsRatio(stratumSums(noEvents))],
    [notEstimable('empty'), null],
  ],
  ['mantel-haenszel', 'zero events in an arm', () => mantelHaenszelOddsRatio(stratumSums(noneExposed)), null],
  [
    'mantel-haenszel',
    'one subject in a stratum changes nothing',
    () => addStrata(informative, stratumSums(table(1, 0, 0, 0))),
    informative,
  ],
  [
    'mantel-haenszel',
    'one stratum without information changes nothing',
    () => addStrata(informative, stratumSums(noEvents)),
    informative,
  ],
  [
    'mantel-haenszel-rounding',
    'no events in any stratum',
    () => stratifiedRounding([noEvents], stratumSums(noEvents), { events: 2, others: 2 }),
    { logOddsRatio: 0, excess: 0 },
  ],
  [
    'mantel-haenszel-heterogeneity',
    'one stratum',
    () => taroneTest(heterogeneitySums(table(8, 12, 5, 15), 2)),
    notEstimable('one-level'),
  ],
  [
    'mantel-haenszel-heterogeneity',
    'no events',
    () => taroneTest(heterogeneitySums(noEvents, 2)),
    notEstimable('empty'),
  ],
];
