import type { Providers } from '../../support/site-rows.ts';

/**
 * One estimator: the files of lib/statistics it covers and its numbers from what providers say. `stratified` ones treat each municipality
 * as a stratum, a cluster or a site of its own; the others must not see where a row lives.
 */
export type Estimator = {
  readonly name: string;
  readonly covers: readonly string[];
  readonly stratified?: true;
  readonly numbers: (providers: Providers) => readonly (number | null)[];
};
