import { expect, test } from 'vitest';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import { seededRandom } from '../support/extracts.ts';
import { attack, counts, found, gate, statements, table, total } from '../support/gate.ts';

const ages = ['young', 'old'];
const types = ['rent', 'energy', 'water'];

/** All tables of whole numbers that agree with the statements, by recursion over the atoms: the oracle. */
function enumerate(parts: readonly ScopedEvidence[], given: ReturnType<typeof statements>) {
  const atoms = ages.flatMap((age) => types.map((type) => ({ age, type })));
  const members = given.map(({ selection }) =>
    atoms.map(
      (atom) => (selection['age']?.includes(atom.age) ?? true) && (selection['type']?.includes(atom.type) ?? true),
    ),
  );
  const extremes = atoms.map(() => ({ lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY }));
  const most = 30;
  const values: number[] = [];
  const step = (index: number): void => {
    const sums = members.map((inside) => values.reduce((sum, value, at) => sum + (inside[at] === true ? value : 0), 0));
    if (given.some(({ upper }, row) => (sums[row] ?? 0) > upper)) return;
    const open = members.map((inside) => inside.some((taken, at) => taken && at >= index));
    if (given.some(({ lower }, row) => open[row] === false && (sums[row] ?? 0) < lower)) return;
    if (index === atoms.length) {
      values.forEach((value, at) => {
        const extreme = extremes[at];
        if (extreme === undefined) return;
        extreme.lowest = Math.min(extreme.lowest, value);
        extreme.highest = Math.max(extreme.highest, value);
      });
      return;
    }
    for (let value = 0; value <= most; value += 1) {
      values.push(value);
      step(index + 1);
      values.pop();
    }
  };
  step(0);
  expect(parts.length).toBeGreaterThan(0);
  return extremes;
}

function randomParts(seed: number): { readonly parts: readonly ScopedEvidence[]; readonly truth: readonly number[] } {
  const random = seededRandom(seed);
  const truth = ages.flatMap(() => types.map(() => Math.floor(random() ** 2 * 26)));
  const cell = (age: number, type: number) => truth[age * 3 + type] ?? 0;
  const inner = Object.fromEntries(ages.flatMap((age, a) => types.map((type, t) => [`${age} ${type}`, cell(a, t)])));
  const byAge = Object.fromEntries(ages.map((age, a) => [age, types.reduce((sum, _, t) => sum + cell(a, t), 0)]));
  const byType = Object.fromEntries(types.map((type, t) => [type, cell(0, t) + cell(1, t)]));
  const parts = [
    table('inner', ['age', 'type'], inner),
    table('ages', ['age'], byAge),
    table('types', ['type'], byType),
    total(
      'all',
      truth.reduce((sum, value) => sum + value, 0),
    ),
  ];
  return { parts, truth };
}

test.each([1, 2, 3, 4, 8])(
  'random table %d: no small cell is narrower than certified, by enumerating all tables',
  (seed) => {
    const { parts, truth } = randomParts(seed);
    const outcome = gate(parts);
    const given = statements(parts, outcome.released);
    const extremes = enumerate(parts, given);
    const shown = counts(outcome.released[0]);
    truth.forEach((value, index) => {
      const extreme = extremes[index];
      expect(extreme?.lowest).toBeLessThanOrEqual(value);
      expect(extreme?.highest).toBeGreaterThanOrEqual(value);
      if (value >= 10) return;
      expect(shown[index]).toBeNull();
      expect(extreme?.lowest).toBeLessThanOrEqual(3);
      expect(extreme?.highest).toBeGreaterThanOrEqual(7);
    });
  },
);

test.each([11, 12])('random table %d: the auditor finds the intervals that enumeration finds', (seed) => {
  const { parts } = randomParts(seed);
  const given = statements(parts, gate(parts).released);
  const extremes = enumerate(parts, given);
  const intervals = attack(given);
  ages
    .flatMap((age) => types.map((type) => `inner ${age} ${type}`))
    .forEach((name, index) => {
      const interval = intervals.find((each) => each.name === name);
      const extreme = extremes[index];
      if (interval === undefined || extreme === undefined) return;
      expect(interval.lowest).toBe(extreme.lowest);
      if (extreme.highest < 30) expect(interval.highest).toBe(extreme.highest);
    });
});

test('a budget that runs out withholds everything of the population', () => {
  const parts = [table('one', ['type'], { rent: 40, energy: 30, water: 4 }), total('all', 74)];
  const policy = withValues(research, 'test', { solveBudget: 1, roundingBase: 1, coarseRoundingBase: 1 });
  const outcome = gate(parts, undefined, policy);
  expect(outcome.certificate.populations[0]?.finished).toBe(false);
  expect(outcome.released.flatMap(counts).every((count) => count === null)).toBe(true);
});

test('the same task twice gives the same bytes, and says nothing of margins in the certificate', () => {
  const { parts } = randomParts(21);
  expect(JSON.stringify(gate(parts))).toBe(JSON.stringify(gate(parts)));
  expect(found([], 'x').highest).toBe(Number.POSITIVE_INFINITY);
});
