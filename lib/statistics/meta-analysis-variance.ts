import { chiSquareQuantile } from './distributions/chi-square.ts';
import type { Interval } from './interval.ts';
import type { MetaFit } from './meta-analysis-fit.ts';
import { bisect } from './root.ts';

/** Estimators of the between-site variance: restricted and plain likelihood, DerSimonian-Laird, Paule-Mandel, none. */
export type MetaMethod = 'REML' | 'ML' | 'DL' | 'PM' | 'EE';

type FitAt = (betweenVariance: number) => MetaFit;

/** Between-site variance tau² with its standard error, which equal effects do not have. */
export type BetweenVariance = { readonly value: number; readonly standardError: number | null };

const mostSteps = 200;

/** Fisher scoring (Viechtbauer 2005): `gain` is the score over the information. Null without convergence. */
function scoring(fitAt: FitAt, start: number, gain: (fit: MetaFit) => number): number | null {
  let value = start;
  for (let step = 0; step < mostSteps; step += 1) {
    const next = Math.max(0, value + gain(fitAt(value)));
    if (Math.abs(next - value) <= 1e-14 + 1e-13 * value) return next;
    value = next;
  }
  return null;
}

function restrictedGain(fit: MetaFit): number {
  return (fit.squaredResidual - fit.trace) / fit.squaredTrace;
}

function likelihoodGain(fit: MetaFit): number {
  return (fit.squaredResidual - fit.weights) / fit.squaredWeights;
}

/** Where the weighted residual sum of squares, which falls with tau², reaches a target; 0 if it starts below. */
function residualRoot(fitAt: FitAt, target: number): number {
  if (fitAt(0).residual <= target) return 0;
  let upper = 1;
  while (fitAt(upper).residual > target) upper *= 4;
  return bisect((value) => fitAt(value).residual - target, 0, upper);
}

function dersimonianLaird({ residual, degreesOfFreedom, trace }: MetaFit): number {
  return Math.max(0, (residual - degreesOfFreedom) / trace);
}

function byMoments(fit: MetaFit): BetweenVariance {
  const value = dersimonianLaird(fit);
  const variance = 2 * fit.degreesOfFreedom + 4 * value * fit.trace + 2 * value * value * fit.squaredTrace;
  return { value, standardError: Math.sqrt(variance) / fit.trace };
}

/** Estimates tau² (R metafor `rma`); null if the search does not converge. */
export function betweenVariance(fitAt: FitAt, method: MetaMethod): BetweenVariance | null {
  if (method === 'EE') return { value: 0, standardError: null };
  const start = byMoments(fitAt(0));
  if (method === 'DL') return start;
  if (method === 'PM') {
    const value = residualRoot(fitAt, fitAt(0).degreesOfFreedom);
    const { sites, degreesOfFreedom, weights } = fitAt(value);
    return { value, standardError: (Math.sqrt(2 / degreesOfFreedom) * sites) / weights };
  }
  const value = scoring(fitAt, start.value, method === 'REML' ? restrictedGain : likelihoodGain);
  if (value === null) return null;
  const fit = fitAt(value);
  return { value, standardError: Math.sqrt(2 / (method === 'REML' ? fit.squaredTrace : fit.squaredWeights)) };
}

/** Q-profile interval of tau² (Viechtbauer 2007, R metafor `confint`). */
export function betweenVarianceInterval(fitAt: FitAt, level = 0.95): Interval {
  const { degreesOfFreedom } = fitAt(0);
  const tail = (1 - level) / 2;
  return {
    lower: residualRoot(fitAt, chiSquareQuantile(1 - tail, degreesOfFreedom)),
    upper: residualRoot(fitAt, chiSquareQuantile(tail, degreesOfFreedom)),
  };
}
