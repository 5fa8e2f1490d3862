import { chiSquareQuantile } from './distributions/chi-square.ts';
import {
  addPenalisedScores,
  type FirthProgress,
  penalisedScore,
  startFirth,
  takeFirthMessage,
  takeFirthScore,
} from './firth-logistic.ts';
import { addGlmMessages, type GlmData, glmMessage } from './glm-message.ts';
import type { Interval } from './interval.ts';
import { diagonal, element, entry, type Matrix, type Vector, vector, zeroVector } from './linear-algebra.ts';
import { bisect } from './root.ts';
import {
  columnMoments,
  mergeColumnMoments,
  rawCoefficients,
  rawCovariance,
  type Standardisation,
  standardisationOf,
  standardise,
} from './standardisation.ts';

/** A logistic model with Firth's penalty, finite under separation; or why there is none. */
export type FirthResult =
  | {
      readonly status: 'converged' | 'aliased';
      readonly coefficients: Vector;
      readonly covariance: Matrix;
      readonly standardErrors: Vector;
      readonly penalisedLogLikelihood: number;
      readonly rounds: number;
      readonly aliased: readonly number[];
    }
  | { readonly status: 'not-converged' | 'empty'; readonly rounds: number };

const mostRounds = 20;
const mostProfileRounds = 60;

type Ended = Exclude<FirthProgress, { status: 'continue' }>;

function search(sites: readonly GlmData[], start: Vector, fixed: number | null, rounds: number): Ended {
  let state = startFirth(start, fixed);
  for (;;) {
    const { question } = state;
    if (question.kind === 'message') {
      const message = sites.map((site) => glmMessage(site, 'logistic', question.at)).reduce(addGlmMessages);
      state = takeFirthMessage(state, message);
      continue;
    }
    const score = sites.map((site) => penalisedScore(site, question.at, question.bread)).reduce(addPenalisedScores);
    const progress = takeFirthScore(state, score, rounds);
    if (progress.status !== 'continue') return progress;
    state = progress.state;
  }
}

type Prepared = { readonly sites: readonly GlmData[]; readonly standardisation: Standardisation };

function prepare(rawSites: readonly GlmData[]): Prepared {
  const moments = rawSites.map((site) => columnMoments(site.covariates)).reduce(mergeColumnMoments, []);
  const standardisation = standardisationOf(moments);
  const sites = rawSites.map((site) => ({ ...site, covariates: standardise(site.covariates, standardisation) }));
  return { sites, standardisation };
}

/** Fits over sites at hand (R `brglm2` type `AS_mean`, `logistf`); standard errors from the inverse information. */
export function fitFirth(rawSites: readonly GlmData[]): FirthResult {
  const { sites, standardisation } = prepare(rawSites);
  const size = standardisation.scales.length;
  if (size === 0) return { status: 'empty', rounds: 0 };
  const end = search(sites, zeroVector(size), null, mostRounds);
  if (end.status === 'not-converged') return { status: 'not-converged', rounds: end.rounds };
  const covariance = rawCovariance(standardisation, end.bread);
  const scaling = standardisation.scales.reduce((sum, scale) => sum + Math.log(scale), 0);
  return {
    status: end.aliased.length > 0 ? 'aliased' : 'converged',
    coefficients: rawCoefficients(standardisation, end.at),
    covariance,
    standardErrors: diagonal(covariance).map((variance) => Math.sqrt(Math.max(0, variance))),
    penalisedLogLikelihood: end.penalised + scaling,
    rounds: end.rounds,
    aliased: end.aliased,
  };
}

/**
 * Limits where the penalised profile likelihood has fallen by half the chi-square quantile (Heinze & Schemper 2002);
 * for tables and single providers, since each point is a fit. Null if the model or a point does not converge.
 */
export function firthProfileInterval(rawSites: readonly GlmData[], term: number, level = 0.95): Interval | null {
  const { sites, standardisation } = prepare(rawSites);
  if (standardisation.scales.length === 0) return null;
  const best = search(sites, zeroVector(standardisation.scales.length), null, mostRounds);
  const scale = entry(standardisation.scales, term);
  const spread = Math.sqrt(element(best.bread, term, term));
  if (best.status !== 'converged' || spread === 0 || term === standardisation.intercept) return null;
  const centre = entry(best.at, term);
  const drop = chiSquareQuantile(level, 1) / 2;
  let converged = true;
  const excess = (value: number): number => {
    const start = vector(best.at.length, (index) => (index === term ? value : entry(best.at, index)));
    const point = search(sites, start, term, mostProfileRounds);
    converged &&= point.status === 'converged';
    return best.penalised - point.penalised - drop;
  };
  const limit = (direction: 1 | -1): number => {
    let distance = 2 * spread;
    while (excess(centre + direction * distance) < 0 && distance < 100 * spread) distance *= 1.5;
    const far = centre + direction * distance;
    return bisect(excess, Math.min(centre, far), Math.max(centre, far)) / scale;
  };
  const interval = { lower: limit(-1), upper: limit(1) };
  return converged ? interval : null;
}
