import { isStructuralZero } from '../codebook-facts.ts';
import { intersect, isNowhere, nowhere, type Selection } from '../selection.ts';
import type { Cell, ScopedEvidence } from './plan.ts';

/** A cell before it has its place among all cells of a task. */
export type Draft = Omit<Cell, 'id' | 'part'>;

/** What the primary rules withheld, by group, and the fewest households of a shown number. */
export type Hidden = { readonly hidden: readonly boolean[]; readonly minimum: number };

type Levelled = { readonly dimensions: readonly { readonly variable: string }[] };

/** The rows of a cell: the filters of its analysis, and its levels under the names that selections use. */
export function selectionOf(part: ScopedEvidence, { dimensions }: Levelled, levels: readonly string[]): Selection {
  const own = Object.fromEntries(
    dimensions.map(({ variable }, index) => [part.scope.rename[variable] ?? variable, [levels[index] ?? '']]),
  );
  return intersect(part.scope.where, own) ?? nowhere;
}

/** No row can be there, by the filters or by the codebook. */
export const isImpossible = (part: ScopedEvidence, selection: Selection): boolean =>
  isNowhere(selection) || isStructuralZero(part.scope.unit, selection);

/** A cell's name in findings and certificates. */
export const nameOf = (part: ScopedEvidence, levels: readonly string[]): string =>
  `${part.analysis}/${part.evidence.kind === 'values' ? '' : part.evidence.name} ${levels.join(' · ') || '(all)'}`;
