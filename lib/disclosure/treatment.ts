import type { ReleasedCounts, ReleasedEvidence, ReleasedValues } from '../protocol/evidence.ts';
import { checkCell, type Finding } from './checks.ts';
import type { CountsEvidence, Evidence, ValuesEvidence } from './evidence.ts';
import { type Policy, policy as research } from './policy.ts';
import { copyDimensions, protectionOf, roundTo } from './rounding.ts';
import { treatClusterSums } from './treat-cluster-sums.ts';
import { treatCompeting } from './treat-competing.ts';
import { treatPersonTime } from './treat-person-time.ts';
import { treatRisk } from './treat-risk.ts';
import { treatScoreSums } from './treat-score-sums.ts';
import { treatSiteSums } from './treat-site-sums.ts';
import { treatSums } from './treat-sums.ts';

/** Evidence after the gate, with what failed. */
export type Treated<Released> = { readonly released: Released; readonly findings: readonly Finding[] };

/** Withholds small cells and rounds the others. */
export function treatCounts(evidence: CountsEvidence, policy: Policy): Treated<ReleasedCounts> {
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
