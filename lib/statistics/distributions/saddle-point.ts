import { stirlingError } from './log-gamma.ts';

/** x ln(x / mean) + mean - x without cancellation for x near the mean (Loader 2000, `bd0`). */
function devianceTerm(x: number, mean: number): number {
  const difference = x - mean;
  const total = x + mean;
  if (Math.abs(difference) >= 0.1 * total) return x * Math.log(x / mean) + mean - x;
  const ratio = difference / total;
  let sum = difference * ratio;
  let power = 2 * x * ratio;
  for (let odd = 3; odd < 2000; odd += 2) {
    power *= ratio * ratio;
    const next = sum + power / odd;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** e^-mean mean^x / Γ(x + 1) for real x >= 0 (Loader 2000, R `dpois`). */
export function poissonMass(x: number, mean: number): number {
  if (x < 0) return 0;
  if (mean === 0) return x === 0 ? 1 : 0;
  if (x <= mean * Number.MIN_VALUE) return Math.exp(-mean);
  return Math.exp(-stirlingError(x) - devianceTerm(x, mean)) / Math.sqrt(2 * Math.PI * x);
}

function allOrNothingMass(trials: number, all: number, other: number): number {
  if (trials === 0) return 1;
  return Math.exp(other < 0.1 ? -devianceTerm(trials, trials * all) - trials * other : trials * Math.log(all));
}

/** Binomial mass for real 0 <= x <= trials, success probability p and q = 1 - p (Loader 2000, R `dbinom_raw`). */
export function binomialMass(x: number, trials: number, p: number, q: number): number {
  if (x < 0 || x > trials) return 0;
  if (p === 0) return x === 0 ? 1 : 0;
  if (q === 0) return x === trials ? 1 : 0;
  if (x === 0) return allOrNothingMass(trials, q, p);
  if (x === trials) return allOrNothingMass(trials, p, q);
  const rest = trials - x;
  const logMass =
    stirlingError(trials) -
    stirlingError(x) -
    stirlingError(rest) -
    devianceTerm(x, trials * p) -
    devianceTerm(rest, trials * q);
  return Math.exp(logMass) * Math.sqrt(trials / (2 * Math.PI * x * rest));
}
