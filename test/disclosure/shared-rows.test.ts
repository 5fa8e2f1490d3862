import { describe, expect, test } from 'vitest';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { kind, type Numbers, restsIn } from '../support/rests.ts';

const never: Selection = { '(never)': [] };
/** What two of the numbers share, by rows. */
const sharedIn = (numbers: Numbers, settings: Parameters<typeof restsIn>[1] = {}) =>
  restsIn(numbers, settings)
    .rests.filter(({ plus }) => plus.length === 2)
    .map(({ rows, times, wide, plus, minus }) => ({ rows, times, wide, ids: [...plus, ...minus].map(({ id }) => id) }));
const tracker = (total: number, rest: Partial<Cell> = {}): Numbers => [
  [total, {}, rest],
  [62, kind('b', 'c', 'd', 'unknown')],
  [57, kind('a', 'b')],
];
const triangle: Numbers = [
  [17, kind('a', 'b')],
  [22, kind('a', 'c')],
  [33, kind('b', 'c')],
];

describe('what two numbers share', () => {
  test('is both less what they are together', () =>
    expect(restsIn(tracker(118)).rests).toMatchObject([
      {
        name: 'cell 1 and cell 2',
        plus: [{ id: 1 }, { id: 2 }],
        minus: [{ id: 0 }],
        times: 1,
        rows: 1,
        wide: kind('b'),
        narrow: [never],
      },
    ]));
  test('is half of both less what only one of them counts', () =>
    expect(sharedIn(triangle)).toEqual([
      { rows: 19, times: 2, wide: kind('c'), ids: [2, 1, 0] },
      { rows: 14, times: 2, wide: kind('b'), ids: [2, 0, 1] },
      { rows: 3, times: 2, wide: kind('a'), ids: [1, 0, 2] },
    ]));
  test('may be half a row more where rows changed since they were counted', () =>
    expect(sharedIn([...triangle.slice(0, 2), [32, kind('b', 'c')]]).map(({ rows }) => rows)).toEqual([
      18.5, 13.5, 3.5,
    ]));
  test('is found both ways where both thirds are shown', () =>
    expect(
      sharedIn([[36, kind('a', 'b', 'c')], ...triangle]).map(({ rows, times, wide }) => [rows, times, wide]),
    ).toEqual([
      [19, 1, kind('c')],
      [19, 2, kind('c')],
      [14, 1, kind('b')],
      [14, 2, kind('b')],
      [3, 1, kind('a')],
      [3, 2, kind('a')],
    ]));
  test('is found within one level of another variable', () => {
    const old = (numbers: Numbers): Numbers =>
      numbers.map(([rows, selection]) => [rows, { age: ['old'], ...selection }]);
    expect(sharedIn(old(tracker(118)))).toEqual([
      { rows: 1, times: 1, wide: { age: ['old'], kind: ['b'] }, ids: [1, 2, 0] },
    ]);
  });
  test('is found on an axis', () => {
    const leaving = (...levels: readonly string[]): Selection => ({ 'leaving-any': levels });
    const numbers: Numbers = [
      [118, leaving('x:0:')],
      [62, leaving('x:28:')],
      [57, leaving('x:0:28', 'e:28:45')],
      [80, leaving('e:0:28', 'c:28:45', 'x:45:')],
    ];
    expect(sharedIn([...numbers.slice(0, 2), [57, leaving('x:0:45')]])).toEqual([
      { rows: 1, times: 1, wide: leaving('e:28:45', 'c:28:45'), ids: [1, 2, 0] },
    ]);
    expect(sharedIn(numbers).map(({ rows, times, wide }) => [rows, times, wide])).toEqual([
      [19, 1, leaving('e:0:28')],
      [1, 1, leaving('e:28:45')],
    ]);
  });
});

describe('two numbers share nothing that a third gives', () => {
  const other = (third: Selection): Numbers => [
    [62, kind('b', 'c', 'd')],
    [57, kind('a', 'b')],
    [118, third],
  ];
  test.each<readonly [string, Numbers]>([
    ['where the third counts others too', other({})],
    ['where the third counts less', other(kind('a', 'b', 'c'))],
    [
      'where they lie apart',
      [
        [47, {}],
        [20, kind('a')],
        [27, kind('b', 'c', 'd', 'unknown')],
      ],
    ],
    [
      'where one is inside the other',
      [
        [47, kind('a', 'b')],
        [20, kind('a')],
        [27, kind('b')],
      ],
    ],
    [
      'where they differ in two variables',
      [
        [62, { age: ['old'] }],
        [57, kind('a', 'b')],
        [118, {}],
      ],
    ],
    ['where the third is withheld', [...tracker(118).slice(1), [118, {}, { primary: true }]]],
  ])('%s', (_, numbers) => expect(sharedIn(numbers)).toEqual([]));
});

describe('what two numbers share is looked for', () => {
  test.each([
    [50, 119 - 149, 1],
    [50, 119 - 150, 0],
    [50, 119 - 151, 0],
  ])('below a hundred rows beside those of one municipality, which has %d of %d: %d', (largestRows, total, found) =>
    expect(sharedIn(tracker(total, { largestRows }))).toHaveLength(found),
  );
  test('where one number at least is new', () => {
    const known = (...places: readonly number[]): Numbers =>
      tracker(118).map(([rows, selection], at) => [rows, selection, places.includes(at) ? { fixedBase: 5 } : {}]);
    expect([known(0, 1, 2), known(0, 1), known(0, 2), known(1, 2)].map((each) => sharedIn(each).length)).toEqual([
      0, 1, 1, 1,
    ]);
  });
  test('unless it is a secret of its own, or cannot exist', () => {
    expect(sharedIn(tracker(118), { secrets: [kind('b')] })).toEqual([]);
    expect(sharedIn(tracker(118), { secrets: [kind('a', 'b')] })).toHaveLength(1);
    expect(sharedIn(tracker(118), { secrets: [{ ...kind('b'), age: ['old'] }] })).toHaveLength(1);
    expect(sharedIn(tracker(118), { zeros: [kind('a', 'b')] })).toEqual([]);
    expect(sharedIn(tracker(118), { zeros: [{ ...kind('b'), age: ['old'] }] })).toHaveLength(1);
  });
});
