import { interceptStart } from './glm-family.ts';
import { type GlmData, type GlmMessage, glmMessage } from './glm-message.ts';
import type { GlmModel } from './glm-rounds.ts';
import { element, entry, vector, zeroVector } from './linear-algebra.ts';
import { negativeBinomialMessage } from './negative-binomial.ts';
import { advanceNewton, type NewtonProgress, type NewtonState, startNewton } from './newton.ts';

/** Between rounds; the first round asks for a Poisson message at zero, the others for negative binomial ones. */
export type NegativeBinomialState = {
  readonly model: Omit<GlmModel, 'family'>;
  readonly phase: 'start' | 'fit';
  readonly newton: NewtonState<GlmMessage>;
};

type Finished = Exclude<NewtonProgress<GlmMessage>, { status: 'continue' }>;

/** The next question, or the end: `poisson` says that theta runs to infinity, so nothing is overdispersed. */
export type NegativeBinomialProgress =
  | { readonly status: 'continue'; readonly state: NegativeBinomialState }
  | { readonly status: 'finished'; readonly end: Finished }
  | { readonly status: 'poisson' | 'no-variation'; readonly rounds: number };

const mostRounds = 20;
const largestLogThetaStep = Math.log(3);
const noOverdispersion = Math.log(1e4);

/** Starts a fit of `model.size` coefficients and ln theta. */
export function startNegativeBinomial(model: Omit<GlmModel, 'family'>): NegativeBinomialState {
  return { model, phase: 'start', newton: startNewton(zeroVector(model.size)) };
}

/** A site's answer to the question of a state. */
export function answerNegativeBinomial(data: GlmData, { phase, newton }: NegativeBinomialState): GlmMessage {
  return phase === 'start' ? glmMessage(data, 'poisson', newton.asked) : negativeBinomialMessage(data, newton.asked);
}

/** Where the likelihood is not yet concave in ln theta: curvature that gives the largest step in the right direction. */
function concave(message: GlmMessage): GlmMessage {
  const last = message.score.length - 1;
  const curvature = element(message.information, last, last);
  if (curvature > 0) return message;
  const replacement = Math.max(Math.abs(entry(message.score, last)) / largestLogThetaStep, Number.MIN_VALUE);
  const information = message.information.map((row, index) =>
    index === last ? row.map((value, column) => (column === last ? replacement : value)) : row,
  );
  return { ...message, information };
}

/** Intercept without covariates; 0 for a model that has none. */
function startingIntercept({ intercept }: NegativeBinomialState['model'], message: GlmMessage): number | null {
  if (intercept === null) return 0;
  return interceptStart('poisson', entry(message.score, intercept), element(message.information, intercept, intercept));
}

/** One round of joint scoring in the coefficients and ln theta, theta changing at most threefold. */
export function advanceNegativeBinomial(state: NegativeBinomialState, message: GlmMessage): NegativeBinomialProgress {
  const { model, newton } = state;
  if (state.phase === 'start') {
    const start = startingIntercept(model, message);
    if (start === null) return { status: 'no-variation', rounds: 1 };
    const asked = vector(model.size + 1, (index) => (index === model.intercept ? start : 0));
    const started: NewtonState<GlmMessage> = { ...startNewton<GlmMessage>(asked), round: 1 };
    return { status: 'continue', state: { model, phase: 'fit', newton: started } };
  }
  if (entry(newton.asked, model.size) > noOverdispersion) return { status: 'poisson', rounds: newton.round };
  const largestSteps = vector(model.size + 1, (index) => (index === model.size ? largestLogThetaStep : 20));
  const progress = advanceNewton(newton, concave(message), { rounds: mostRounds, largestSteps });
  if (progress.status !== 'continue') return { status: 'finished', end: progress };
  return { status: 'continue', state: { ...state, newton: progress.state } };
}
