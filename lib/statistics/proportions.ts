import { betaQuantile } from './distributions/beta.ts';
import { type Interval, normalMultiplier } from './interval.ts';

/** Successes out of a total; after division by a design effect they need not be whole. */
export type Proportion = { readonly successes: number; readonly total: number };

const uninformed: Interval = { lower: 0, upper: 1 };

/** Score limits around a centre that may be shifted by a continuity correction. */
function scoreLimit({ total }: Proportion, z: number, centre: number, sign: 1 | -1): number {
  const square = (z * z) / total;
  const root = Math.sqrt((centre * (1 - centre)) / total + square / (4 * total));
  return (centre + square / 2 + sign * z * root) / (1 + square);
}

/** Wilson's score interval (Wilson 1927, R `prop.test(correct = FALSE)`); [0, 1] without observations. */
export function wilsonInterval(proportion: Proportion, level = 0.95): Interval {
  const { successes, total } = proportion;
  if (total === 0) return uninformed;
  const z = normalMultiplier(level);
  const centre = successes / total;
  return {
    lower: successes === 0 ? 0 : scoreLimit(proportion, z, centre, -1),
    upper: successes === total ? 1 : scoreLimit(proportion, z, centre, 1),
  };
}

/** Wilson's interval with Yates' correction towards one half (R `prop.test(correct = TRUE)`). */
export function wilsonCorrectedInterval(proportion: Proportion, level = 0.95): Interval {
  const { successes, total } = proportion;
  if (total === 0) return uninformed;
  const z = normalMultiplier(level);
  const correction = Math.min(0.5, Math.abs(successes - total / 2)) / total;
  const below = successes / total - correction;
  const above = successes / total + correction;
  return {
    lower: below <= 0 ? 0 : scoreLimit(proportion, z, below, -1),
    upper: above >= 1 ? 1 : scoreLimit(proportion, z, above, 1),
  };
}

/** Clopper and Pearson's exact interval (R `binom.test`). */
export function clopperPearsonInterval({ successes, total }: Proportion, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  const failures = total - successes;
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    upper: failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  };
}

/** Difference first - second with Newcombe's hybrid score interval (Newcombe 1998, method 10); null if a total is 0. */
export function newcombeDifference(
  first: Proportion,
  second: Proportion,
  level = 0.95,
): { readonly difference: number; readonly interval: Interval } | null {
  if (first.total === 0 || second.total === 0) return null;
  const firstShare = first.successes / first.total;
  const secondShare = second.successes / second.total;
  const one = wilsonInterval(first, level);
  const other = wilsonInterval(second, level);
  const difference = firstShare - secondShare;
  return {
    difference,
    interval: {
      lower: difference - Math.hypot(firstShare - one.lower, other.upper - secondShare),
      upper: difference + Math.hypot(one.upper - firstShare, secondShare - other.lower),
    },
  };
}
