import { chiSquareTails } from './distributions/chi-square.ts';
import type { Interval } from './interval.ts';
import { diagonal, type Matrix, type Vector } from './linear-algebra.ts';
import { fitsOf, type MetaFit } from './meta-analysis-fit.ts';
import { addMetaSums, type MetaEvidence, metaSums, type SiteEstimate, usableSites } from './meta-analysis-sums.ts';
import { betweenVariance, betweenVarianceInterval, type MetaMethod } from './meta-analysis-variance.ts';

/** A random-effects model of site estimates: how much sites differ, and what a new site may show. */
export type MetaAnalysis =
  | {
      readonly status: 'estimated';
      readonly method: MetaMethod;
      readonly sites: number;
      readonly coefficients: Vector;
      readonly covariance: Matrix;
      readonly standardErrors: Vector;
      readonly aliased: readonly number[];
      readonly degreesOfFreedom: number;
      /** tau². */
      readonly betweenVariance: number;
      readonly betweenVarianceStandardError: number | null;
      /** Cochran's Q and its p-value: differences beyond chance. */
      readonly heterogeneity: { readonly statistic: number; readonly pValue: number };
      /** I² from 0 to 1, and H². */
      readonly inconsistency: number;
      readonly relativeExcess: number;
      readonly logLikelihood: number;
      /** Hartung and Knapp's factor: weighted residual mean square. */
      readonly residualMeanSquare: number;
    }
  | { readonly status: 'too-few' | 'not-converged'; readonly sites: number };

/** I² and H²: from tau² and the typical within-site variance, for equal effects from Q (Higgins & Thompson 2002). */
function inconsistencyOf(fixed: MetaFit, method: MetaMethod, tauSquared: number): { share: number; excess: number } {
  const { residual, degreesOfFreedom, trace } = fixed;
  if (method === 'EE') {
    const share = residual > 0 ? Math.max(0, (residual - degreesOfFreedom) / residual) : 0;
    return { share, excess: residual / degreesOfFreedom };
  }
  const typicalVariance = degreesOfFreedom / trace;
  return { share: tauSquared / (tauSquared + typicalVariance), excess: tauSquared / typicalVariance + 1 };
}

/**
 * Random-effects meta-analysis or meta-regression from sums over sites (R metafor `rma`). Each between-site variance asked
 * is an exchange: two for DL, one for EE, some ten for the others.
 */
export function metaAnalysisOf(evidence: MetaEvidence, method: MetaMethod = 'REML'): MetaAnalysis {
  const fitAt = fitsOf(evidence);
  const { sites } = evidence(0);
  const fixed = fitAt(0);
  if (sites < 2 || fixed.degreesOfFreedom < 1) return { status: 'too-few', sites };
  const between = betweenVariance(fitAt, method);
  if (between === null) return { status: 'not-converged', sites };
  const fit = fitAt(between.value);
  const { share, excess } = inconsistencyOf(fixed, method, between.value);
  return {
    status: 'estimated',
    method,
    sites,
    coefficients: fit.coefficients,
    covariance: fit.covariance,
    standardErrors: diagonal(fit.covariance).map(Math.sqrt),
    aliased: fit.aliased,
    degreesOfFreedom: fit.degreesOfFreedom,
    betweenVariance: between.value,
    betweenVarianceStandardError: between.standardError,
    heterogeneity: {
      statistic: fixed.residual,
      pValue: chiSquareTails(fixed.residual, fixed.degreesOfFreedom).upper,
    },
    inconsistency: share,
    relativeExcess: excess,
    logLikelihood: method === 'REML' ? fit.restrictedLogLikelihood : fit.logLikelihood,
    residualMeanSquare: fit.residual / fit.degreesOfFreedom,
  };
}

type Providers = readonly (readonly SiteEstimate[])[];

function evidenceOf(providers: Providers): MetaEvidence | null {
  const usable = providers.map(usableSites).filter((sites) => sites.length > 0);
  if (usable.length === 0) return null;
  return (tauSquared) => usable.map((sites) => metaSums(sites, tauSquared)).reduce(addMetaSums);
}

/** The same over sites at hand, at any number of providers; sites without a usable variance are left out. */
export function metaAnalysis(providers: Providers, method: MetaMethod = 'REML'): MetaAnalysis {
  const evidence = evidenceOf(providers);
  return evidence === null ? { status: 'too-few', sites: 0 } : metaAnalysisOf(evidence, method);
}

/** Q-profile limits of tau² over sites at hand; null with fewer than two usable ones. */
export function metaVarianceInterval(providers: Providers, level = 0.95): Interval | null {
  const evidence = evidenceOf(providers);
  if (evidence === null) return null;
  const fitAt = fitsOf(evidence);
  return fitAt(0).degreesOfFreedom < 1 ? null : betweenVarianceInterval(fitAt, level);
}
