import type { ReleasedEvidence } from '../protocol/evidence.ts';
import type { Finding } from './checks.ts';
import type { Policy } from './policy.ts';
import type { ScopedEvidence } from './secondary/plan.ts';
import { type Complement, judgeTable } from './table-rules.ts';
import { treat, treatCounts } from './treatment.ts';

/** A complement with the part that it belongs to. */
export type PartComplement = Complement & { readonly part: number };

/** A part with what the primary rules make of it. */
export type JudgedPart = {
  readonly part: ScopedEvidence;
  readonly released: ReleasedEvidence;
  readonly findings: readonly Finding[];
};

/** What the primary rules make of a task, part by part in its order. */
export type Judged = { readonly judged: readonly JudgedPart[]; readonly complements: readonly PartComplement[] };

/** One part: the rules of its kind, and for tables of counts those of groups, denominators, sparsity and dimensions. */
export function judgePart(
  { evidence, scope }: Pick<ScopedEvidence, 'evidence' | 'scope'>,
  policy: Policy,
  audience: 'pooled' | 'own' = 'pooled',
): {
  readonly released: ReleasedEvidence;
  readonly findings: readonly Finding[];
  readonly complements: readonly Complement[];
} {
  if (evidence.kind !== 'counts') return { ...treat(evidence, policy), complements: [] };
  const { released, findings } = treatCounts(evidence, policy);
  const verdict = judgeTable(evidence, { unit: scope.unit, where: scope.where, scope: audience, policy });
  const cells = released.cells.map((cell, index) => (verdict.hidden[index] === true ? { ...cell, count: null } : cell));
  return {
    released: { ...released, cells },
    findings: [...findings, ...verdict.findings],
    complements: verdict.complements,
  };
}

/** Applies the primary rules to every part of a task. */
export function judgeParts(
  parts: readonly ScopedEvidence[],
  policy: Policy,
  audience: 'pooled' | 'own' = 'pooled',
): Judged {
  const found = parts.map((part) => ({ part, ...judgePart(part, policy, audience) }));
  return {
    judged: found.map(({ part, released, findings }) => ({ part, released, findings })),
    complements: found.flatMap((each, part) => each.complements.map((complement) => ({ ...complement, part }))),
  };
}
