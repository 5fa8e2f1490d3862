/** Counts between edges fixed in advance: counts[i] lies in (edges[i], edges[i + 1]]; the last edge may be infinite. */
export type Histogram = { readonly edges: readonly number[]; readonly counts: readonly number[] };

/** The bin that holds a quantile, and the value by linear interpolation in it; no value in an open bin. */
export type HistogramQuantile = { readonly lower: number; readonly upper: number; readonly value: number | null };

/** Counts of two sites on the same edges; different edges are a programming error. */
export function addHistograms(one: Histogram, other: Histogram): Histogram {
  if (one.edges.some((edge, index) => edge !== other.edges[index])) throw new RangeError('histograms differ in edges');
  return { edges: one.edges, counts: one.counts.map((count, index) => count + (other.counts[index] ?? 0)) };
}

/** Quantile from a histogram, with its bin as bound; null for an empty histogram. */
export function histogramQuantile({ edges, counts }: Histogram, probability: number): HistogramQuantile | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const target = probability * total;
  let below = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && below + count >= target) {
      const lower = edges[index] ?? Number.NEGATIVE_INFINITY;
      const upper = edges[index + 1] ?? Number.POSITIVE_INFINITY;
      const closed = Number.isFinite(lower) && Number.isFinite(upper);
      const value = closed ? lower + ((upper - lower) * Math.max(0, target - below)) / count : null;
      return { lower, upper, value };
    }
    below += count;
  }
  return null;
}

/** Quantile of single values, interpolated (Hyndman & Fan 1996 type 7, R `quantile`); null without values. */
export function sampleQuantile(values: readonly number[], probability: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (position - Math.floor(position));
}
