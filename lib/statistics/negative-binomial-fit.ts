import { addGlmMessages, type GlmData } from './glm-message.ts';
import { diagonal, element, entry, type Matrix, submatrix, type Vector } from './linear-algebra.ts';
import { invertSymmetric } from './linear-algebra-solve.ts';
import {
  advanceNegativeBinomial,
  answerNegativeBinomial,
  type NegativeBinomialProgress,
  startNegativeBinomial,
} from './negative-binomial-rounds.ts';
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

/** A negative binomial model, or why there is none; `poisson` means that a Poisson model should be reported. */
export type NegativeBinomialResult =
  | {
      readonly status: 'converged' | 'aliased';
      readonly coefficients: Vector;
      readonly covariance: Matrix;
      readonly standardErrors: Vector;
      readonly theta: number;
      readonly thetaStandardError: number;
      readonly logLikelihood: number;
      readonly deviance: number;
      readonly rounds: number;
      readonly aliased: readonly number[];
    }
  | {
      readonly status: 'separated' | 'not-converged' | 'poisson' | 'no-variation' | 'empty';
      readonly rounds: number;
      readonly terms: readonly number[];
    };

type Ended = Exclude<NegativeBinomialProgress, { status: 'continue' }>;

/** The result on the raw scale of the covariates. */
export function negativeBinomialResult(progress: Ended, standardisation: Standardisation): NegativeBinomialResult {
  if (progress.status !== 'finished') return { status: progress.status, rounds: progress.rounds, terms: [] };
  const { status, coefficients, message, rounds, aliased, step } = progress.end;
  const size = coefficients.length - 1;
  if (status !== 'converged') {
    const terms = status === 'separated' ? separatedTerms(standardisation, step.slice(0, size)) : [];
    return { status, rounds, terms };
  }
  const kept = [...coefficients.keys()].slice(0, size);
  const covariance = rawCovariance(standardisation, invertSymmetric(submatrix(message.information, kept)));
  const theta = Math.exp(entry(coefficients, size));
  return {
    status: aliased.length > 0 ? 'aliased' : 'converged',
    coefficients: rawCoefficients(standardisation, coefficients.slice(0, size)),
    covariance,
    standardErrors: diagonal(covariance).map((variance) => Math.sqrt(Math.max(0, variance))),
    theta,
    thetaStandardError: theta / Math.sqrt(element(message.information, size, size)),
    logLikelihood: message.logLikelihood,
    deviance: message.deviance,
    rounds,
    aliased,
  };
}

/** Fits counts with variance mean + mean² / theta (R `MASS::glm.nb`) over sites at hand. */
export function fitNegativeBinomial(rawSites: readonly GlmData[]): NegativeBinomialResult {
  const moments = rawSites.map((site) => columnMoments(site.covariates)).reduce(mergeColumnMoments, []);
  if (moments.length === 0) return { status: 'empty', rounds: 0, terms: [] };
  const standardisation = standardisationOf(moments);
  const sites = rawSites.map((site) => ({ ...site, covariates: standardise(site.covariates, standardisation) }));
  let state = startNegativeBinomial({ size: moments.length, intercept: standardisation.intercept });
  for (;;) {
    const current = state;
    const message = sites.map((site) => answerNegativeBinomial(site, current)).reduce(addGlmMessages);
    const progress = advanceNegativeBinomial(state, message);
    if (progress.status !== 'continue') return negativeBinomialResult(progress, standardisation);
    state = progress.state;
  }
}
