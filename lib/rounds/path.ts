import type { RoundsModel } from '../protocol/model.ts';
import { advanceCox, type CoxProgress, startCox } from '../statistics/cox/rounds.ts';
import type { GlmMessage } from '../statistics/glm-message.ts';
import { advanceGlm, type GlmProgress, startGlm } from '../statistics/glm-rounds.ts';
import { matrix, type Vector, vector } from '../statistics/linear-algebra.ts';
import type { Design } from './design.ts';
import type { CountsEvidence, EvaluationEvidence, Sums } from './evidence.ts';

/** Evidence of all providers, round by round; the first is the counts. */
export type Transcript = readonly Sums[];

/** Where a finished search ended, on the standardised scale; `last` is the pooled evidence of the last round. */
export type PathEnd = {
  readonly status: 'converged' | 'not-converged' | 'no-estimate';
  readonly coefficients: Vector;
  readonly aliased: readonly number[];
  readonly last: EvaluationEvidence | null;
  readonly counts: CountsEvidence | null;
  readonly rounds: number;
};

/** The next question: counts first, then evaluations at coefficients that follow from the transcript; or the end. */
export type PathStep =
  | { readonly status: 'counts' }
  | { readonly status: 'evaluate'; readonly coefficients: Vector; readonly rung: number | null }
  | { readonly status: 'finished'; readonly end: PathEnd };

/** Most evaluations of these models between providers (ruling 20). */
export const mostRounds = 15;

/** Number of coefficients of a design, the intercept included. */
export const sizeOf = (design: Design): number => design.columns.length + (design.hasIntercept ? 1 : 0);

/** What the model without covariates follows from: score and information of the intercept at zero, from counts alone. */
function countsMessage(family: 'logistic' | 'poisson', { rows, outcomes }: CountsEvidence, size: number): GlmMessage {
  const events = outcomes[0]?.events ?? 0;
  const atZero = family === 'logistic' ? 0.5 : 1;
  const information = family === 'logistic' ? rows / 4 : rows;
  return {
    score: vector(size, (index) => (index === 0 ? events - rows * atZero : 0)),
    information: matrix(size, size, (row, column) => (row === 0 && column === 0 ? information : 0)),
    logLikelihood: 0,
    deviance: 0,
    pearson: 0,
    count: rows,
  };
}

const glmMessageOf = (sums: EvaluationEvidence, counts: CountsEvidence): GlmMessage => ({
  score: sums.score,
  information: sums.information,
  logLikelihood: sums.logLikelihood,
  deviance: -2 * sums.logLikelihood,
  pearson: 0,
  count: counts.rows,
});

type Found = { readonly counts: CountsEvidence; readonly evaluations: readonly EvaluationEvidence[] };

function coxPath({ counts, evaluations }: Found, size: number): PathStep {
  let state = startCox(size);
  for (const [index, evaluation] of evaluations.entries()) {
    const progress: CoxProgress = advanceCox(state, evaluation, mostRounds);
    if (progress.status === 'finished') {
      const { status, coefficients, aliased } = progress.end;
      const rounds = index + 2;
      if (status === 'converged' || status === 'not-converged')
        return { status: 'finished', end: { status, coefficients, aliased, last: evaluation, counts, rounds } };
      return nothing(counts, rounds);
    }
    state = progress.state;
  }
  return { status: 'evaluate', coefficients: state.newton.asked, rung: counts.rung };
}

function glmPath(family: 'logistic' | 'poisson', { counts, evaluations }: Found, size: number): PathStep {
  const model = { family, size, intercept: 0 };
  let progress: GlmProgress = advanceGlm(startGlm(model), countsMessage(family, counts, size));
  for (const [index, evaluation] of evaluations.entries()) {
    if (progress.status === 'finished') break;
    progress = advanceGlm(progress.state, glmMessageOf(evaluation, counts));
    if (progress.status !== 'finished') continue;
    const { status, coefficients, aliased } = progress.end;
    const rounds = index + 2;
    if (status === 'converged' || status === 'not-converged')
      return { status: 'finished', end: { status, coefficients, aliased, last: evaluation, counts, rounds } };
    return nothing(counts, rounds);
  }
  if (progress.status === 'finished') return nothing(counts, 1);
  return { status: 'evaluate', coefficients: progress.state.newton.asked, rung: null };
}

function nothing(counts: CountsEvidence | null, rounds: number): PathStep {
  const end = { coefficients: [], aliased: [], last: null, counts, rounds };
  return { status: 'finished', end: { status: 'no-estimate', ...end } };
}

/**
 * The path of a model: every question follows from the specification and the evidence so far, so that each provider recomputes it and
 * nobody can ask another (rule P2). Evidence that cannot be of this path ends it without an estimate.
 */
export function pathOf(model: RoundsModel, design: Design, transcript: Transcript): PathStep {
  const [counts, ...later] = transcript;
  if (counts === undefined) return { status: 'counts' };
  const size = sizeOf(design);
  const evaluations = later.filter((sums) => sums.kind === 'evaluation');
  if (counts.kind !== 'counts' || evaluations.length < later.length) return nothing(null, transcript.length);
  if (evaluations.some(({ score }) => score.length !== size)) return nothing(counts, transcript.length);
  const found = { counts, evaluations };
  return model.model === 'cox-rounds' ? coxPath(found, size) : glmPath(model.family, found, size);
}

/** Coefficients asked so far, one for each evaluation of the transcript: what rule P6 compares. */
export function askedSoFar(model: RoundsModel, design: Design, transcript: Transcript): readonly Vector[] {
  return transcript.slice(1).flatMap((_, index) => {
    const step = pathOf(model, design, transcript.slice(0, index + 1));
    return step.status === 'evaluate' ? [step.coefficients] : [];
  });
}
