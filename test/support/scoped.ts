import type { Evidence } from '../../lib/disclosure/evidence.ts';
import type { DecidedCell } from '../../lib/disclosure/secondary/apply.ts';
import type { EvidenceScope, ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import { cellOf } from './cell.ts';

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

/** A cell of so many rows with the base that was decided. */
export const decided = (rows: number, base: number | null, changes: Partial<DecidedCell> = {}): DecidedCell => ({
  ...cellOf(0, { rows }),
  base,
  ...changes,
});

/** The same with another base. */
export const withBase = (roundingBase: number) => ({ ...protection, roundingBase });
