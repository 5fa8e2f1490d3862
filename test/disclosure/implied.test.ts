import { describe, expect, test } from 'vitest';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { groups, implied } from '../support/implied.ts';
import { kind, type Numbers } from '../support/rests.ts';

describe('a small group that follows from shown numbers', () => {
  test.each<readonly [string, Numbers, readonly (readonly [number, ...Selection[]])[]]>([
    [
      'what two kinds leave of a total: combinations that no number tells apart are one group',
      [
        [47, {}],
        [28, kind('a')],
        [18, kind('b')],
      ],
      [[1, kind('c'), kind('d')]],
    ],
    [
      'what three overlapping sums count twice',
      [
        [17, kind('a', 'b')],
        [22, kind('a', 'c')],
        [33, kind('b', 'c')],
      ],
      [[3, kind('a')]],
    ],
    [
      'nobody',
      [
        [46, {}],
        [28, kind('a')],
        [18, kind('b')],
      ],
      [[0, kind('c'), kind('d')]],
    ],
    [
      'two kinds of which neither follows',
      [
        [40, kind('a', 'b', 'c')],
        [35, kind('c')],
        [50, kind('a', 'd')],
      ],
      [[5, kind('a'), kind('b')]],
    ],
    [
      'the same two with the second number of the other kind',
      [
        [40, kind('a', 'b', 'c')],
        [35, kind('c')],
        [50, kind('b', 'd')],
      ],
      [[5, kind('a'), kind('b')]],
    ],
    [
      'two that both depend on a third, and once',
      [
        [20, kind('a', 'c')],
        [25, kind('a', 'b', 'd')],
        [18, kind('d')],
      ],
      [[7, kind('a'), kind('b')]],
    ],
    [
      'by a number of another variable',
      [
        [47, {}],
        [28, kind('a')],
        [18, kind('b')],
        [35, { age: ['young'] }],
      ],
      [[1, kind('c'), kind('d')]],
    ],
    [
      'in a combination of two variables',
      [
        [60, { age: ['old'] }],
        [28, { kind: ['a'], age: ['old'] }],
        [28, { kind: ['b', 'c'], age: ['old'] }],
      ],
      [[4, { kind: ['d'], age: ['old'] }]],
    ],
  ])('%s', (_, numbers, expected) => expect(groups(numbers)).toEqual(expected));
  test.each([
    [46 + 9, [[9, kind('c'), kind('d')]]],
    [46 + 10, []],
    [46 + 11, []],
  ])('has fewer than ten rows, of %d', (rows, expected) =>
    expect(
      groups([
        [rows, {}],
        [28, kind('a')],
        [18, kind('b')],
      ]),
    ).toEqual(expected),
  );
  test('is none of one number alone, nor of numbers that say nothing of it', () => {
    expect(implied([[47, {}]])).toEqual([]);
    expect(implied([])).toEqual([]);
    expect(
      implied([
        [47, { age: ['old'] }],
        [28, kind('a')],
      ]),
    ).toEqual([]);
  });
  test('is in one table: a kind and an age together are no group', () =>
    expect(
      groups([
        [120, { age: ['young'] }],
        [45, kind('a')],
        [40, kind('b', 'c')],
        [42, kind('b', 'd')],
      ]),
    ).toEqual([]));
});

const three: Numbers = [
  [47, {}],
  [28, kind('a')],
  [18, kind('b')],
];

test('what everybody knows already does not follow anew', () => {
  const known = { fixedBase: 5 };
  const withKnown = (...places: readonly number[]) =>
    groups(three.map(([rows, selection], at): Numbers[number] => [rows, selection, places.includes(at) ? known : {}]))
      ?.length;
  expect([withKnown(0, 1, 2), withKnown(0, 1), withKnown(0, 2), withKnown(1, 2), withKnown()]).toEqual([0, 1, 1, 1, 1]);
});

test('what everybody knows by what cannot exist does not follow anew', () => {
  const numbers: Numbers = [
    [40, kind('a', 'b'), { fixedBase: 5 }],
    [36, kind('a'), { fixedBase: 5 }],
    [80, {}],
  ];
  expect(groups(numbers)).toEqual([]);
  const wide: Numbers = [
    [40, {}, { fixedBase: 5 }],
    [36, kind('a'), { fixedBase: 5 }],
    [30, { age: ['young'] }],
  ];
  expect(groups(wide, { zeros: [kind('c', 'd')] })).toEqual([]);
});
