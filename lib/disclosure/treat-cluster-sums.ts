import type { ReleasedClusterSums } from '../protocol/evidence-sums.ts';
import type { Finding } from './checks.ts';
import type { ClusterSumsEvidence } from './evidence.ts';
import type { Policy } from './policy.ts';
import { protectionOf, roundTo } from './rounding.ts';

/** Municipalities beyond the number of terms: two insiders who take out their own still cannot turn the sums into the others'. */
const beyondTerms = 5;

/** The sums as they would leave, each number through `digits`. */
export function releasedClusterSums(
  { name, terms, clusters, degreesOfFreedom, fits }: ClusterSumsEvidence,
  digits: (value: number) => number,
): Omit<ReleasedClusterSums, 'protection' | 'sums'> & { readonly sums: NonNullable<ReleasedClusterSums['sums']> } {
  const shown = (matrix: readonly (readonly number[])[]) => matrix.map((row) => row.map(digits));
  const sums = {
    clusters,
    degreesOfFreedom,
    fits: fits.map(({ ties, edgesDays, meat, adjusted }) => ({
      ties,
      edgesDays: [...edgesDays],
      meat: shown(meat),
      adjusted: adjusted === null ? null : shown(adjusted),
    })),
  };
  return { kind: 'cluster-sums', name, terms: [...terms], sums };
}

/**
 * Withholds sums over clusters when a term has few households or outcomes behind it, when few households have several rows, when one
 * cluster may make up most of a term's sum, or when municipalities are too few; shows few digits (rulings 18, 22, 23).
 */
export function treatClusterSums(
  evidence: ClusterSumsEvidence,
  policy: Policy,
): { readonly released: ReleasedClusterSums; readonly findings: readonly Finding[] } {
  const { name, terms } = evidence;
  const findings: Finding[] = [];
  const require = (check: string, measured: number, limit: number) => {
    if (!(measured >= limit)) findings.push({ check, evidence: name, cell: '(all)', measured, limit });
  };
  require('minimum-sites', evidence.municipalities, policy.minimumSites.value);
  require('minimum-households', evidence.protectedHouseholds, policy.minimumHouseholds.value);
  require('minimum-events', evidence.protectedEvents, policy.minimumEvents.value);
  if (evidence.protectedRepeated !== null)
    require('repeated-households', evidence.protectedRepeated, policy.minimumHouseholds.value);
  if (name === 'municipality') {
    const least = Math.max(policy.minimumClusters.value, terms.length + beyondTerms);
    require('minimum-clusters', evidence.municipalities, least);
  }
  const most = policy.largestShare.value;
  if (!(evidence.largestShare <= most))
    findings.push({
      check: 'largest-share',
      evidence: name,
      cell: '(all)',
      measured: evidence.largestShare,
      limit: most,
    });
  const rounded = releasedClusterSums(evidence, (value) => Number(value.toPrecision(policy.siteDigits.value)));
  const clusters = roundTo(evidence.clusters, policy.roundingBase.value);
  const shown = name === 'household' ? { clusters, degreesOfFreedom: clusters } : {};
  const sums = findings.length === 0 ? { ...rounded.sums, ...shown } : null;
  return { released: { ...rounded, sums, protection: protectionOf(policy) }, findings };
}
