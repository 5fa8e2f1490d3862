import { effectiveProportion, householdSums } from '../../../lib/statistics/cluster-proportions.ts';
import { additiveScore, funnelLimits, funnelScore, overdispersion } from '../../../lib/statistics/funnel-limits.ts';
import {
  meanStandardError,
  momentsOf,
  sampleVariance,
  standardisedMeanDifference,
} from '../../../lib/statistics/means.ts';
import { benjaminiHochberg, holm } from '../../../lib/statistics/multiplicity.ts';
import { clopperPearsonInterval, newcombeDifference, wilsonInterval } from '../../../lib/statistics/proportions.ts';
import { histogramQuantile, sampleQuantile } from '../../../lib/statistics/quantiles.ts';
import { exactCountInterval, rate } from '../../../lib/statistics/rates.ts';
import { levelSeparation } from '../../../lib/statistics/separation.ts';
import type { BadCase } from './bad-case.ts';

const nobody = { successes: 0, total: 0 };
const one = { successes: 1, total: 1 };

/** Counts, sums and moments that cannot answer. */
export const countCases: readonly BadCase[] = [
  [
    'proportions',
    'nobody',
    () => [wilsonInterval(nobody), clopperPearsonInterval(nobody)],
    [
      { lower: 0, upper: 1 },
      { lower: 0, upper: 1 },
    ],
  ],
  ['proportions', 'nobody in one group', () => newcombeDifference(nobody, one), null],
  ['proportions', 'one subject, with the event', () => wilsonInterval(one), { upper: 1 }],
  ['cluster-proportions', 'nobody', () => effectiveProportion(householdSums([])), nobody],
  [
    'cluster-proportions',
    'one household',
    () => effectiveProportion(householdSums([{ successes: 1, total: 4 }])),
    { successes: 1, total: 4 },
  ],
  [
    'means',
    'nobody and one subject',
    () => [sampleVariance(momentsOf([])), meanStandardError(momentsOf([7]))],
    [null, null],
  ],
  ['means', 'one level', () => standardisedMeanDifference(momentsOf([7, 7]), momentsOf([7, 7])), null],
  [
    'quantiles',
    'nobody',
    () => [histogramQuantile({ edges: [0, 1], counts: [0] }, 0.5), sampleQuantile([], 0.5)],
    [null, null],
  ],
  ['rates', 'no person-time', () => rate(3, 0), null],
  ['rates', 'no events', () => [rate(0, 900)?.value, exactCountInterval(0).lower], [0, 0]],
  [
    'funnel-limits',
    'an empty group',
    () => [funnelLimits(0, 0.2, 0.95), funnelScore(nobody, 0.2), additiveScore(nobody, 0.2, 0)],
    [null, null, null],
  ],
  [
    'funnel-limits',
    'no events anywhere',
    () => [funnelLimits(9, 0, 0.95), funnelScore({ successes: 0, total: 9 }, 0)],
    [{ lower: 0, upper: 0 }, null],
  ],
  [
    'funnel-limits',
    'one group, or no events, has no spread',
    () => [overdispersion([one], 0.5), overdispersion([one, one], 1)],
    [null, null],
  ],
  ['multiplicity', 'no tests', () => [holm([]), benjaminiHochberg([])], [[], []]],
  [
    'separation',
    'nobody, no events, only events',
    () => [nobody, { successes: 0, total: 3 }, { successes: 3, total: 3 }].map(levelSeparation),
    ['empty', 'no-events', 'only-events'],
  ],
];
