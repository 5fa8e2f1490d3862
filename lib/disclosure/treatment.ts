import type { ReleasedCounts, ReleasedEvidence, ReleasedRiskTable, ReleasedValues } from '../protocol/evidence.ts';
import { checkCell, checkPattern, commonSteps, type Finding } from './checks.ts';
import type { CountsEvidence, Evidence, RiskEvidence, ValuesEvidence } from './evidence.ts';
import { type Policy, policy as research } from './policy.ts';
import { copyDimensions, protectionOf, roundTo } from './rounding.ts';
import { chooseRung } from './rungs.ts';
import { treatClusterSums } from './treat-cluster-sums.ts';
import { treatCompeting } from './treat-competing.ts';
import { treatPersonTime } from './treat-person-time.ts';
import { treatScoreSums } from './treat-score-sums.ts';
import { treatSiteSums } from './treat-site-sums.ts';
import { treatSums } from './treat-sums.ts';

/** Evidence after the gate, with what failed. */
export type Treated<Released> = { readonly released: Released; readonly findings: readonly Finding[] };

/** Withholds small cells and rounds the others. */
function treatCounts(evidence: CountsEvidence, policy: Policy): Treated<ReleasedCounts> {
  const findings = evidence.cells.map((cell) => checkCell(evidence.name, cell, policy));
  const cells = evidence.cells.map((cell, index) => ({
    levels: [...cell.levels],
    count: findings[index]?.length === 0 ? roundTo(cell.count, policy.roundingBase.value) : null,
  }));
  const { name, success } = evidence;
  const dimensions = copyDimensions(evidence.dimensions);
  return {
    released: {
      kind: 'counts',
      name,
      dimensions,
      success: success === null ? null : [...success],
      cells,
      protection: protectionOf(policy),
    },
    findings: findings.flat(),
  };
}

/** Order statistics and dates are never released (M5). */
function treatValues(evidence: ValuesEvidence, policy: Policy): Treated<ReleasedValues> {
  const cells = evidence.cells.map((cell) => ({ group: cell.group, value: null, count: null }));
  const findings = evidence.cells.map(
    (cell): Finding => ({
      check: 'no-order-statistics',
      evidence: evidence.name,
      cell: cell.group,
      measured: 1,
      limit: 0,
    }),
  );
  return {
    released: {
      kind: 'values',
      name: evidence.name,
      measure: evidence.measure,
      cells,
      protection: protectionOf(policy),
    },
    findings,
  };
}

function treatRisk(evidence: RiskEvidence, policy: Policy): Treated<ReleasedRiskTable> {
  const chosen = chooseRung(evidence.rungs, {
    large: (pattern) => pattern.protectedHouseholds >= policy.minimumEntries.value,
    steps: (patterns, length) => commonSteps(patterns, length, policy),
    passes: (pattern, steps) => checkPattern(evidence.name, pattern, steps, policy).length === 0,
  });
  const rung = chosen?.rung ?? evidence.rungs.at(-1);
  const steps = chosen?.steps ?? 0;
  const findings = (rung?.patterns ?? []).flatMap((pattern) => checkPattern(evidence.name, pattern, steps, policy));
  const patterns = (rung?.patterns ?? []).map((pattern) => {
    if (chosen?.passing.includes(pattern) !== true)
      return { levels: [...pattern.levels], entries: null, intervals: null };
    const intervals = pattern.intervals.slice(0, steps).map((each) => ({
      events: roundTo(each.events, policy.roundingBase.value),
      censored: roundTo(each.censored, policy.roundingBase.value),
    }));
    const beyond = pattern.intervals.slice(steps).reduce((sum, each) => sum + each.events + each.censored, 0);
    return {
      levels: [...pattern.levels],
      entries: intervals.reduce(
        (sum, each) => sum + each.events + each.censored,
        roundTo(beyond, policy.roundingBase.value),
      ),
      intervals,
    };
  });
  const dimensions = copyDimensions(evidence.dimensions);
  const edgesDays = (rung?.edgesDays ?? []).slice(0, steps);
  return {
    released: {
      kind: 'risk-table',
      name: evidence.name,
      dimensions,
      edgesDays,
      patterns,
      protection: protectionOf(policy),
    },
    findings,
  };
}

/** Applies every rule to one piece of evidence. */
export function treat(evidence: Evidence, policy: Policy = research): Treated<ReleasedEvidence> {
  switch (evidence.kind) {
    case 'counts':
      return treatCounts(evidence, policy);
    case 'sums':
      return treatSums(evidence, policy);
    case 'values':
      return treatValues(evidence, policy);
    case 'risk-table':
      return treatRisk(evidence, policy);
    case 'competing-table':
      return treatCompeting(evidence, policy);
    case 'person-time':
      return treatPersonTime(evidence, policy);
    case 'site-sums':
      return treatSiteSums(evidence, policy);
    case 'score-sums':
      return treatScoreSums(evidence, policy);
    case 'cluster-sums':
      return treatClusterSums(evidence, policy);
  }
}
