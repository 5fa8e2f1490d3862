import { continuedFraction } from './continued-fraction.ts';
import { binomialMass } from './saddle-point.ts';
import { allAbove, allBelow, swapTails, type Tails } from './tails.ts';

function fraction(x: number, alpha: number, beta: number): number {
  const numerator = (index: number): number => {
    const half = Math.floor(index / 2);
    const position = alpha + index;
    const factor = index % 2 === 0 ? half * (beta - half) : -(alpha + half) * (alpha + beta + half);
    return (factor * x) / ((position - 1) * position);
  };
  return continuedFraction({ numerator, denominator: () => 1 });
}

/** Regularised incomplete beta functions I_x(alpha, beta) and its complement; `rest` is 1 - x (DLMF 8.17.22). */
export function incompleteBeta(x: number, rest: number, alpha: number, beta: number): Tails {
  if (x <= 0) return allAbove;
  if (rest <= 0) return allBelow;
  if (x > (alpha + 1) / (alpha + beta + 2)) return swapTails(incompleteBeta(rest, x, beta, alpha));
  const lead = (binomialMass(alpha, alpha + beta, x, rest) * beta) / (alpha + beta);
  const lower = lead / fraction(x, alpha, beta);
  return { lower, upper: 1 - lower };
}
