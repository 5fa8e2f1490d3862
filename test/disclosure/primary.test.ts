import { describe, expect, test } from 'vitest';
import { type Policy, policy, withValues } from '../../lib/disclosure/policy.ts';
import { judgePart, judgeParts } from '../../lib/disclosure/primary.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import { counts, table } from '../support/gate.ts';

/** A table of an answer that is sensitive: whether help was accepted. */
const help = (yes: number, no: number): ScopedEvidence => {
  const part = table('help', ['type'], { rent: yes, energy: no });
  if (part.evidence.kind !== 'counts') return part;
  const dimensions = [{ variable: 'help-accepted', levels: ['yes', 'no'] }];
  const cells = part.evidence.cells
    .slice(0, 2)
    .map((cell, index) => ({ ...cell, levels: [index === 0 ? 'yes' : 'no'] }));
  return { ...part, evidence: { ...part.evidence, dimensions, cells } };
};
const share = { check: 'group-share', evidence: 'count', cell: 'yes', measured: 0.95, limit: 0.9 };
const small = { check: 'minimum-households', evidence: 'count', cell: 'no', measured: 5, limit: 10 };

describe('one part of a task', () => {
  test('that passes every rule is rounded, and nothing more', () => {
    const { released, findings, complements } = judgePart(help(51, 48), policy);
    expect(released).toMatchObject({ kind: 'counts', name: 'count', protection: { roundingBase: 5 } });
    expect(counts(released)).toEqual([50, 50]);
    expect([findings, complements]).toEqual([[], []]);
  });
  test('is withheld by the rules of tables beside those of cells, and says first what its cells failed', () => {
    const { released, findings, complements } = judgePart(help(95, 5), policy);
    expect(counts(released)).toEqual([null, null]);
    expect(findings).toEqual([small, share]);
    expect(complements).toEqual([{ others: [1], small: true, rows: 100 }]);
  });
  test('that is no table of counts is judged by the rules of its kind alone', () => {
    const { scope } = help(95, 5);
    const cells = [{ group: 'all', value: 3, count: 40 }];
    const { released, findings, complements } = judgePart(
      { scope, evidence: { kind: 'values', name: 'last', measure: 'maximum', cells } },
      policy,
    );
    expect(released).toMatchObject({ kind: 'values', cells: [{ group: 'all', value: null, count: null }] });
    expect([findings.map(({ check }) => check), complements]).toEqual([['no-order-statistics'], []]);
  });
  test('by kind of creditor is withheld on the page of a municipality, for others it is not', () => {
    const rent = table('creditors', [], { '': 60 }, { where: { 'partner-type': ['rent'] } });
    expect(counts(judgePart(rent, policy).released)).toEqual([60]);
    expect(counts(judgePart(rent, policy, 'pooled').released)).toEqual([60]);
    const { released, findings } = judgePart(rent, policy, 'own');
    expect(counts(released)).toEqual([null]);
    expect(findings.map(({ check }) => check)).toEqual(['organisations']);
  });
  test('counts its filters among its variables', () => {
    const where = { a: ['x'], b: ['x'], c: ['x'], d: ['x'] };
    expect(counts(judgePart(table('many', [], { '': 60 }, { where }), policy).released)).toEqual([60]);
    const { findings } = judgePart(table('many', ['age'], { young: 60, old: 50 }, { where }), policy);
    expect(findings).toEqual([{ check: 'dimensions', evidence: 'count', cell: '(all)', measured: 5, limit: 4 }]);
  });
});

describe('the parts of a task', () => {
  test('are judged one by one, in their order; a complement names its part', () => {
    const parts = [help(51, 48), help(95, 5)];
    const { judged, complements } = judgeParts(parts, policy);
    expect(judged.map(({ part }) => part)).toEqual(parts);
    expect(judged.map(({ released }) => counts(released))).toEqual([
      [50, 50],
      [null, null],
    ]);
    expect(judged.map(({ findings }) => findings)).toEqual([[], [small, share]]);
    expect(complements).toEqual([{ others: [1], small: true, rows: 100, part: 1 }]);
  });
  test('are judged by the policy and for the eyes that are given', () => {
    const rent = table('creditors', [], { '': 60 }, { where: { 'partner-type': ['rent'] } });
    const strict = withValues(policy, 'own', { minimumHouseholds: 61 });
    const checks = (...given: readonly [Policy, ('pooled' | 'own')?]) =>
      judgeParts([rent], ...given).judged.map(({ findings }) => findings.map(({ check }) => check));
    expect(checks(policy)).toEqual([[]]);
    expect(checks(strict)).toEqual([['minimum-households']]);
    expect(checks(policy, 'own')).toEqual([['organisations']]);
  });
});
