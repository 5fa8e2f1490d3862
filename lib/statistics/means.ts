/** Number, mean and sum of squared deviations from the mean. */
export type Moments = { readonly count: number; readonly mean: number; readonly sumOfSquaredDeviations: number };

const noMoments: Moments = { count: 0, mean: 0, sumOfSquaredDeviations: 0 };

/** Moments of two disjoint groups together (Chan, Golub & LeVeque 1979): no cancellation as with Σx². */
export function mergeMoments(one: Moments, other: Moments): Moments {
  if (one.count === 0) return other;
  if (other.count === 0) return one;
  const count = one.count + other.count;
  const gap = other.mean - one.mean;
  return {
    count,
    mean: one.mean + (gap * other.count) / count,
    sumOfSquaredDeviations:
      one.sumOfSquaredDeviations + other.sumOfSquaredDeviations + (gap * gap * one.count * other.count) / count,
  };
}

/** Moments of single values. */
export function momentsOf(values: readonly number[]): Moments {
  return values.reduce(
    (moments, value) => mergeMoments(moments, { count: 1, mean: value, sumOfSquaredDeviations: 0 }),
    noMoments,
  );
}

/** Sample variance (divisor n - 1); null for fewer than two values. */
export function sampleVariance({ count, sumOfSquaredDeviations }: Moments): number | null {
  return count < 2 ? null : sumOfSquaredDeviations / (count - 1);
}

/** Standard error of the mean; null for fewer than two values. */
export function meanStandardError(moments: Moments): number | null {
  const variance = sampleVariance(moments);
  return variance === null ? null : Math.sqrt(variance / moments.count);
}

/** (mean - other mean) over the root of the average variance, for balance tables (Austin 2009); null if undefined. */
export function standardisedMeanDifference(one: Moments, other: Moments): number | null {
  const oneVariance = sampleVariance(one);
  const otherVariance = sampleVariance(other);
  if (oneVariance === null || otherVariance === null || oneVariance + otherVariance === 0) return null;
  return (one.mean - other.mean) / Math.sqrt((oneVariance + otherVariance) / 2);
}
