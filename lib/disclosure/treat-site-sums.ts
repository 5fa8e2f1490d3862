import type { ReleasedSiteSums } from '../protocol/evidence-sums.ts';
import type { Finding } from './checks.ts';
import type { SiteSumsEvidence } from './evidence.ts';
import type { Policy } from './policy.ts';
import { protectionOf } from './rounding.ts';

/** Withholds sums over few municipalities, or where one has most of the weight; shows three digits (rulings 18, 22, 23). */
export function treatSiteSums(
  evidence: SiteSumsEvidence,
  policy: Policy,
): {
  readonly released: ReleasedSiteSums;
  readonly findings: readonly Finding[];
} {
  const { name, sites, weight, squaredWeights, mean, weightedSquares, largestWeight } = evidence;
  const rounded = (value: number) => Number(value.toPrecision(policy.siteDigits.value));
  const findings: Finding[] = [];
  const where = { evidence: name, cell: '(all)' };
  const [least, most] = [policy.minimumSites.value, policy.largestShare.value];
  if (!(sites >= least)) findings.push({ check: 'minimum-sites', ...where, measured: sites, limit: least });
  const share = weight > 0 ? largestWeight / weight : 1;
  if (!(share <= most)) findings.push({ check: 'largest-share', ...where, measured: share, limit: most });
  const sums = {
    sites,
    weight: rounded(weight),
    squaredWeights: rounded(squaredWeights),
    mean: Number(mean.toFixed(2)),
    weightedSquares: rounded(weightedSquares),
  };
  return {
    released: { kind: 'site-sums', name, sums: findings.length === 0 ? sums : null, protection: protectionOf(policy) },
    findings,
  };
}
