import { describe, expect, test } from 'vitest';
import type { EarlierReleases } from '../../lib/disclosure/earlier.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import { counts, domains, gate, table, total } from '../support/gate.ts';

const elsewhere = (part: ScopedEvidence): ScopedEvidence => ({
  ...part,
  scope: { ...part.scope, universe: 'cases@elsewhere' },
});

describe('a task over two populations', () => {
  const parts = [
    table('here', ['type'], { rent: 4, energy: 40, water: 56 }),
    elsewhere(table('there', ['type'], { rent: 50, energy: 40, water: 30 })),
  ];
  test('is judged in each by itself: numbers, certificates and what the ledger keeps', () => {
    const outcome = gate(parts);
    expect(outcome.certificate.populations.map(({ universe, cells }) => [universe, cells])).toEqual([
      ['cases@all', 3],
      ['cases@elsewhere', 3],
    ]);
    expect(outcome.numbers.map(({ numbers }) => numbers.map(({ rows }) => rows))).toEqual([
      [4, 40, 56],
      [50, 40, 30],
    ]);
    expect(counts(outcome.released[1])).toEqual([50, 40, 30]);
  });
  test('counts as denied when one of them is', () => {
    const earlier: EarlierReleases = (universe) => ({
      numbers: [],
      domains,
      nearMiss: universe === 'cases@elsewhere',
    });
    const outcome = gate(parts, earlier);
    expect(outcome.denied).toBe(true);
    expect(counts(outcome.released[1])).toEqual([null, null, null]);
    expect(counts(outcome.released[0])).toEqual(counts(gate(parts).released[0]));
  });
  test('names in the findings of each what its own rules found', () => {
    const { findings } = gate([...parts, total('all', 5)]);
    expect(findings.map((each) => each.map(({ check, evidence }) => [check, evidence]))).toEqual([
      [['minimum-households', 'count']],
      [],
      [['minimum-households', 'count']],
    ]);
  });
});

describe('a table that closes a cycle too large to prove', () => {
  const names = ['p', 'q', 'r'];
  const cells = (a: string, b: string) =>
    Object.fromEntries(
      (domains.get(a) ?? []).flatMap((x) => (domains.get(b) ?? []).map((y) => [`${x} ${y}`, 40] as const)),
    );
  test('is withheld, and its finding says how many combinations there would be', () => {
    const parts = names.map((name, at) => {
      const other = names[(at + 1) % 3] ?? '';
      return table(`${name}-${other}`, [name, other], cells(name, other));
    });
    const { findings } = gate(parts);
    const cycle = { check: 'joint-combinations', evidence: 'count', cell: '(all)', measured: 4096, limit: 4000 };
    expect(findings).toEqual([[], [], [cycle]]);
  });
});
