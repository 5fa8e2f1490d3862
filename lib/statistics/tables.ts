import { type Interval, normalMultiplier, symmetricInterval } from './interval.ts';
import { type ChiSquareTest, chiSquareTest } from './trend.ts';

/** A 2x2 table: rows exposed and not, columns event and no event. */
export type TwoByTwo = {
  readonly exposedEvents: number;
  readonly exposedOthers: number;
  readonly unexposedEvents: number;
  readonly unexposedOthers: number;
};

/** A ratio with the standard error of its logarithm; null where a count it needs is zero. */
export type Ratio = { readonly ratio: number; readonly logStandardError: number; readonly interval: Interval };

function ratioOf(ratio: number, variance: number, level: number): Ratio | null {
  if (!(Number.isFinite(ratio) && ratio > 0 && Number.isFinite(variance))) return null;
  const logStandardError = Math.sqrt(variance);
  const { lower, upper } = symmetricInterval(Math.log(ratio), logStandardError, normalMultiplier(level));
  return { ratio, logStandardError, interval: { lower: Math.exp(lower), upper: Math.exp(upper) } };
}

/** Odds ratio ad / bc with Woolf's standard error (Woolf 1955). */
export function oddsRatio(table: TwoByTwo, level = 0.95): Ratio | null {
  const { exposedEvents, exposedOthers, unexposedEvents, unexposedOthers } = table;
  const variance = 1 / exposedEvents + 1 / exposedOthers + 1 / unexposedEvents + 1 / unexposedOthers;
  return ratioOf((exposedEvents * unexposedOthers) / (exposedOthers * unexposedEvents), variance, level);
}

/** Risk ratio with Katz' standard error (Katz 1978). */
export function riskRatio(table: TwoByTwo, level = 0.95): Ratio | null {
  const { exposedEvents, unexposedEvents } = table;
  const exposed = exposedEvents + table.exposedOthers;
  const unexposed = unexposedEvents + table.unexposedOthers;
  const variance = 1 / exposedEvents - 1 / exposed + 1 / unexposedEvents - 1 / unexposed;
  return ratioOf((exposedEvents * unexposed) / (exposed * unexposedEvents), variance, level);
}

/** X² with Yates' continuity correction (R `chisq.test` on a 2x2 table). */
export function yatesTest(table: TwoByTwo): ChiSquareTest {
  const { exposedEvents: a, exposedOthers: b, unexposedEvents: c, unexposedOthers: d } = table;
  const total = a + b + c + d;
  if (total === 0) return { status: 'not-estimable', reason: 'empty' };
  const product = (a + b) * (c + d) * (a + c) * (b + d);
  if (product === 0) return { status: 'not-estimable', reason: 'one-level' };
  const gap = Math.abs(a * d - b * c);
  return chiSquareTest((total * (gap - Math.min(gap, total / 2)) ** 2) / product, 1);
}
