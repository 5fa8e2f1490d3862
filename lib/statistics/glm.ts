import type { GlmFamily } from './glm-family.ts';
import { addGlmMessages, type GlmData, type GlmMessage, glmMessage } from './glm-message.ts';
import { advanceGlm, type GlmEnd, startGlm } from './glm-rounds.ts';
import { diagonal, type Matrix, scaleMatrix, type Vector } from './linear-algebra.ts';
import { invertSymmetric } from './linear-algebra-solve.ts';
import {
  columnMoments,
  mergeColumnMoments,
  rawCoefficients,
  rawCovariance,
  type Standardisation,
  separatedTerms,
  standardisationOf,
  standardise,
} from './standardisation.ts';

/** A fitted model; aliased coefficients are listed, and 0 with variance 0. */
export type GlmEstimate = {
  readonly status: 'converged' | 'aliased';
  readonly coefficients: Vector;
  readonly covariance: Matrix;
  readonly standardErrors: Vector;
  readonly logLikelihood: number;
  readonly deviance: number;
  readonly nullDeviance: number | null;
  readonly nullLogLikelihood: number | null;
  /** Pearson χ² over the residual degrees of freedom; the residual variance of a linear model. */
  readonly dispersion: number | null;
  readonly degreesOfFreedom: number;
  readonly count: number;
  readonly rounds: number;
  readonly aliased: readonly number[];
};

/**
 * Why there is no estimate: `terms` run to infinity, the response does not vary, nothing was observed, or a linear model
 * fits every observation (`saturated`), so that its error is unknown.
 */
export type GlmFailure = {
  readonly status: 'separated' | 'not-converged' | 'no-variation' | 'saturated' | 'empty';
  readonly rounds: number;
  readonly terms: readonly number[];
};

/** What a fit gives: an estimate or why there is none, never NaN. */
export type GlmResult = GlmEstimate | GlmFailure;

/** Normal log-likelihood at the maximum likelihood variance (R `logLik.lm`). */
function normalLogLikelihood({ deviance, count }: GlmMessage): number {
  return (-count / 2) * (Math.log((2 * Math.PI * deviance) / count) + 1);
}

/** The result on the raw scale of the covariates; the covariance of a linear model uses its residual variance. */
export function glmResult(family: GlmFamily, end: GlmEnd, standardisation: Standardisation): GlmResult {
  const { message, aliased, rounds, nullDeviance, nullLogLikelihood } = end;
  if (end.status !== 'converged') {
    const terms = end.status === 'separated' ? separatedTerms(standardisation, end.step) : [];
    return { status: end.status, rounds, terms };
  }
  const degreesOfFreedom = message.count - (end.coefficients.length - aliased.length);
  const dispersion = degreesOfFreedom > 0 ? message.pearson / degreesOfFreedom : null;
  if (family === 'linear' && !(dispersion !== null && dispersion > 0))
    return { status: 'saturated', rounds, terms: [] };
  const covariance = rawCovariance(
    standardisation,
    scaleMatrix(invertSymmetric(message.information), family === 'linear' ? (dispersion ?? 0) : 1),
  );
  return {
    status: aliased.length > 0 ? 'aliased' : 'converged',
    coefficients: rawCoefficients(standardisation, end.coefficients),
    covariance,
    standardErrors: diagonal(covariance).map((variance) => Math.sqrt(Math.max(0, variance))),
    logLikelihood: family === 'linear' ? normalLogLikelihood(message) : message.logLikelihood,
    deviance: message.deviance,
    nullDeviance,
    nullLogLikelihood,
    dispersion,
    degreesOfFreedom,
    count: message.count,
    rounds,
    aliased,
  };
}

/** A fit with the standardised sites it was made on, for what needs more exchanges (robust errors). */
export type GlmFit = {
  readonly result: GlmResult;
  readonly end: GlmEnd | null;
  readonly standardisation: Standardisation;
  readonly sites: readonly GlmData[];
};

/** Runs all rounds over sites at hand; between providers the same steps run as signed tasks. */
export function fitGlm(rawSites: readonly GlmData[], family: GlmFamily): GlmFit {
  const moments = rawSites.map((site) => columnMoments(site.covariates)).reduce(mergeColumnMoments, []);
  const standardisation = standardisationOf(moments);
  const sites = rawSites.map((site) => ({ ...site, covariates: standardise(site.covariates, standardisation) }));
  const base = { standardisation, sites };
  if (moments.length === 0) return { result: { status: 'empty', rounds: 0, terms: [] }, end: null, ...base };
  let state = startGlm({ family, size: moments.length, intercept: standardisation.intercept });
  for (;;) {
    const { asked } = state.newton;
    const message = sites.map((site) => glmMessage(site, family, asked)).reduce(addGlmMessages);
    const progress = advanceGlm(state, message);
    if (progress.status === 'finished') {
      return { result: glmResult(family, progress.end, standardisation), end: progress.end, ...base };
    }
    state = progress.state;
  }
}
