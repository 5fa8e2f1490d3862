import type { ReleasedEvidence } from '../protocol/evidence.ts';
import { type Policy, policyId } from './policy.ts';

/** Kinds of evidence whose own rules know the compiled thresholds only show nothing under any other policy. */
export function underPolicy(released: ReleasedEvidence, policy: Policy): ReleasedEvidence {
  if (policy.id === policyId) return released;
  switch (released.kind) {
    case 'competing-table':
      return { ...released, patterns: released.patterns.map((each) => ({ ...each, entries: null, intervals: null })) };
    case 'person-time':
      return { ...released, patterns: released.patterns.map((each) => ({ ...each, intervals: null })) };
    case 'site-sums':
    case 'cluster-sums':
      return { ...released, sums: null };
    default:
      return released;
  }
}
