import type { HeterogeneityParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedSiteSums } from '../protocol/evidence-sums.ts';
import { chiSquareTails } from '../statistics/distributions/chi-square.ts';
import { normalQuantile } from '../statistics/distributions/normal.ts';
import { studentQuantile } from '../statistics/distributions/student.ts';
import { funnelLimits } from '../statistics/funnel-limits.ts';
import { estimate, statusOf, withheld } from './estimate-rows.ts';

const z = normalQuantile(0.975);

/** What sums over municipalities say about their differences. */
export type Heterogeneity = {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  readonly betweenVariance: number;
  readonly inconsistency: number;
  readonly mean: number;
  readonly standardError: number;
  /** Where the value of another municipality lies, 95 percent. */
  readonly predictionLow: number;
  readonly predictionHigh: number;
};

/**
 * tau² = (Q - (k - 1)) / (W - S/W) with W = sum w and S = sum w² (DerSimonian and Laird 1986); the mean keeps the fixed weights, with
 * variance (W + tau² S) / W² (Henmi and Copas 2010), so that sums at one exchange suffice; prediction t(k - 1).
 */
export function momentHeterogeneity(sums: NonNullable<ReleasedSiteSums['sums']>): Heterogeneity | null {
  const { sites, weight, squaredWeights, mean, weightedSquares: chiSquare } = sums;
  const degreesOfFreedom = sites - 1;
  const scale = weight - squaredWeights / weight;
  if (degreesOfFreedom < 2 || !(scale > 0)) return null;
  const betweenVariance = Math.max(0, (chiSquare - degreesOfFreedom) / scale);
  const standardError = Math.sqrt((weight + betweenVariance * squaredWeights) / weight ** 2);
  const reach = studentQuantile(0.975, degreesOfFreedom) * Math.sqrt(betweenVariance + standardError ** 2);
  return {
    chiSquare,
    degreesOfFreedom,
    pValue: chiSquareTails(chiSquare, degreesOfFreedom).upper,
    betweenVariance,
    inconsistency: chiSquare > 0 ? Math.max(0, (chiSquare - degreesOfFreedom) / chiSquare) : 0,
    mean,
    standardError,
    predictionLow: mean - reach,
    predictionHigh: mean + reach,
  };
}

const logistic = (value: number) => 1 / (1 + Math.exp(-value));

/**
 * Where 95 and 99.8 percent of municipalities of a size lie if all have the mean proportion and differ by chance alone (Spiegelhalter 2005):
 * what a municipality holds its own share against. It follows from the released mean only.
 */
function funnelRows(sizes: readonly number[], target: number, row: (method: string) => Estimate): readonly Estimate[] {
  return sizes.flatMap((size) =>
    [0.95, 0.998].flatMap((level) => {
      const limits = funnelLimits(size, target, level);
      if (limits === null) return [];
      const words = `funnel limits, ${100 * level} percent of municipalities of ${size} rows`;
      return [{ ...row(words), ci_low: limits.lower, ci_high: limits.upper }];
    }),
  );
}

/** tau², I², Cochran's Q, the mean and the interval in which another municipality lies, on the scale of the proportion or odds ratio. */
export function estimateHeterogeneity(
  { exposure, limitsAtSizes = [] }: HeterogeneityParameters,
  part: ReleasedSiteSums,
): readonly Estimate[] {
  const group = exposure === undefined ? '' : `${exposure.variable}=${exposure.level}`;
  const measure = exposure === undefined ? 'proportion' : 'odds-ratio';
  const found = part.sums === null ? null : momentHeterogeneity(part.sums);
  if (found === null || part.sums === null) return [withheld('variance-component', group, 'DerSimonian-Laird')];
  const reference = exposure === undefined ? '' : `; reference ${exposure.variable}=${exposure.reference}`;
  const scale = exposure === undefined ? logistic : Math.exp;
  const shared = { group, status: statusOf(part.protection), n: part.sums.sites };
  const row = (kind: Estimate['measure'], method: string, value: number) =>
    estimate({ ...shared, measure: kind, method: method.slice(0, 120), value });
  const { mean, standardError } = found;
  return [
    row('variance-component', 'tau², DerSimonian-Laird, log odds', found.betweenVariance),
    row('variance-component', 'I², share of differences beyond chance', found.inconsistency),
    row('chi-square', 'Cochran Q', found.chiSquare),
    row('degrees-of-freedom', 'Cochran Q', found.degreesOfFreedom),
    row('p-value', 'Cochran Q', found.pValue),
    {
      ...row(measure, `mean over municipalities, Henmi-Copas${reference}`, scale(mean)),
      ci_low: scale(mean - z * standardError),
      ci_high: scale(mean + z * standardError),
    },
    {
      ...row(measure, `prediction interval for another municipality${reference}`, scale(mean)),
      ci_low: scale(found.predictionLow),
      ci_high: scale(found.predictionHigh),
    },
    ...(exposure === undefined
      ? funnelRows(limitsAtSizes, scale(mean), (method) => row(measure, method, scale(mean)))
      : []),
  ];
}
