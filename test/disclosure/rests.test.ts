import { describe, expect, test } from 'vitest';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { seededRandom } from '../support/extracts.ts';
import { after, attack, counts, found, gate, statements, total, withoutSecondary } from '../support/gate.ts';
import { isSum } from '../support/linear.ts';

/** What a reader of the answers finds out about a selection that nobody asked for. */
function learned(parts: readonly ScopedEvidence[], released: readonly ReleasedEvidence[], selection: Selection) {
  const fixed = { universe: 'cases@all', lower: 0, upper: 1e6, withheld: true };
  return found(attack([...statements(parts, released), { ...fixed, name: 'rest', selection }]), 'rest');
}

const isOpen = ({ lowest, highest }: { readonly lowest: number; readonly highest: number }) =>
  lowest <= 3 && highest >= 7;

describe('a small group that nobody asked for and that several numbers give', () => {
  const cases: readonly (readonly [string, readonly (readonly [number, Selection])[], Selection])[] = [
    [
      'what two kinds leave of a total',
      [
        [47, {}],
        [28, { kind: ['a'] }],
        [18, { kind: ['b'] }],
      ],
      { kind: ['c', 'd'] },
    ],
    [
      'what three kinds leave of a total',
      [
        [97, {}],
        [28, { kind: ['a'] }],
        [18, { kind: ['b'] }],
        [48, { kind: ['c'] }],
      ],
      { kind: ['d'] },
    ],
    [
      'what two numbers share that are together a third (tracker)',
      [
        [57, { kind: ['a', 'b'] }],
        [62, { kind: ['b', 'c', 'd'] }],
        [118, {}],
      ],
      { kind: ['b'] },
    ],
    [
      'what is counted twice in two of three overlapping sums',
      [
        [17, { kind: ['a', 'b'] }],
        [22, { kind: ['a', 'c'] }],
        [33, { kind: ['b', 'c'] }],
      ],
      { kind: ['a'] },
    ],
    [
      'what a number leaves of two together',
      [
        [33, { age: ['young'], kind: ['c', 'd'] }],
        [53, { age: ['young'], kind: ['a', 'b'] }],
        [82, { age: ['young'], kind: ['a', 'b', 'c'] }],
      ],
      { age: ['young'], kind: ['d'] },
    ],
  ];
  test.each(cases)('%s', (_, numbers, secret) => {
    const parts = numbers.map(([rows, where], index) => total(`n${index}`, rows, where));
    expect(isOpen(learned(parts, withoutSecondary(parts), secret))).toBe(false);
    const first = gate(parts);
    expect(isOpen(learned(parts, first.released, secret))).toBe(true);
    const apart = parts.reduce<{ earlier: ReturnType<typeof gate>[]; released: ReleasedEvidence[] }>(
      ({ earlier, released }, part) => {
        const outcome = gate([part], after(...earlier));
        return { earlier: [...earlier, outcome], released: [...released, ...outcome.released] };
      },
      { earlier: [], released: [] },
    );
    expect(isOpen(learned(parts, apart.released, secret))).toBe(true);
  });
});

const [kinds, ages] = [
  ['a', 'b', 'c', 'd'],
  ['young', 'old'],
];
const combinations = kinds.flatMap((kind) => ages.map((age) => ({ kind: [kind], age: [age] })));
const holds = (selection: Selection, { kind, age }: (typeof combinations)[number]) =>
  [kind, age].every((own, at) => (selection[at === 0 ? 'kind' : 'age'] ?? own).some((level) => own.includes(level)));

/** Groups below ten that are products of levels and sums of shown numbers, and whether a reader may not exclude few nor many of each. */
function smallSums(seed: number, policy = research): readonly boolean[] {
  const random = seededRandom(seed);
  const rows = combinations.map(() => Math.floor(random() < 0.5 ? 10 * random() : 10 + 40 * random()));
  const asked = new Map<string, Selection>();
  while (asked.size < 6) {
    const own = kinds.filter(() => random() < 0.6);
    const age = [[], ['young'], ['old'], []][Math.floor(4 * random())] ?? [];
    const selection = {
      ...(own.length > 0 && own.length < kinds.length && { kind: own }),
      ...(age.length > 0 && { age }),
    };
    asked.set(JSON.stringify(selection), selection);
  }
  const sum = (selection: Selection) =>
    combinations.reduce((whole, each, at) => whole + (holds(selection, each) ? (rows[at] ?? 0) : 0), 0);
  const parts = [...asked.values()].map((where, index) => total(`n${index}`, sum(where), where));
  const generous = withValues(policy, 'test', { functionalShare: 1 });
  const { released } = gate(parts, undefined, generous);
  const shown = [...asked.values()].filter((_, index) => counts(released[index])[0] !== null);
  const span = shown.map((selection) => combinations.map((each) => (holds(selection, each) ? 1 : 0)));
  return kinds.flatMap((_, from) =>
    kinds.slice(from).flatMap((__, length) =>
      [ages, ...ages.map((age) => [age])].flatMap((age) => {
        const group = { kind: kinds.slice(from, from + length + 1), age };
        const is = combinations.map((each) => (holds(group, each) ? 1 : 0));
        return sum(group) < 10 && isSum(span, is) ? [isOpen(learned(parts, released, group))] : [];
      }),
    ),
  );
}

describe('six random numbers of one population', () => {
  const all = (policy?: typeof research) =>
    Array.from({ length: 60 }, (_, index) => smallSums(index + 1, policy)).flat();
  test('some groups below ten follow from them, and none of these comes out', () => {
    const found = all();
    expect(found.length).toBeGreaterThan(15);
    expect(found).not.toContain(false);
  });
  test('some come out where the rule asks for no interval', () =>
    expect(all(withValues(research, 'test', { intervalTolerance: 1_000 }))).toContain(false));
});
