import { type GlmFamily, interceptStart } from './glm-family.ts';
import type { GlmMessage } from './glm-message.ts';
import { element, entry, type Vector, vector, zeroVector } from './linear-algebra.ts';
import { advanceNewton, type NewtonState, startNewton } from './newton.ts';

/** A model to fit: how many coefficients, and which of them is the intercept. */
export type GlmModel = { readonly family: GlmFamily; readonly size: number; readonly intercept: number | null };

/** What the hub remembers between rounds. Round 0 asks at zero, round 1 at the model without covariates. */
export type GlmState = {
  readonly model: GlmModel;
  readonly newton: NewtonState<GlmMessage>;
  readonly nullDeviance: number | null;
  readonly nullLogLikelihood: number | null;
};

/** End of a fit on the scale of the covariates used. */
export type GlmEnd = {
  readonly status: 'converged' | 'not-converged' | 'separated' | 'no-variation';
  readonly coefficients: Vector;
  readonly message: GlmMessage;
  readonly rounds: number;
  readonly aliased: readonly number[];
  readonly step: Vector;
  readonly nullDeviance: number | null;
  readonly nullLogLikelihood: number | null;
};

/** The next question to the sites, or the end. */
export type GlmProgress =
  | { readonly status: 'continue'; readonly state: GlmState }
  | { readonly status: 'finished'; readonly end: GlmEnd };

/** Most rounds of a fit (ruling 20). */
export const mostGlmRounds = 15;

/** Starts a fit; the sites' next message is asked at `state.newton.asked`. */
export function startGlm(model: GlmModel): GlmState {
  const newton = startNewton<GlmMessage>(zeroVector(model.size));
  return { model, newton, nullDeviance: null, nullLogLikelihood: null };
}

function withoutVariation(state: GlmState, message: GlmMessage): GlmProgress {
  const { asked } = state.newton;
  const { nullDeviance, nullLogLikelihood } = state;
  const unfitted = { coefficients: asked, message, rounds: 1, aliased: [], step: [], nullDeviance, nullLogLikelihood };
  return { status: 'finished', end: { status: 'no-variation', ...unfitted } };
}

/** One round: takes the pooled message at the asked coefficients (McCullagh & Nelder 1989, 2.5). */
export function advanceGlm(state: GlmState, message: GlmMessage): GlmProgress {
  const { model, newton } = state;
  const { intercept } = model;
  if (newton.round === 0 && intercept !== null) {
    const information = element(message.information, intercept, intercept);
    const start = interceptStart(model.family, entry(message.score, intercept), information);
    if (start === null) return withoutVariation(state, message);
    const asked = vector(model.size, (index) => (index === intercept ? start : 0));
    return { status: 'continue', state: { ...state, newton: { ...startNewton<GlmMessage>(asked), round: 1 } } };
  }
  const isNull = newton.round === 1 && intercept !== null;
  const nullDeviance = isNull ? message.deviance : state.nullDeviance;
  const nullLogLikelihood = isNull ? message.logLikelihood : state.nullLogLikelihood;
  const progress = advanceNewton(newton, message, { rounds: mostGlmRounds });
  if (progress.status === 'continue') {
    return { status: 'continue', state: { model, newton: progress.state, nullDeviance, nullLogLikelihood } };
  }
  return { status: 'finished', end: { ...progress, nullDeviance, nullLogLikelihood } };
}
