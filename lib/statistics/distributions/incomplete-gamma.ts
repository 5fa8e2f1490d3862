import { continuedFraction } from './continued-fraction.ts';
import { poissonMass } from './saddle-point.ts';
import { allAbove, allBelow, type Tails } from './tails.ts';

function lowerSeries(shape: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let factor = shape + 1; term > sum * 1e-17; factor += 1) {
    term *= x / factor;
    sum += term;
  }
  return sum;
}

/** Regularised incomplete gamma functions P and Q (DLMF 8.11.4 below the mean, 8.9.2 above). */
export function incompleteGamma(shape: number, x: number): Tails {
  if (x <= 0) return allAbove;
  if (x === Number.POSITIVE_INFINITY) return allBelow;
  const mass = poissonMass(shape, x);
  if (x < shape + 1) {
    const lower = mass * lowerSeries(shape, x);
    return { lower, upper: 1 - lower };
  }
  const fraction = continuedFraction({
    numerator: (index) => -index * (index - shape),
    denominator: (index) => x + 1 - shape + 2 * index,
  });
  const upper = (mass * shape) / fraction;
  return { lower: 1 - upper, upper };
}
