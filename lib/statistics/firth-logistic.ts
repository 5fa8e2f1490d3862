import { addRow, emptyCrossProducts, informationOf } from './cross-products.ts';
import { eachKernel, type GlmData, type GlmMessage } from './glm-message.ts';
import {
  addMatrices,
  addVectors,
  entry,
  type Matrix,
  quadraticForm,
  rowOf,
  scaleVector,
  submatrix,
  type Vector,
  zeroVector,
} from './linear-algebra.ts';
import { cholesky, invertFactored, logDeterminant, solveSymmetric } from './linear-algebra-solve.ts';

/** Penalised score, and information with weights w (1 + h): what a site adds in the second exchange. */
export type PenalisedScore = { readonly score: Vector; readonly curvature: Matrix };

/**
 * Σ x (y - m p + h (1/2 - p)) with h = w x'M x, given the pooled inverse information M (Firth 1993); the curvature
 * takes in h because it is the exact one for a saturated model, which spares rounds.
 */
export function penalisedScore(data: GlmData, coefficients: Vector, bread: Matrix): PenalisedScore {
  const sums = emptyCrossProducts(coefficients.length);
  eachKernel(data, 'logistic', coefficients, (kernel, row) => {
    const covariates = rowOf(data.covariates, row);
    const trials = data.trials?.[row] ?? 1;
    const leverage = kernel.weight * quadraticForm(bread, covariates);
    const penalised = kernel.score + leverage * (0.5 - kernel.mean / trials);
    addRow(sums, covariates, penalised, kernel.weight * (1 + leverage / trials));
  });
  return { score: [...sums.score], curvature: informationOf(sums) };
}

/** The penalised scores of two sites together. */
export function addPenalisedScores(one: PenalisedScore, other: PenalisedScore): PenalisedScore {
  return { score: addVectors(one.score, other.score), curvature: addMatrices(one.curvature, other.curvature) };
}

/** What the hub asks next: a message at coefficients, or the penalised score there given the pooled inverse information. */
export type FirthQuestion =
  | { readonly kind: 'message'; readonly at: Vector }
  | { readonly kind: 'score'; readonly at: Vector; readonly bread: Matrix };

type Evaluated = {
  readonly at: Vector;
  readonly message: GlmMessage;
  readonly bread: Matrix;
  readonly aliased: readonly number[];
  readonly penalised: number;
};

/** What the hub remembers; `fixed` holds one coefficient, for a profile. */
export type FirthState = {
  readonly question: FirthQuestion;
  readonly round: number;
  readonly halvings: number;
  readonly fixed: number | null;
  readonly evaluated: Evaluated | null;
  readonly step: Vector;
};

/** The next question or the end; `penalised` is the penalised log-likelihood at the coefficients. */
export type FirthProgress =
  | { readonly status: 'continue'; readonly state: FirthState }
  | ({ readonly status: 'converged' | 'not-converged'; readonly rounds: number } & Evaluated);

const convergedStep = 1e-10;

/** Starts at the coefficients; each round is two exchanges (Heinze & Schemper 2002). */
export function startFirth(at: Vector, fixed: number | null = null): FirthState {
  const question = { kind: 'message', at } as const;
  return { question, round: 0, halvings: 0, fixed, evaluated: null, step: zeroVector(at.length) };
}

/** First exchange of a round: takes the pooled message; a step that lost penalised likelihood is halved. */
export function takeFirthMessage(state: FirthState, message: GlmMessage): FirthState {
  const { at } = state.question;
  const factor = cholesky(message.information);
  const penalised = message.logLikelihood + logDeterminant(factor) / 2;
  const before = state.evaluated;
  const worse = before !== null && !(penalised >= before.penalised - 1e-11 * (1 + Math.abs(before.penalised)));
  if (worse && state.halvings < 10) {
    const step = scaleVector(state.step, 0.5);
    const question = { kind: 'message', at: addVectors(before.at, step) } as const;
    return { ...state, question, step, halvings: state.halvings + 1 };
  }
  const evaluated = { at, message, bread: invertFactored(factor), aliased: factor.aliased, penalised };
  return { ...state, question: { kind: 'score', at, bread: evaluated.bread }, evaluated };
}

function firthStep({ score, curvature }: PenalisedScore, fixed: number | null): Vector {
  const free = [...score.keys()].filter((index) => index !== fixed);
  const solved = solveSymmetric(
    submatrix(curvature, free),
    free.map((index) => entry(score, index)),
  );
  const step = zeroVector(score.length);
  for (const [place, index] of free.entries()) step[index] = entry(solved, place);
  return step;
}

/** Second exchange of a round: takes the pooled penalised score; ends at most after the given rounds. */
export function takeFirthScore(state: FirthState, score: PenalisedScore, mostRounds: number): FirthProgress {
  const { evaluated } = state;
  if (evaluated === null) throw new RangeError('a penalised score comes after a message');
  const rounds = state.round + 1;
  const step = firthStep(score, state.fixed);
  const at = addVectors(evaluated.at, step);
  if (Math.max(0, ...step.map(Math.abs)) < convergedStep) return { status: 'converged', rounds, ...evaluated, at };
  if (rounds >= mostRounds) return { status: 'not-converged', rounds, ...evaluated };
  return {
    status: 'continue',
    state: { ...state, question: { kind: 'message', at }, round: rounds, halvings: 0, evaluated, step },
  };
}
