import { binomialQuantile, binomialTails } from './distributions/counts.ts';
import type { Interval } from './interval.ts';
import type { Proportion } from './proportions.ts';
import { sampleQuantile } from './quantiles.ts';

/** Exact binomial limit of a proportion with interpolation between counts (Spiegelhalter 2005, appendix), within [0, 1]. */
function binomialLimit(probability: number, total: number, target: number): number {
  const count = binomialQuantile(probability, total, target);
  const reached = binomialTails(count, total, target).lower;
  const before = binomialTails(count - 1, total, target).lower;
  const excess = (reached - probability) / (reached - before);
  return Math.min(1, Math.max(0, (count - excess) / total));
}

/** Limits around a target share for a group of this size, for example at level 0.95 or 0.998; null if it is empty. */
export function funnelLimits(total: number, target: number, level: number): Interval | null {
  if (total <= 0) return null;
  const tail = (1 - level) / 2;
  if (target <= 0 || target >= 1) return { lower: target, upper: target };
  return { lower: binomialLimit(tail, total, target), upper: binomialLimit(1 - tail, total, target) };
}

/** Distance of a share from the target in its standard errors; null for an empty group or a target of 0 or 1. */
export function funnelScore({ successes, total }: Proportion, target: number): number | null {
  if (total <= 0 || target <= 0 || target >= 1) return null;
  return (successes / total - target) / Math.sqrt((target * (1 - target)) / total);
}

/** Distance of a share from the target on the variance-stabilised scale 2 asin sqrt p (Spiegelhalter 2005). */
export function funnelArcsineScore({ successes, total }: Proportion, target: number): number | null {
  if (total <= 0) return null;
  return 2 * Math.sqrt(total) * (Math.asin(Math.sqrt(successes / total)) - Math.asin(Math.sqrt(target)));
}

/** Spread between groups beyond chance. */
export type Overdispersion = {
  readonly winsorLimits: Interval;
  /** φ: mean squared score after winsorising at 10 and 90 percent. */
  readonly factor: number;
  /** τ²: variance between groups on the scale of the share, 0 if chance explains the spread. */
  readonly betweenVariance: number;
};

/** Multiplicative and additive overdispersion of groups around a target (Spiegelhalter 2005, section 5); null if too few. */
export function overdispersion(groups: readonly Proportion[], target: number): Overdispersion | null {
  const used = groups.filter((group) => group.total > 0);
  const scores = used.flatMap((group) => funnelScore(group, target) ?? []);
  const lower = sampleQuantile(scores, 0.1);
  const upper = sampleQuantile(scores, 0.9);
  if (lower === null || upper === null || scores.length < 2) return null;
  const winsorised = scores.map((score) => Math.min(upper, Math.max(lower, score)));
  const factor = winsorised.reduce((sum, score) => sum + score * score, 0) / scores.length;
  const weights = used.map((group) => group.total / (target * (1 - target)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  const betweenVariance = (scores.length * factor - (scores.length - 1)) / (sum - squares / sum);
  return { winsorLimits: { lower, upper }, factor, betweenVariance: Math.max(0, betweenVariance) };
}

/** Score with additive overdispersion: the between variance joins the sampling variance. */
export function additiveScore(group: Proportion, target: number, betweenVariance: number): number | null {
  if (group.total <= 0) return null;
  const variance = (target * (1 - target)) / group.total + betweenVariance;
  return variance > 0 ? (group.successes / group.total - target) / Math.sqrt(variance) : null;
}
