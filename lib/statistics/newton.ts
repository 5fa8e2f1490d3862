import { addVectors, dot, entry, type Matrix, scaleVector, type Vector } from './linear-algebra.ts';
import { cholesky, solveFactored } from './linear-algebra-solve.ts';

/** Derivatives of a log-likelihood at asked coefficients; sums over sites of all but a constant. */
export type ScoreMessage = { readonly score: Vector; readonly information: Matrix; readonly logLikelihood: number };

/** Limits of a search: rounds are evaluations, each one exchange with the sites. */
export type SearchLimits = { readonly rounds: number; readonly largestSteps?: Vector };

/** What the hub remembers between rounds; `asked` are the coefficients the next message must be computed at. */
export type NewtonState<Message extends ScoreMessage> = {
  readonly asked: Vector;
  readonly round: number;
  readonly halvings: number;
  readonly accepted: { readonly at: Vector; readonly message: Message; readonly step: Vector } | null;
};

/** The next question, or the end: `separated` means that coefficients run to infinity along the step. */
export type NewtonProgress<Message extends ScoreMessage> =
  | { readonly status: 'continue'; readonly state: NewtonState<Message> }
  | {
      readonly status: 'converged' | 'not-converged' | 'separated';
      readonly coefficients: Vector;
      readonly message: Message;
      readonly rounds: number;
      readonly aliased: readonly number[];
      /** The last Newton step: where the coefficients of a separated model run. */
      readonly step: Vector;
    };

/** Steps are compared on standardised covariates. */
const convergedStep = 1e-9;
const mostHalvings = 10;

/** A step this long that gains so little likelihood means a standard error above 10: the maximum lies at infinity. */
const runawayStep = 0.1;
const runawayGain = 1e-4;

/** Terms that run to infinity, from the last step on the raw scale times the scale of each covariate. */
export function runawayTerms(scaledStep: Vector): readonly number[] {
  return [...scaledStep.keys()].filter((index) => Math.abs(entry(scaledStep, index)) > runawayStep / 2);
}

/** Starts Newton's method at the given coefficients. */
export function startNewton<Message extends ScoreMessage>(asked: Vector): NewtonState<Message> {
  return { asked, round: 0, halvings: 0, accepted: null };
}

function limitStep(step: Vector, largestSteps: Vector | undefined): Vector {
  if (largestSteps === undefined) return step;
  return step.map((change, index) => {
    const largest = entry(largestSteps, index);
    return Math.min(largest, Math.max(-largest, change));
  });
}

function isWorse<Message extends ScoreMessage>(state: NewtonState<Message>, { logLikelihood }: Message): boolean {
  if (!Number.isFinite(logLikelihood)) return true;
  if (state.accepted === null) return false;
  const before = state.accepted.message.logLikelihood;
  return logLikelihood < before - 1e-11 * (1 + Math.abs(before));
}

/** Goes back half a step; gives up after ten halvings, or if the start itself has no likelihood. */
function retreat<Message extends ScoreMessage>(
  state: NewtonState<Message>,
  message: Message,
  limits: SearchLimits,
): NewtonProgress<Message> {
  const { accepted } = state;
  const round = state.round + 1;
  if (accepted === null || state.halvings >= mostHalvings || round >= limits.rounds) {
    const last = accepted ?? { at: state.asked, message, step: [] };
    const { at: coefficients, message: found, step } = last;
    return { status: 'not-converged', coefficients, message: found, rounds: round, aliased: [], step };
  }
  const halvings = state.halvings + 1;
  const asked = addVectors(accepted.at, scaleVector(accepted.step, 0.5 ** halvings));
  return { status: 'continue', state: { asked, round, halvings, accepted } };
}

/** One round of Newton's method with step-halving: takes the pooled message at `state.asked`. */
export function advanceNewton<Message extends ScoreMessage>(
  state: NewtonState<Message>,
  message: Message,
  limits: SearchLimits,
): NewtonProgress<Message> {
  if (isWorse(state, message)) return retreat(state, message, limits);
  const factor = cholesky(message.information);
  const step = limitStep(solveFactored(factor, message.score), limits.largestSteps);
  const longest = Math.max(0, ...step.map(Math.abs));
  const rounds = state.round + 1;
  const next = addVectors(state.asked, step);
  const end = { coefficients: next, message, rounds, aliased: factor.aliased, step };
  if (longest < convergedStep) return { status: 'converged', ...end };
  if (longest > runawayStep && dot(message.score, step) < runawayGain) {
    return { status: 'separated', ...end, coefficients: state.asked };
  }
  if (rounds >= limits.rounds) return { status: 'not-converged', ...end };
  const accepted = { at: state.asked, message, step };
  return { status: 'continue', state: { asked: next, round: rounds, halvings: 0, accepted } };
}
