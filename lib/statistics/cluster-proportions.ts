import type { Proportion } from './proportions.ts';

/** Sums over households h of successes x_h and totals n_h, enough for a household-clustered proportion. */
export type HouseholdSums = {
  readonly households: number;
  readonly successes: number;
  readonly total: number;
  readonly squaredSuccesses: number;
  readonly successesTimesTotal: number;
  readonly squaredTotals: number;
};

/** Household sums of one site from its households. */
export function householdSums(households: readonly Proportion[]): HouseholdSums {
  return households.reduce<HouseholdSums>(
    (sums, { successes, total }) => ({
      households: sums.households + 1,
      successes: sums.successes + successes,
      total: sums.total + total,
      squaredSuccesses: sums.squaredSuccesses + successes * successes,
      successesTimesTotal: sums.successesTimesTotal + successes * total,
      squaredTotals: sums.squaredTotals + total * total,
    }),
    { households: 0, successes: 0, total: 0, squaredSuccesses: 0, successesTimesTotal: 0, squaredTotals: 0 },
  );
}

/** Sums over two sites that share no household. */
export function addHouseholdSums(one: HouseholdSums, other: HouseholdSums): HouseholdSums {
  return {
    households: one.households + other.households,
    successes: one.successes + other.successes,
    total: one.total + other.total,
    squaredSuccesses: one.squaredSuccesses + other.squaredSuccesses,
    successesTimesTotal: one.successesTimesTotal + other.successesTimesTotal,
    squaredTotals: one.squaredTotals + other.squaredTotals,
  };
}

/** Variance of the share over the binomial one: H/(H-1) Σ(x_h - p n_h)² / n² (Cochran 1977, 11.8); 1 where undefined. */
export function designEffect(sums: HouseholdSums): number {
  const { households, successes, total } = sums;
  if (households < 2 || successes === 0 || successes === total) return 1;
  const share = successes / total;
  const squares = sums.squaredSuccesses - 2 * share * sums.successesTimesTotal + share * share * sums.squaredTotals;
  const variance = ((households / (households - 1)) * squares) / (total * total);
  return variance / ((share * (1 - share)) / total);
}

/** The proportion with the information it really has: both counts divided by the design effect. */
export function effectiveProportion(sums: HouseholdSums): Proportion {
  const effect = designEffect(sums);
  if (effect <= 0) return { successes: sums.successes, total: sums.total };
  return { successes: sums.successes / effect, total: sums.total / effect };
}
