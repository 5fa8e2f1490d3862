import type { Evidence } from '../../lib/disclosure/evidence.ts';
import type { EvidenceScope, ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';

/** What gates add to evidence that is shown rounded to five. */
export const protection = { roundingBase: 5, uncontrolled: false };

/** A piece of evidence of the cases that want help. */
export function partOf(evidence: Evidence, changes: Partial<EvidenceScope> = {}): ScopedEvidence {
  const scope = {
    universe: 'cases@all',
    unit: 'cases',
    where: { help: ['yes'] },
    domains: new Map(),
    rename: {},
    axis: 'leaving-any',
    registered: false,
    ...changes,
  };
  return { analysis: 'arrears', evidence, scope };
}
