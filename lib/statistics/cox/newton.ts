import { addVectors, entry, type Matrix, scaleVector, type Vector, zeroVector } from '../linear-algebra.ts';
import { cholesky, solveFactored } from '../linear-algebra-solve.ts';
import type { Evaluation } from './partial-likelihood.ts';

/** Rules of the search; terms that are held keep their start value. */
export type NewtonOptions = {
  readonly mostIterations?: number;
  readonly tolerance?: number;
  readonly held?: readonly number[];
  /** a penalised likelihood always has a maximum, so its slow steps are no sign of an infinite one */
  readonly canDrift?: boolean;
};

/**
 * A search between two evaluations, plain data so that rounds can be resumed and recomputed by every provider.
 * While searching, `coefficients` are where the next evaluation is wanted; afterwards they are the estimate.
 */
export type NewtonState = {
  readonly status: 'searching' | 'converged' | 'monotone-likelihood' | 'not-converged' | 'no-information';
  readonly coefficients: Vector;
  readonly evaluation: Evaluation | null;
  readonly accepted: Vector;
  readonly step: Vector;
  readonly iterations: number;
  readonly halvings: number;
  readonly aliased: readonly number[];
  readonly drifting: readonly number[];
};

const MOST_HALVINGS = 10;

/** The log-likelihood has stopped rising for all that matters, yet a coefficient keeps its pace. */
const FLAT_LIKELIHOOD = 1e-6;
const UNSLOWED_STEP = 0.5;

/** Starts a search, from zero unless told. */
export function startNewton(terms: number, start: Vector = zeroVector(terms)): NewtonState {
  const empty = { iterations: 0, halvings: 0, aliased: [], drifting: [], evaluation: null };
  return { ...empty, status: 'searching', coefficients: start, accepted: start, step: zeroVector(terms) };
}

function newtonStep(evaluation: Evaluation, held: ReadonlySet<number>): { step: Vector; aliased: readonly number[] } {
  const free = (row: number, column: number): boolean => !held.has(row) && !held.has(column);
  const information: Matrix = evaluation.information.map((row, index) =>
    row.map((value, other) => (free(index, other) ? value : 0)),
  );
  const factor = cholesky(information);
  const score = evaluation.score.map((value, index) => (held.has(index) ? 0 : value));
  return { step: solveFactored(factor, score), aliased: factor.aliased.filter((index) => !held.has(index)) };
}

/** Terms whose step has not slowed down although the likelihood is flat: their estimate is infinite (R `coxph`). */
function driftingTerms(step: Vector, previous: Vector, rise: number): readonly number[] {
  if (rise > FLAT_LIKELIHOOD) return [];
  const largest = Math.max(...step.map(Math.abs));
  if (largest < FLAT_LIKELIHOOD) return [];
  return step.flatMap((value, index) => {
    const pace = Math.abs(value) / Math.abs(entry(previous, index));
    return Math.abs(value) > 1e-3 * largest && pace > UNSLOWED_STEP ? [index] : [];
  });
}

function firstEvaluation(state: NewtonState, evaluation: Evaluation, options: NewtonOptions): NewtonState {
  const held = new Set(options.held ?? []);
  const { step, aliased } = newtonStep(evaluation, held);
  const accepted = state.coefficients;
  if (aliased.length + held.size === step.length && held.size === 0) {
    return { ...state, evaluation, aliased, accepted, status: 'no-information' };
  }
  if (Math.max(...step.map(Math.abs)) < (options.tolerance ?? 1e-10)) {
    return { ...state, evaluation, aliased, accepted, step, status: 'converged' };
  }
  return { ...state, evaluation, aliased, accepted, step, coefficients: addVectors(accepted, step), iterations: 1 };
}

function halve(state: NewtonState): NewtonState {
  const step = scaleVector(state.step, 0.5);
  if (state.halvings >= MOST_HALVINGS) return { ...state, coefficients: state.accepted, status: 'not-converged' };
  return { ...state, step, coefficients: addVectors(state.accepted, step), halvings: state.halvings + 1 };
}

function accept(state: NewtonState, evaluation: Evaluation, options: NewtonOptions): NewtonState {
  const held = new Set([...(options.held ?? []), ...state.aliased]);
  const { step } = newtonStep(evaluation, held);
  const rise = evaluation.logLikelihood - (state.evaluation?.logLikelihood ?? Number.NEGATIVE_INFINITY);
  const accepted = state.coefficients;
  const next = { ...state, evaluation, accepted, step, halvings: 0 };
  const largest = Math.max(...step.map(Math.abs));
  const drifting = options.canDrift === false ? [] : driftingTerms(step, state.step, rise);
  if (drifting.length > 0) return { ...next, drifting, status: 'monotone-likelihood' };
  const tolerance = options.tolerance ?? 1e-10;
  const atNoise = largest < 1e-6 && rise <= 1e-14 * Math.abs(evaluation.logLikelihood);
  if (largest < tolerance || (atNoise && largest < 1e3 * tolerance)) return { ...next, status: 'converged' };
  if (state.iterations >= (options.mostIterations ?? 30)) return { ...next, status: 'not-converged' };
  return { ...next, coefficients: addVectors(accepted, step), iterations: state.iterations + 1 };
}

/** Takes the evaluation at the wanted coefficients: halves the step if the likelihood fell, else goes on or stops. */
export function advanceNewton(state: NewtonState, evaluation: Evaluation, options: NewtonOptions = {}): NewtonState {
  if (state.status !== 'searching') return state;
  const before = state.evaluation;
  const finite = Number.isFinite(evaluation.logLikelihood) && evaluation.score.every(Number.isFinite);
  if (before === null) {
    return finite ? firstEvaluation(state, evaluation, options) : { ...state, status: 'not-converged' };
  }
  const slack = 1e-10 * Math.max(1, Math.abs(before.logLikelihood));
  if (!finite || evaluation.logLikelihood < before.logLikelihood - slack) return halve(state);
  return accept(state, evaluation, options);
}

/** Searches the maximum with evaluations at hand. */
export function maximise(
  evaluateAt: (coefficients: Vector) => Evaluation,
  start: NewtonState,
  options: NewtonOptions = {},
): NewtonState {
  let state = start;
  while (state.status === 'searching') state = advanceNewton(state, evaluateAt(state.coefficients), options);
  return state;
}

/** The terms that can be reported: neither aliased nor drifting. */
export function estimableTerms(state: NewtonState): readonly number[] {
  const lost = new Set([...state.aliased, ...state.drifting]);
  return state.coefficients.flatMap((_, index) => (lost.has(index) ? [] : [index]));
}
