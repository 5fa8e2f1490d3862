import type { Tails } from './tails.ts';

/** A continuous distribution on the positive numbers up to `largest`. */
type PositiveDistribution = {
  readonly tails: (x: number) => Tails;
  readonly density: (x: number) => number;
  readonly start: number;
  readonly largest: number;
};

const smallestLog = -744;
const largestLog = 709;

/** Signed distance in log probability, from the smaller tail, and its slope in x. */
function distance(distribution: PositiveDistribution, probability: number, x: number): { gap: number; slope: number } {
  const { lower, upper } = distribution.tails(x);
  const density = distribution.density(x);
  if (probability <= 0.5) return { gap: Math.log(lower) - Math.log(probability), slope: density / lower };
  return { gap: Math.log1p(-probability) - Math.log(upper), slope: density / upper };
}

/** Throws a RangeError for what is no probability: only a programming error gives one. */
export function requireProbability(probability: number): void {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError('a quantile needs a probability from 0 to 1');
}

/** Quantile by Newton's method in ln x on the log of the smaller tail, guarded by bisection. */
export function positiveQuantile(distribution: PositiveDistribution, probability: number): number {
  requireProbability(probability);
  if (probability === 0) return 0;
  if (probability === 1) return distribution.largest;
  let low = smallestLog;
  let high = Math.min(largestLog, Math.log(distribution.largest));
  let position = Math.min(Math.max(Math.log(distribution.start), low), high);
  for (let step = 0; step < 200; step += 1) {
    const x = Math.exp(position);
    const { gap, slope } = distance(distribution, probability, x);
    if (gap === 0) return x;
    if (gap < 0) low = position;
    else high = position;
    const newton = position - gap / (slope * x);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - position) < 1e-14) return polish(distribution, probability, Math.exp(next));
    position = next;
  }
  return Math.exp(position);
}

/** One step in x itself: ln x has too few digits for very small x. */
function polish(distribution: PositiveDistribution, probability: number, x: number): number {
  const { gap, slope } = distance(distribution, probability, x);
  const improved = x - gap / slope;
  return Number.isFinite(improved) && improved > 0 && improved <= distribution.largest ? improved : x;
}

/** Smallest whole number whose lower tail reaches the probability, up to 64 roundings as in R. */
export function discreteQuantile(lowerTail: (count: number) => number, probability: number, most: number): number {
  requireProbability(probability);
  if (probability === 0) return 0;
  const reached = (count: number): boolean => lowerTail(count) >= probability * (1 - 64 * Number.EPSILON);
  let high = 1;
  while (high < most && !reached(high)) high *= 2;
  let low = -1;
  high = Math.min(high, most);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return high;
}
