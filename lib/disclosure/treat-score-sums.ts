import type { ReleasedScoreSums } from '../protocol/evidence-sums.ts';
import type { Finding } from './checks.ts';
import type { ScoreSumsEvidence } from './evidence.ts';
import type { Policy } from './policy.ts';
import { protectionOf, roundTo } from './rounding.ts';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * Withholds sums over few municipalities, or with a group of few households or events; rounds events, shows few digits of the rest. What
 * is expected adds up to what is observed, so it is brought to the rounded events first: else its total would be theirs, unrounded.
 */
export function treatScoreSums(
  evidence: ScoreSumsEvidence,
  policy: Policy,
): { readonly released: ReleasedScoreSums; readonly findings: readonly Finding[] } {
  const { name, groups, municipalities, observed, expected, variance } = evidence;
  const findings: Finding[] = [];
  const require = (check: string, cell: string, measured: number, limit: number) => {
    if (!(measured >= limit)) findings.push({ check, evidence: name, cell, measured, limit });
  };
  require('minimum-sites', '(all)', municipalities, policy.minimumSites.value);
  for (const [index, group] of groups.entries()) {
    require('minimum-households', group, evidence.protectedHouseholds[index] ?? 0, policy.minimumHouseholds.value);
    require('minimum-events', group, evidence.protectedEvents[index] ?? 0, policy.minimumEvents.value);
  }
  const digits = (value: number) => Number(value.toPrecision(policy.siteDigits.value));
  const rounded = observed.map((count) => roundTo(count, policy.roundingBase.value));
  const scale = sum(expected) > 0 ? sum(rounded) / sum(expected) : 0;
  const sums = {
    observed: rounded,
    expected: expected.map((each) => digits(each * scale)),
    variance: variance.map((row) => row.map(digits)),
  };
  return {
    released: {
      kind: 'score-sums',
      name,
      groups: [...groups],
      sums: findings.length === 0 ? sums : null,
      protection: protectionOf(policy),
    },
    findings,
  };
}
