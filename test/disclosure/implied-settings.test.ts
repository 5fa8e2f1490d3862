import { describe, expect, test } from 'vitest';
import type { ImpliedSettings } from '../../lib/disclosure/rests/implied.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { domains, groups, implied } from '../support/implied.ts';
import { kind, type Numbers } from '../support/rests.ts';

const three: Numbers = [
  [47, {}],
  [28, kind('a')],
  [18, kind('b')],
];

describe('a group of withheld numbers', () => {
  test.each<readonly [string, readonly Selection[], number]>([
    ['is a secret of its own', [kind('c', 'd')], 0],
    ['is one of several secrets', [kind('c'), kind('d')], 0],
    ['is more than one secret in it', [kind('c')], 1],
    ['is no secret because a wider one is', [kind('b', 'c', 'd')], 1],
    ['is no secret because one with other rows in it is', [kind('c'), kind('b', 'd')], 1],
    ['is no secret because of one by another variable', [{ kind: ['c', 'd'], code: ['x'] }], 1],
  ])('%s', (_, secrets, size) => expect(groups(three, { secrets })).toHaveLength(size));
});

describe('what cannot exist', () => {
  test('is in no group', () => expect(groups(three, { zeros: [kind('d')] })).toEqual([[1, kind('c')]]));
  test('is no group by itself', () => {
    expect(groups(three, { zeros: [kind('c', 'd')] })).toEqual([]);
    expect(groups([[47, {}]], { zeros: [kind('c', 'd')] })).toEqual([]);
  });
  test('leaves secrets by what can', () =>
    expect(groups(three, { zeros: [kind('d')], secrets: [kind('c')] })).toEqual([]));
  test('is known to be nobody, so that others follow', () =>
    expect(
      groups(
        [
          [40, kind('a', 'c')],
          [36, kind('a', 'd')],
          [95, kind('b', 'c')],
        ],
        { zeros: [kind('d')] },
      ),
    ).toEqual([[4, kind('c')]]));
});

test('what cannot exist by one table is not in a group of another', () =>
  expect(
    groups(
      [
        [35, kind('c')],
        [50, { age: ['young'], kind: ['a'] }],
        [30, { kind: ['c', 'd'], sort: ['x'] }],
      ],
      { zeros: [kind('d')], domains: new Map([...domains, ['sort', ['x', 'y']]]) },
    ),
  ).toEqual([[5, { kind: ['c'], sort: ['y'] }]]));

describe('the table of a group', () => {
  const parts = (given: readonly number[], settings: Partial<ImpliedSettings> = {}) =>
    implied(
      three.map(([rows, selection], at): Numbers[number] => [rows, selection, { part: given[at] ?? 0 }]),
      settings,
    )?.map(({ part }) => part);
  test('is the latest that counts it', () => {
    expect(parts([3, 1, 2])).toEqual([3]);
    expect(parts([0, 1, 2])).toEqual([0]);
    expect(parts([-1, 1, 2])).toEqual([-1]);
  });
  test('is that of the number where the group cannot all exist', () =>
    expect(parts([0, 0, 0], { zeros: [kind('d')] })).toEqual([0]));
  test('is none where numbers only give it by way of another variable', () => {
    const numbers: Numbers = [
      [47, {}, { part: 4 }],
      [28, kind('a'), { part: 4 }],
      [18, kind('b'), { part: 4 }],
      [35, { age: ['young'] }, { part: 4 }],
    ];
    expect(implied(numbers)?.map(({ part }) => part)).toEqual([-1]);
  });
});

describe('coefficients to touch', () => {
  const four: Numbers = [[75, {}], ...['a', 'b', 'c'].map((each): Numbers[number] => [22, kind(each)])];
  test('are few, as numbers of one combination are put in first: three kinds out of a total, in any order', () => {
    for (const numbers of [four, four.toReversed()]) {
      expect(groups(numbers, { mostSteps: 1 })).toEqual([[9, kind('d')]]);
      expect(implied(numbers, { mostSteps: 0 })).toBeUndefined();
    }
  });
});
