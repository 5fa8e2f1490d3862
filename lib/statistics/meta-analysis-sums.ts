import { addRow, emptyCrossProducts, informationOf } from './cross-products.ts';
import { addMatrices, type Matrix, type Vector } from './linear-algebra.ts';

/** Estimate of one site with its variance, and what may explain differences between sites (without an intercept). */
export type SiteEstimate = { readonly estimate: number; readonly variance: number; readonly moderators?: Vector };

/**
 * Sums over sites at a between-site variance, with weights w = 1 / (variance + tau²) and z = (1, moderators, estimate):
 * all that a random-effects model needs, so that no site's value leaves its provider.
 */
export type MetaSums = {
  readonly sites: number;
  /** Σ w z z', Σ w² z z' and Σ w³ z z'. */
  readonly first: Matrix;
  readonly second: Matrix;
  readonly third: Matrix;
  /** Σ z z', for the constant of the restricted likelihood. */
  readonly unweighted: Matrix;
  readonly logVariances: number;
};

/** Sites that can count: a finite estimate with a positive finite variance. */
export function usableSites(sites: readonly SiteEstimate[]): readonly SiteEstimate[] {
  return sites.filter(
    ({ estimate, variance }) => Number.isFinite(estimate) && Number.isFinite(variance) && variance > 0,
  );
}

/** What a provider adds at a between-site variance. */
export function metaSums(sites: readonly SiteEstimate[], betweenVariance: number): MetaSums {
  const size = 2 + (sites[0]?.moderators?.length ?? 0);
  const products = (power: number): Matrix => {
    const sums = emptyCrossProducts(size);
    for (const { estimate, variance, moderators = [] } of sites) {
      addRow(sums, [1, ...moderators, estimate], 0, (variance + betweenVariance) ** -power);
    }
    return informationOf(sums);
  };
  const logVariances = sites.reduce((sum, { variance }) => sum + Math.log(variance + betweenVariance), 0);
  return {
    sites: sites.length,
    unweighted: products(0),
    first: products(1),
    second: products(2),
    third: products(3),
    logVariances,
  };
}

/** Sums of two providers together. */
export function addMetaSums(one: MetaSums, other: MetaSums): MetaSums {
  return {
    sites: one.sites + other.sites,
    unweighted: addMatrices(one.unweighted, other.unweighted),
    first: addMatrices(one.first, other.first),
    second: addMatrices(one.second, other.second),
    third: addMatrices(one.third, other.third),
    logVariances: one.logVariances + other.logVariances,
  };
}

/** Answers the sums of all sites at any between-site variance: each new one is an exchange. */
export type MetaEvidence = (betweenVariance: number) => MetaSums;
