import {
  addHouseholdSums,
  designEffect,
  effectiveProportion,
  householdSums,
} from '../../../lib/statistics/cluster-proportions.ts';
import { additiveScore, funnelLimits, funnelScore, overdispersion } from '../../../lib/statistics/funnel-limits.ts';
import {
  meanStandardError,
  mergeMoments,
  momentsOf,
  sampleVariance,
  standardisedMeanDifference,
} from '../../../lib/statistics/means.ts';
import { holm } from '../../../lib/statistics/multiplicity.ts';
import { clopperPearsonInterval, newcombeDifference, wilsonInterval } from '../../../lib/statistics/proportions.ts';
import { addHistograms, histogramQuantile } from '../../../lib/statistics/quantiles.ts';
import { byarCountInterval, rate } from '../../../lib/statistics/rates.ts';
import { separatedLevels } from '../../../lib/statistics/separation.ts';
import { type Providers, type SiteRow, summed } from '../../support/site-rows.ts';
import { type Counts, counted, plus } from './counted.ts';
import type { Estimator } from './estimator.ts';

const bandCounts = counted(3, (row) => row.band);

const proportions = (providers: Providers) => {
  const counts = summed<Counts>(providers, bandCounts, plus);
  return [0, 1, 2].map((band) => {
    const successes = counts[2 * band] ?? 0;
    return { successes, total: successes + (counts[2 * band + 1] ?? 0) };
  });
};
const all = (providers: Providers) =>
  proportions(providers).reduce((sum, group) => ({
    successes: sum.successes + group.successes,
    total: sum.total + group.total,
  }));
const limits = (interval: { lower: number; upper: number | null } | null | undefined): readonly (number | null)[] => [
  interval?.lower ?? null,
  interval?.upper ?? null,
];
const amounts = (arm: number) => (rows: readonly SiteRow[]) =>
  momentsOf(rows.filter((row) => row.arm === arm).map((row) => row.amount));
const edges = [0, 25, 50, 75, 100, 150, 200, 300];
const histogram = (rows: readonly SiteRow[]) => ({
  edges,
  counts: edges
    .slice(1)
    .map((edge, index) => rows.filter((row) => row.amount > (edges[index] ?? 0) && row.amount <= edge).length),
});
const households = (rows: readonly SiteRow[]) =>
  householdSums(
    [...Map.groupBy(rows, (row) => row.household).values()].map((own) => ({
      successes: own.reduce((sum, row) => sum + row.success, 0),
      total: own.length,
    })),
  );

/** Estimators from counts, sums and moments. */
export const countEstimators: readonly Estimator[] = [
  {
    name: 'proportions with limits and differences',
    covers: ['proportions'],
    numbers: (providers) => {
      const [first, second] = proportions(providers);
      if (first === undefined || second === undefined) return [];
      const difference = newcombeDifference(first, second);
      return [
        ...limits(wilsonInterval(first)),
        ...limits(clopperPearsonInterval(first)),
        difference?.difference ?? null,
        ...limits(difference?.interval),
      ];
    },
  },
  {
    name: 'design effect of households',
    covers: ['cluster-proportions'],
    numbers: (providers) => {
      const sums = summed(providers, households, addHouseholdSums);
      return [designEffect(sums), effectiveProportion(sums).total];
    },
  },
  {
    name: 'means, variances and standardised differences',
    covers: ['means'],
    numbers: (providers) => {
      const [one, other] = [0, 1].map((arm) => summed(providers, amounts(arm), mergeMoments));
      if (one === undefined || other === undefined) return [];
      return [one.mean, sampleVariance(one), meanStandardError(other), standardisedMeanDifference(one, other)];
    },
  },
  {
    name: 'quantiles from a histogram',
    covers: ['quantiles'],
    numbers: (providers) => {
      const counts = summed(providers, histogram, addHistograms);
      return [0.25, 0.5, 0.9].map((share) => histogramQuantile(counts, share)?.value ?? null);
    },
  },
  {
    name: 'rates with exact and Byar limits',
    covers: ['rates'],
    numbers: (providers) => {
      const { successes, total } = all(providers);
      return [...limits(rate(successes, 30 * total)?.interval), ...limits(byarCountInterval(successes))];
    },
  },
  {
    name: 'funnel limits around the pooled share, scores and overdispersion of groups',
    covers: ['funnel-limits'],
    numbers: (providers) => {
      const { successes, total } = all(providers);
      const target = successes / total;
      const groups = proportions(providers);
      const spread = overdispersion(groups, target);
      const scores = groups.flatMap((group) => [
        ...limits(funnelLimits(group.total, target, 0.998)),
        funnelScore(group, target),
        additiveScore(group, target, spread?.betweenVariance ?? 0),
      ]);
      return [spread?.factor ?? null, ...scores];
    },
  },
  {
    name: 'adjusted p-values and levels that separate',
    covers: ['multiplicity', 'separation'],
    numbers: (providers) => {
      const groups = proportions(providers);
      const pValues = groups.map(({ successes, total }) => 1 - successes / (total + 1));
      return [...holm(pValues), separatedLevels(groups).length];
    },
  },
];
