import { logGamma } from './distributions/log-gamma.ts';

/** Distribution and link: logistic, complementary log-log (binomial), Poisson with log link, normal with identity. */
export type GlmFamily = 'logistic' | 'cloglog' | 'poisson' | 'linear';

/** One observation or cell: events among trials, a count, or a value. */
export type Observed = { readonly response: number; readonly trials: number };

/** Contributions of one observation at a linear predictor. */
export type GlmKernel = {
  /** (y - mean) dmean/dpredictor / variance. */
  readonly score: number;
  /** (dmean/dpredictor)² / variance: expected information. */
  readonly weight: number;
  readonly mean: number;
  readonly variance: number;
  readonly logLikelihood: number;
};

/** Beyond this size e^predictor squared overflows; such observations are fitted to machine precision anyway. */
const largestPredictor = 300;

function logChoose(trials: number, events: number): number {
  if (trials === 1) return 0;
  return logGamma(trials + 1) - logGamma(events + 1) - logGamma(trials - events + 1);
}

function logistic({ response, trials }: Observed, predictor: number): GlmKernel {
  const odds = Math.exp(-Math.abs(predictor));
  const smaller = odds / (1 + odds);
  const probability = predictor > 0 ? 1 - smaller : smaller;
  const variance = (trials * odds) / (1 + odds) ** 2;
  const logLikelihood =
    response * predictor - trials * (Math.max(0, predictor) + Math.log1p(odds)) + logChoose(trials, response);
  const mean = trials * probability;
  return { score: response - mean, weight: variance, mean, variance, logLikelihood };
}

function cloglog({ response, trials }: Observed, predictor: number): GlmKernel {
  const hazard = Math.exp(predictor);
  const survival = Math.exp(-hazard);
  const probability = -Math.expm1(-hazard);
  const failures = trials - response;
  const logEvents = response > 0 ? response * Math.log(probability) : 0;
  return {
    score: (response * hazard * survival) / probability - failures * hazard,
    weight: (trials * hazard * hazard * survival) / probability,
    mean: trials * probability,
    variance: trials * probability * survival,
    logLikelihood: logEvents - failures * hazard + logChoose(trials, response),
  };
}

function poisson({ response }: Observed, predictor: number): GlmKernel {
  const mean = Math.exp(predictor);
  const logLikelihood = response * predictor - mean - logGamma(response + 1);
  return { score: response - mean, weight: mean, mean, variance: mean, logLikelihood };
}

function linear({ response }: Observed, predictor: number): GlmKernel {
  const residual = response - predictor;
  return { score: residual, weight: 1, mean: predictor, variance: 1, logLikelihood: (-residual * residual) / 2 };
}

const kernels = { logistic, cloglog, poisson, linear } as const;

/** Contributions of one observation (McCullagh & Nelder 1989, 2.5; R `glm`). */
export function glmKernel(family: GlmFamily, observed: Observed, predictor: number): GlmKernel {
  if (family === 'linear') return linear(observed, predictor);
  return kernels[family](observed, Math.min(largestPredictor, Math.max(-largestPredictor, predictor)));
}

function entropyTerm(observed: number, expected: number): number {
  return observed > 0 ? observed * Math.log(observed / expected) : 0;
}

/** Twice the log-likelihood that the observation loses against a perfect fit (R `family$dev.resids`). */
export function devianceOf(family: GlmFamily, { response, trials }: Observed, kernel: GlmKernel): number {
  if (family === 'linear') return kernel.score * kernel.score;
  if (family === 'poisson') return 2 * (entropyTerm(response, kernel.mean) - (response - kernel.mean));
  if (trials === 1) return -2 * kernel.logLikelihood;
  return 2 * (entropyTerm(response, kernel.mean) + entropyTerm(trials - response, trials - kernel.mean));
}

/**
 * Intercept of the model without covariates, from the score and information of the intercept at all coefficients 0;
 * null if the response does not vary. Exact without offset, for Poisson also with one.
 */
export function interceptStart(family: GlmFamily, score: number, information: number): number | null {
  if (!(information > 0)) return null;
  if (family === 'linear') return score / information;
  if (family === 'poisson') return score + information > 0 ? Math.log1p(score / information) : null;
  const atZero = family === 'logistic' ? 0.5 : -Math.expm1(-1);
  const share = family === 'logistic' ? score / (4 * information) + 0.5 : atZero + (score * (1 - atZero)) / information;
  if (share <= 1e-12 || share >= 1 - 1e-12) return null;
  return family === 'logistic' ? Math.log(share / (1 - share)) : Math.log(-Math.log1p(-share));
}
