import type { ReleasedClusterSums } from '../protocol/evidence-sums.ts';
import { addMatrices } from '../statistics/linear-algebra.ts';
import { combinedProtection } from './combine-protection.ts';

type Sums = NonNullable<ReleasedClusterSums['sums']>;

/** Sums of the fits that two providers both made: same ties, same grid. */
function addSums(one: Sums, other: Sums): Sums {
  const fits = one.fits.flatMap((fit) => {
    const key = `${fit.ties} ${fit.edgesDays.join(' ')}`;
    const found = other.fits.find((each) => `${each.ties} ${each.edgesDays.join(' ')}` === key);
    if (found === undefined) return [];
    const adjusted =
      fit.adjusted === null || found.adjusted === null ? null : addMatrices(fit.adjusted, found.adjusted);
    return [{ ...fit, meat: addMatrices(fit.meat, found.meat), adjusted }];
  });
  const degreesOfFreedom = one.degreesOfFreedom + other.degreesOfFreedom;
  return { clusters: one.clusters + other.clusters, degreesOfFreedom, fits };
}

/** Sums over the clusters of all providers, who share none; withheld if those of one are. */
export function combineClusters(
  parts: readonly ReleasedClusterSums[],
  first: ReleasedClusterSums,
): ReleasedClusterSums {
  const sums = parts
    .map((part) => part.sums)
    .reduce((one, other) => (one === null || other === null ? null : addSums(one, other)));
  return { ...first, sums, protection: combinedProtection(parts) };
}
