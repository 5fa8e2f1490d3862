import { describe, expect, test } from 'vitest';
import { differenceKey, numberKey } from '../../lib/disclosure/differences.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { targetsOf } from '../../lib/disclosure/population-targets.ts';
import type { Target } from '../../lib/disclosure/secondary/plan.ts';
import { cellsOf, domains, kind, type Numbers } from '../support/rests.ts';

const universe = 'cases@all';
type Given = Partial<Parameters<typeof targetsOf>[1]>;
function look(numbers: Numbers, given: Given = {}) {
  const cells = cellsOf(numbers);
  const facts = { households: new Map(), differences: new Map() };
  const rest = { withheld: cells, rests: [], earlier: [], universe, domains, zeros: [], policy, facts };
  return targetsOf(cells, { ...rest, ...given });
}
const found = (numbers: Numbers, given: Given = {}) =>
  look(numbers, given).targets.map(({ rule, name }) => `${rule}: ${name}`);
const three: Numbers = [
  [47, {}, { households: 47 }],
  [28, kind('a'), { households: 28 }],
  [18, kind('b'), { households: 18 }],
];
const rest = kind('c', 'd', 'unknown');
const earlier = [{ selection: rest, low: 3, high: 7 }];

describe('what must stay uncertain in a population', () => {
  test('is nothing of numbers that leave enough', () =>
    expect(look([[90, {}, { households: 90 }], ...three.slice(1)])).toEqual({ targets: [], complete: true }));
  test('is what several numbers give, by name and by whatever way somebody reckons', () => {
    expect(found(three)).toEqual(['rest: cell 0 without 2 others', 'rest: what shown numbers imply']);
    expect(look(three).complete).toBe(true);
  });
  test('is not what was a secret before, or cannot exist', () => {
    expect(found(three, { earlier })).toEqual([]);
    expect(found(three, { zeros: [rest] })).toEqual([]);
  });
  test('is what is withheld because it is small, where it is not public', () => {
    const small: Numbers = [...three, [1, rest, { primary: true, secret: true }]];
    expect(found(small)).toEqual(['small-cell: cell 3']);
    expect(found(small, { withheld: [] })).toEqual([]);
  });
  test('is what dominated groups leave', () => {
    const given: Target = { rule: 'complement', name: 'given', part: 0, terms: [], low: 3, high: 7 };
    expect(look([], { rests: [given] })).toEqual({ targets: [given], complete: true });
  });
  test('is by how many rows or households two numbers differ', () => {
    const two = (rows: number): Numbers => [
      [rows, {}, { households: 205 }],
      [200, kind('a'), { households: 200 }],
    ];
    expect(found(two(205))).toEqual(['difference: cell 0 without cell 1', 'rest: what shown numbers imply']);
    expect(found(two(300))).toEqual(['difference: cell 0 without cell 1 in households']);
    const answered = new Map([[differenceKey({ universe, wide: {}, narrow: kind('a') }), many(2)]]);
    expect(found(two(300), { facts: { households: new Map(), differences: answered } })).toEqual([]);
  });
});

const many = (count: number) => Array.from({ length: count }, () => ({ households: 10, rows: 20 }));

describe('what the rows say of a rest of more rows', () => {
  const numbers: Numbers = [[86, {}, { households: 54 }], ...three.slice(1)];
  const key = differenceKey({ universe, wide: {}, narrow: kind('a'), more: [kind('b')] });
  const left = (municipalities: number) =>
    found(numbers, { facts: { households: new Map(), differences: new Map([[key, many(municipalities)]]) } });
  test('makes it a secret or not', () => {
    expect(found(numbers)).toEqual(['rest: cell 0 without 2 others']);
    expect([left(1).length, left(2).length]).toEqual([1, 0]);
  });
  test('need not be asked where its households by municipality are many', () => {
    const by = (selection: object, own: readonly number[]) => [numberKey(universe, { ...selection }), own] as const;
    const households = new Map([by({}, [40, 40]), by(kind('a'), [14, 14]), by(kind('b'), [9, 9])]);
    expect(found(numbers, { facts: { households, differences: new Map() } })).toEqual([]);
  });
});

test('nothing follows where each combination of levels was asked for itself', () => {
  const numbers: Numbers = [
    [47, {}, { fixedBase: 5, households: 47 }],
    [38, { age: ['young'] }, { fixedBase: 5, households: 38 }],
    [9, { age: ['old'] }, { households: 9 }],
  ];
  expect(look(numbers)).toEqual({ targets: [], complete: true });
});

test('where what several numbers give cannot all be looked for, that is said', () => {
  const levels = Array.from({ length: 31 }, (_, at) => `k${at}`);
  const groups = Array.from({ length: 10 }, (_, group) => levels.slice(3 * group, 3 * group + 3));
  const pairs = groups.flatMap(
    ([a = '', b = '', c = '']): Numbers => [
      [10, kind(a, b), { households: 10 }],
      [10, kind(b, c), { households: 10 }],
      [10, kind(a, c), { households: 10 }],
    ],
  );
  const total: Numbers = [[210, {}, { households: 210, largestRows: 1 }]];
  expect(look([...total, ...pairs], { domains: new Map([['kind', levels]]) }).complete).toBe(false);
});
