import type { PeerBand } from '../protocol/release.ts';
import { normalQuantile } from '../statistics/distributions/normal.ts';
import type { Policy } from './policy.ts';

/** A municipality's value of an indicator as a proportion, its standard error, and how many rows are behind it. */
export type SiteValue = {
  readonly municipality: string;
  readonly value: number;
  readonly standardError: number;
  readonly n: number;
};

type Logit = { readonly logit: number; readonly variance: number; readonly n: number };

const logitOf = (proportion: number) => Math.log(proportion / (1 - proportion));
const proportionOf = (logit: number) => 1 / (1 + Math.exp(-logit));
const wholePercent = (proportion: number) => Math.round(proportion * 100) / 100;

/** Logit with its delta-method variance; a proportion of 0 or 1 is moved half an observation inside. */
function toLogit({ value, standardError, n }: SiteValue): Logit {
  const inside = Math.min(Math.max(value, 0.5 / (n + 1)), 1 - 0.5 / (n + 1));
  const scale = inside * (1 - inside);
  const variance = Math.max(standardError ** 2, scale / n) / scale ** 2;
  return { logit: logitOf(inside), variance, n };
}

/** Mean and between-municipality variance by DerSimonian and Laird (1986). */
function betweenMunicipalities(sites: readonly Logit[]): {
  readonly mean: number;
  readonly between: number;
  readonly meanVariance: number;
} {
  const weights = sites.map((site) => 1 / site.variance);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const fixed = sites.reduce((sum, site) => sum + site.logit / site.variance, 0) / total;
  const q = sites.reduce((sum, site) => sum + (site.logit - fixed) ** 2 / site.variance, 0);
  const scale = total - weights.reduce((sum, weight) => sum + weight ** 2, 0) / total;
  const between = Math.max(0, (q - (sites.length - 1)) / scale);
  const random = sites.map((site) => 1 / (site.variance + between));
  const randomTotal = random.reduce((sum, weight) => sum + weight, 0);
  return {
    mean: sites.reduce((sum, site, index) => sum + site.logit * (random[index] ?? 0), 0) / randomTotal,
    between,
    meanVariance: 1 / randomTotal,
  };
}

/** What a municipality is compared with: a group's model, on the logit scale, without any value of a member. */
export type Yardstick = {
  readonly municipalities: number;
  readonly mean: number;
  readonly between: number;
  readonly meanVariance: number;
};

const stored = (value: number) => Number(value.toPrecision(6));

/** The yardstick of a group; undefined when it has fewer than ten members or one above a third of its rows (ruling 37). */
export function yardstickOf(group: readonly SiteValue[], policy: Policy): Yardstick | undefined {
  const usable = group.filter((site) => site.n >= policy.minimumHouseholds.value);
  const rows = usable.reduce((sum, site) => sum + site.n, 0);
  const largest = Math.max(0, ...usable.map((site) => site.n));
  if (usable.length < policy.minimumPeers.value || largest > rows * policy.largestPeerShare.value) return undefined;
  const { mean, between, meanVariance } = betweenMunicipalities(usable.map(toLogit));
  return {
    municipalities: usable.length,
    mean: stored(mean),
    between: stored(between),
    meanVariance: stored(meanVariance),
  };
}

/** How a municipality compares: in fixed words, at 99 percent, with the variance between municipalities in the yardstick. */
export type Comparison = {
  readonly peers: PeerBand | null;
  readonly verdict: 'higher' | 'lower' | 'comparable' | 'cannot-say';
};

/** The middle half of a group: model-based quartiles, normal on the logit scale, in whole percents. */
function bandOf({ municipalities, mean, between }: Yardstick): PeerBand {
  const quartile = normalQuantile(0.75) * Math.sqrt(between);
  return {
    municipalities,
    lowerQuartile: wholePercent(proportionOf(mean - quartile)),
    median: wholePercent(proportionOf(mean)),
    upperQuartile: wholePercent(proportionOf(mean + quartile)),
  };
}

/** Compares a municipality's protected value with the yardstick of the others. */
export function compareWithPeers(own: SiteValue | null, yardstick: Yardstick | undefined): Comparison {
  if (yardstick === undefined) return { peers: null, verdict: 'cannot-say' };
  const peers = bandOf(yardstick);
  if (own === null) return { peers, verdict: 'cannot-say' };
  const { logit, variance } = toLogit(own);
  const { mean, between, meanVariance } = yardstick;
  const distance = (logit - mean) / Math.sqrt(variance + between + meanVariance);
  if (Math.abs(distance) <= normalQuantile(0.995)) return { peers, verdict: 'comparable' };
  return { peers, verdict: distance > 0 ? 'higher' : 'lower' };
}
