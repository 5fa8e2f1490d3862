import { describe, expect, test } from 'vitest';
import type { KnownPopulation } from '../../lib/disclosure/earlier.ts';
import { after, attack, counts, domains, found, gate, statements, table, total } from '../support/gate.ts';

const young = { age: ['young'] };

describe('B26 snapshot differencing across an edge of rounding (L5)', () => {
  const before = gate([total('a', 52, young)]);
  const next = [
    total('a', 53, young),
    table('b', ['type'], { rent: 4, energy: 30, water: 19 }, { where: young, registered: true }),
  ];
  const numbers = before.numbers[0]?.numbers ?? [];
  const later = (): KnownPopulation => ({
    numbers: [],
    domains,
    nearMiss: false,
    snapshots: [{ universe: 'cases@before', numbers }],
  });
  test('works without the rule: one more, and 50 becomes 55', () =>
    expect([before, gate(next)].map(({ released }) => counts(released[0]))).toEqual([[50], [55]]));
  test('is stopped: what was said is said again, and the rest of it is proved with what the data may differ', () => {
    const { released, certificate } = gate(next, later);
    expect(counts(released[0])).toEqual([50]);
    expect(certificate.populations[0]?.finished).toBe(true);
    const { lowest, highest } = found(attack(statements(next, released)), 'b rent');
    expect(lowest).toBeLessThanOrEqual(3);
    expect(highest).toBeGreaterThanOrEqual(7);
  });
  test('is said the same a third time, whoever asks', () => {
    const second = gate(next, later);
    const third = gate([total('c', 53, young)], after(second));
    expect(counts(third.released[0])).toEqual([50]);
    expect(third.released[0]?.protection.roundingBase).toBe(second.released[0]?.protection.roundingBase);
  });
});
