import { describe, expect, test } from 'vitest';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { kind, type Numbers, restsIn, rowsOf } from '../support/rests.ts';

const three = (total: number, rest: Partial<Cell> = {}): Numbers => [
  [total, {}, rest],
  [28, kind('a')],
  [18, kind('b')],
];

describe('what kinds leave of a total', () => {
  test('is asked about as the total without them', () => {
    const { rests, complete, whole } = restsIn(three(47));
    expect([complete, whole]).toEqual([true, false]);
    expect(
      rests.map(({ plus, minus, ...rest }) => ({
        ...rest,
        plus: plus.map(({ id }) => id),
        minus: minus.map(({ id }) => id),
      })),
    ).toEqual([
      {
        name: 'cell 0 without 2 others',
        plus: [0],
        minus: [1, 2],
        times: 1,
        rows: 1,
        wide: {},
        narrow: [kind('a'), kind('b')],
      },
    ]);
  });
  test.each<readonly [string, Numbers, readonly number[]]>([
    ['is a rest whatever the order of the numbers', three(47).toReversed(), [1]],
    ['is nobody, which is a rest too', three(46), [0]],
    [
      'is not looked for with one kind alone',
      [
        [47, {}],
        [28, kind('a')],
      ],
      [],
    ],
    ['is only what the widest kinds leave', [...three(47), [12, { kind: ['a'], age: ['old'] }]], [1]],
    [
      'is not looked for with kinds that share rows',
      [
        [47, {}],
        [28, kind('a', 'b')],
        [18, kind('b', 'c')],
      ],
      [],
    ],
    [
      'is also of a number inside the total',
      [
        [95, {}],
        [47, kind('b', 'c', 'd')],
        [28, kind('b')],
        [18, kind('c')],
      ],
      [1],
    ],
    [
      'is found with either of two kinds that share rows',
      [
        [90, {}],
        [28, kind('a', 'b')],
        [30, kind('b', 'c')],
        [40, kind('d')],
      ],
      [20, 22],
    ],
    [
      'is none of a withheld total',
      [
        [47, {}, { primary: true }],
        [28, kind('a')],
        [18, kind('b')],
        [14, kind('c')],
      ],
      [],
    ],
    ['is none where a kind is withheld', [...three(47).slice(0, 2), [18, kind('b'), { primary: true }]], []],
    [
      'is none where a kind contradicts itself',
      [...three(47).slice(0, 2), [0, { '(never)': [] }], [12, kind('a')]],
      [],
    ],
  ])('%s', (_, numbers, rows) => expect(rowsOf(numbers)).toEqual(rows));
  test.each([
    [50, 195, [149]],
    [50, 196, []],
    [1, 146, [100]],
    [1, 147, []],
    [0, 900, [854]],
  ])('is at most a hundred rows beside those of one municipality, which has %d of %d', (largestRows, total, rows) =>
    expect(rowsOf(three(total, { largestRows }))).toEqual(rows),
  );
  test('is nothing new where everybody knows all numbers, and new where one is', () => {
    const known = (...places: readonly number[]): Numbers =>
      three(47).map(([rows, selection], at) => [rows, selection, places.includes(at) ? { fixedBase: 5 } : {}]);
    expect([known(0, 1, 2), known(0, 1), known(0, 2), known(1, 2)].map((each) => rowsOf(each).length)).toEqual([
      0, 1, 1, 1,
    ]);
  });
  test('takes of a number that is shown again the one that everybody knows', () => {
    const again = { fixedBase: 5 };
    for (const numbers of [
      [...three(47), [28, kind('a'), again]],
      [[28, kind('a'), again], ...three(47)],
    ] satisfies readonly Numbers[])
      expect(restsIn(numbers).rests.map(({ minus }) => minus.map(({ fixedBase }) => fixedBase))).toEqual([[5, null]]);
  });
  test('is found of complete cases as what they are', () => {
    const complete: Selection = { 'complete(kind)': ['yes'] };
    const numbers: Numbers = [
      [47, complete],
      [28, kind('a')],
      [18, kind('b')],
    ];
    expect(rowsOf(numbers)).toEqual([1]);
    expect(rowsOf(numbers, { secrets: [{ kind: ['c', 'd', 'unknown'], 'complete(kind)': ['yes'] }] })).toEqual([]);
    expect(rowsOf(numbers, { zeros: [{ kind: ['c', 'd', 'unknown'], 'complete(kind)': ['yes'] }] })).toEqual([]);
    expect(rowsOf([...numbers, [46, kind('a', 'b', 'c', 'd')]])).toEqual([1]);
  });
  test('of who leaves because observation ends says nothing of a household', () => {
    const leaving = (...levels: readonly string[]): Selection => ({ 'leaving-any': levels });
    const steps = (sort: string): Numbers => [
      [64, leaving(`${sort}:0:`)],
      [30, leaving(`${sort}:0:28`)],
      [30, leaving(`${sort}:28:45`)],
    ];
    expect([rowsOf(steps('e')), rowsOf(steps('c')), rowsOf(steps('x'))]).toEqual([[4], [], [4]]);
    expect(
      rowsOf([
        [64, leaving('x:0:28')],
        [20, { ...leaving('e:0:28'), ...kind('a') }],
        [40, leaving('c:0:28')],
      ]),
    ).toEqual([4]);
  });
});

describe('what kinds leave of a total is no secret of its own', () => {
  const settings = (rest: object) => rowsOf(three(47), rest).length;
  test.each<readonly [string, readonly Selection[], number]>([
    ['where it is a withheld number', [kind('c', 'd', 'unknown')], 0],
    ['where it consists of withheld numbers', [kind('c'), kind('d', 'unknown')], 0],
    ['but where only some of it does', [kind('c', 'd')], 1],
    ['but where the withheld number counts others too', [kind('b', 'c', 'd', 'unknown')], 1],
    ['but where the withheld number is of some ages', [{ ...kind('c', 'd', 'unknown'), age: ['old'] }], 1],
    ['but where the withheld number is of some codes', [{ ...kind('c', 'd', 'unknown'), code: ['x'] }], 1],
  ])('%s', (_, secrets, found) => {
    expect(settings({ secrets })).toBe(found);
    const withheld = secrets.map((selection) => [4, selection, { primary: true, secret: true }] as const);
    expect(rowsOf([...three(47), ...withheld])).toHaveLength(found);
  });
  test('because it is withheld by another rule only', () =>
    expect(rowsOf([...three(47), [4, kind('c', 'd', 'unknown'), { primary: true }]])).toEqual([1]));
  test.each<readonly [readonly Selection[], number]>([
    [[kind('c', 'd', 'unknown')], 0],
    [[kind('b', 'c', 'd', 'unknown')], 0],
    [[kind('c', 'd')], 1],
    [
      [
        { ...kind('c', 'd', 'unknown'), age: ['old'] },
        { ...kind('c', 'd', 'unknown'), age: ['young'] },
      ],
      1,
    ],
    [[{ age: ['young'] }], 1],
    [[{ code: ['x'] }], 1],
  ])('where %j cannot exist: %d', (zeros, found) => expect(settings({ zeros })).toBe(found));
  test('where what can exist of it is withheld', () =>
    expect(settings({ zeros: [kind('d', 'unknown')], secrets: [kind('c')] })).toBe(0));
});

test('kinds and ages that cannot exist together share no row', () => {
  const numbers: Numbers = [
    [90, {}],
    [38, kind('a', 'b')],
    [40, { age: ['old'] }],
  ];
  expect(rowsOf(numbers)).toEqual([]);
  expect(rowsOf(numbers, { zeros: [{ ...kind('a'), age: ['old'] }] })).toEqual([]);
  expect(rowsOf(numbers, { zeros: [{ ...kind('a', 'b'), age: ['old'] }] })).toEqual([12]);
});

test('a kind that the codebook does not have lies apart from others, not from itself', () =>
  expect(
    rowsOf([
      [90, {}],
      [40, { age: ['old'] }],
      [12, kind('other')],
    ]),
  ).toEqual([38]));
