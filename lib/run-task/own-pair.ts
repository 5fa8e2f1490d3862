import type { SiteValue } from '../disclosure/peers.ts';
import { policy } from '../disclosure/policy.ts';

/** Smallest number of other municipalities behind a figure that is told for one and, elsewhere, for all together (rulings 18 and 19). */
const minimumOthers = 3;

/**
 * Whether a figure of one municipality may stand beside the same figure of all together: the difference of the two is about the
 * others, so at least three of them must be behind it, with ten rows in all, and none of them with nearly everything.
 */
export function isSafeBesidePooled(municipality: string, sites: readonly SiteValue[]): boolean {
  const others = sites.filter((site) => site.municipality !== municipality);
  const rows = others.reduce((sum, { n }) => sum + n, 0);
  const largest = Math.max(0, ...others.map(({ n }) => n));
  return (
    others.length >= minimumOthers &&
    rows >= policy.minimumHouseholds.value &&
    rows - largest >= policy.minimumHouseholds.value
  );
}
