import type { ReleasedRiskTable } from '../protocol/evidence.ts';
import { checkAlone, checkPattern, commonSteps, type Finding } from './checks.ts';
import type { RiskEvidence, RiskPattern } from './evidence.ts';
import type { Policy } from './policy.ts';
import { copyDimensions, protectionOf, roundTo } from './rounding.ts';
import { chooseRung } from './rungs.ts';

/** A pattern with rounded counts up to so many steps; withheld without steps. */
function releasedPattern({ levels: own, intervals }: RiskPattern, steps: number | null, policy: Policy) {
  const levels = [...own];
  if (steps === null) return { levels, entries: null, intervals: null };
  const round = (count: number) => roundTo(count, policy.roundingBase.value);
  const shown = intervals
    .slice(0, steps)
    .map(({ events, censored }) => ({ events: round(events), censored: round(censored) }));
  const beyond = intervals.slice(steps).reduce((sum, each) => sum + each.events + each.censored, 0);
  const entries = shown.reduce((sum, each) => sum + each.events + each.censored, round(beyond));
  return { levels, entries, intervals: shown };
}

/** Withholds curves with few households or a small step, on the finest rung where all others pass; rounds events and leavers (K1 to K4). */
export function treatRisk(
  evidence: RiskEvidence,
  policy: Policy,
): { readonly released: ReleasedRiskTable; readonly findings: readonly Finding[] } {
  const { name } = evidence;
  const chosen = chooseRung(evidence.rungs, {
    large: (pattern) => pattern.protectedHouseholds >= policy.minimumEntries.value,
    steps: (patterns, length) => commonSteps(patterns, length, policy),
    passes: (pattern, steps) => checkPattern(name, pattern, steps, policy).length === 0,
  });
  const { edgesDays, patterns } = chosen?.rung ?? evidence.rungs.at(-1) ?? { edgesDays: [], patterns: [] };
  const released: ReleasedRiskTable = {
    kind: 'risk-table',
    name,
    dimensions: copyDimensions(evidence.dimensions),
    edgesDays: edgesDays.slice(0, chosen?.steps ?? 0),
    patterns: patterns.map((pattern) =>
      releasedPattern(pattern, chosen?.passing.includes(pattern) === true ? chosen.steps : null, policy),
    ),
    protection: protectionOf(policy),
  };
  const findings =
    chosen === undefined
      ? checkAlone(name, patterns, { gridLength: edgesDays.length, policy })
      : patterns.flatMap((pattern) => checkPattern(name, pattern, chosen.steps, policy));
  return { released, findings };
}
