import { normalQuantile } from './distributions/normal.ts';

/** The scale on which limits of a survival probability are symmetric (`conf.type` of R survfit). */
export type SurvivalTransform = 'log-log' | 'log' | 'plain' | 'logit' | 'arcsin';

/** Limits, or null where the data do not allow one (survival of exactly 0 or 1). */
export type Limits = { readonly lower: number | null; readonly upper: number | null };

/** How limits are made; 0.95 and log-log where not said. */
export type LimitOptions = { readonly confidenceLevel?: number; readonly transform?: SurvivalTransform };

/** A survival probability with the standard error of its logarithm. */
export type LogScaleEstimate = { readonly survival: number; readonly logStandardError: number };

const clip = (value: number): number => Math.min(1, Math.max(0, value));

const expit = (value: number): number => 1 / (1 + Math.exp(-value));

/** The normal multiplier of a two-sided interval, 1.96 for 0.95. */
export function intervalMultiplier(confidenceLevel: number): number {
  return normalQuantile((1 + confidenceLevel) / 2);
}

function logLogLimits(survival: number, spread: number): readonly [number, number] {
  const logSurvival = Math.log(survival);
  const shift = Math.exp(spread / -logSurvival);
  return [Math.exp(logSurvival * shift), Math.exp(logSurvival / shift)];
}

function arcsinLimits(survival: number, spread: number): readonly [number, number] {
  const centre = Math.asin(Math.sqrt(survival));
  const shift = (spread * Math.sqrt(survival / (1 - survival))) / 2;
  return [Math.sin(Math.max(0, centre - shift)) ** 2, Math.sin(Math.min(Math.PI / 2, centre + shift)) ** 2];
}

function logitLimits(survival: number, spread: number): readonly [number, number] {
  const centre = Math.log(survival / (1 - survival));
  const shift = spread / (1 - survival);
  return [expit(centre - shift), expit(centre + shift)];
}

type Pair = (survival: number, spread: number) => readonly [number, number];

const limitPairs: { readonly [transform in SurvivalTransform]: Pair } = {
  'log-log': logLogLimits,
  log: (survival, spread) => [survival * Math.exp(-spread), clip(survival * Math.exp(spread))],
  plain: (survival, spread) => [clip(survival - survival * spread), clip(survival + survival * spread)],
  logit: logitLimits,
  arcsin: arcsinLimits,
};

/** Limits of a survival probability (R `survfit_confint`); null, never [1, 1], where survival is 0 or 1. */
export function survivalLimits(estimate: LogScaleEstimate, options: LimitOptions = {}): Limits {
  const { survival, logStandardError } = estimate;
  if (!(survival > 0 && survival < 1) || !Number.isFinite(logStandardError)) return { lower: null, upper: null };
  const spread = intervalMultiplier(options.confidenceLevel ?? 0.95) * logStandardError;
  const [lower, upper] = limitPairs[options.transform ?? 'log-log'](survival, spread);
  return { lower, upper };
}
