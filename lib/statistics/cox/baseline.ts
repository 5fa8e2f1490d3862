import { addVectors, dot, quadraticForm, scaleVector, type Vector } from '../linear-algebra.ts';
import { type LimitOptions, type Limits, survivalLimits } from '../survival-limits.ts';
import type { CoxFit } from './fit.ts';
import { type HazardPath, pathAt } from './hazard-path.ts';

/** A point of the baseline cumulative hazard, for covariates of zero. */
export type BaselinePoint = { readonly timeDays: number; readonly cumulativeHazard: number };

/** The Breslow or Efron baseline hazard of one stratum, as its path was made (R `basehaz(centered = FALSE)`). */
export function baselineHazard(path: HazardPath): readonly BaselinePoint[] {
  return path.steps.map((step, index) => ({
    timeDays: step.timeDays,
    cumulativeHazard: path.cumulativeHazard[index] ?? 0,
  }));
}

/** Survival of a person with given covariates under a Cox model. */
export type AdjustedPoint = Limits & {
  readonly timeDays: number;
  readonly survival: number;
  readonly standardError: number;
};

/**
 * Adjusted survival exp(-exp(x'b) H(t)) with variance exp(2x'b) (sum of 1/S0^2 + q'Vq), q = xH - sum of mu dH
 * (Tsiatis 1981; R `survfit.coxph`). The path must be made at the fit's location, on the scale of the terms. No points without an
 * estimate of every term that has one to give: a curve at a coefficient that runs to infinity, or without events, means nothing.
 */
export function adjustedSurvival(
  fit: CoxFit,
  path: HazardPath,
  covariates: Vector,
  at: { readonly timesDays: readonly number[] } & LimitOptions,
): readonly AdjustedPoint[] {
  if (fit.status !== 'converged') return [];
  const relativeHazard = Math.exp(dot(covariates, fit.location));
  return at.timesDays.map((timeDays) => {
    const { hazard, variance, mean } = pathAt(path, timeDays);
    const shift = addVectors(scaleVector(covariates, hazard), scaleVector(mean, -1));
    const spread = variance + quadraticForm(fit.covariance, shift);
    const logStandardError = relativeHazard * Math.sqrt(spread);
    const survival = Math.exp(-relativeHazard * hazard);
    const limits = survivalLimits({ survival, logStandardError }, at);
    return { timeDays, survival, standardError: survival * logStandardError, ...limits };
  });
}
