import { entry, type Vector, zeroVector } from '../linear-algebra.ts';
import { advanceNewton, type NewtonState, startNewton } from '../newton.ts';
import type { Evaluation } from './partial-likelihood.ts';

/**
 * A search between two evaluations, plain data: rounds can be resumed, and recomputed by every provider (ruling 20).
 * The next evaluation is wanted at `newton.asked`, on standardised terms.
 */
export type CoxState = { readonly newton: NewtonState<Evaluation>; readonly nullEvaluation: Evaluation | null };

/** The end of a search; `infinite` names the terms that run away under a monotone likelihood. */
export type CoxEnd = {
  readonly status: 'converged' | 'monotone-likelihood' | 'not-converged' | 'no-information';
  readonly coefficients: Vector;
  readonly evaluation: Evaluation;
  readonly nullEvaluation: Evaluation;
  readonly rounds: number;
  readonly aliased: readonly number[];
  readonly infinite: readonly number[];
};

/** The next question, or the end. */
export type CoxProgress =
  | { readonly status: 'continue'; readonly state: CoxState }
  | { readonly status: 'finished'; readonly end: CoxEnd };

/** Most evaluations between providers (ruling 20). */
export const mostCoxRounds = 15;

/** The likelihood has stopped rising for all that matters, yet a coefficient keeps its pace. */
const flatRise = 1e-4;
const unslowedPace = 0.5;
const smallestStep = 1e-4;

/** Starts a search; round 0 is at zero. */
export function startCox(terms: number): CoxState {
  return { newton: startNewton(zeroVector(terms)), nullEvaluation: null };
}

/** Terms whose step is not negligible beside the largest. */
function movingTerms(step: Vector): readonly number[] {
  const largest = Math.max(0, ...step.map(Math.abs));
  return step.flatMap((value, term) => (Math.abs(value) > 1e-2 * largest && largest > 0 ? [term] : []));
}

/**
 * Terms that keep their pace on a flat likelihood. Newton's steps shrink quadratically near a maximum and stay near 1 on
 * the raw scale when it lies at infinity; comparing paces needs no scale, so it also finds rare terms (R `coxph` warns).
 */
function driftingTerms(before: NewtonState<Evaluation>, after: NewtonState<Evaluation>): readonly number[] {
  const [earlier, later] = [before.accepted, after.accepted];
  if (earlier === null || later === null || earlier === later) return [];
  if (later.message.logLikelihood - earlier.message.logLikelihood > flatRise) return [];
  return movingTerms(later.step).filter((term) => {
    const step = Math.abs(entry(later.step, term));
    return step > smallestStep && step > unslowedPace * Math.abs(entry(earlier.step, term));
  });
}

/** One round: takes the pooled evaluation at the asked coefficients. */
export function advanceCox(state: CoxState, evaluation: Evaluation, rounds = mostCoxRounds): CoxProgress {
  const nullEvaluation = state.nullEvaluation ?? evaluation;
  const progress = advanceNewton(state.newton, evaluation, { rounds });
  if (progress.status === 'continue') {
    const infinite = driftingTerms(state.newton, progress.state);
    const { accepted, asked, round } = progress.state;
    if (infinite.length === 0 || accepted === null) {
      return { status: 'continue', state: { newton: progress.state, nullEvaluation } };
    }
    const found = { coefficients: asked, evaluation: accepted.message, nullEvaluation, rounds: round, aliased: [] };
    return { status: 'finished', end: { ...found, status: 'monotone-likelihood', infinite } };
  }
  const { coefficients, message, aliased, step } = progress;
  const found = { coefficients, evaluation: message, nullEvaluation, rounds: progress.rounds, aliased };
  if (progress.status === 'separated') {
    return { status: 'finished', end: { ...found, status: 'monotone-likelihood', infinite: movingTerms(step) } };
  }
  const informed = aliased.length < coefficients.length || progress.status === 'not-converged';
  return { status: 'finished', end: { ...found, status: informed ? progress.status : 'no-information', infinite: [] } };
}

/** Runs all rounds with evaluations at hand. */
export function searchCox(evaluateAt: (coefficients: Vector) => Evaluation, terms: number, rounds: number): CoxEnd {
  let state = startCox(terms);
  for (;;) {
    const progress = advanceCox(state, evaluateAt(state.newton.asked), rounds);
    if (progress.status === 'finished') return progress.end;
    state = progress.state;
  }
}
