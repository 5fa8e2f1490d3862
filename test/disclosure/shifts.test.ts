import { describe, expect, test } from 'vitest';
import { shift } from '../../lib/disclosure/secondary/shift.ts';
import type { LinearRow } from '../../lib/disclosure/solver.ts';
import { attackOn, lastChange, secretOf, startAt, sumOf } from '../support/attacker-system.ts';

type Goal = { readonly low?: number; readonly high?: number; readonly row?: number };

/** What moving a secret from a first table changes in the rows; undefined when no table was found. */
function moved(
  rows: readonly LinearRow[],
  table: readonly number[],
  side: 'smallest' | 'largest',
  { row = 0, ...goal }: Goal = {},
) {
  const attack = attackOn(rows, { secrets: [secretOf(row, goal)] });
  const witnesses = startAt(attack, table);
  const isFound = shift(attack, witnesses, secretOf(row, goal), side);
  expect(witnesses.changes).toHaveLength(isFound ? 1 : 0);
  return isFound ? lastChange(witnesses) : undefined;
}

const few = sumOf([0]);

describe('a secret of five is moved as far as it must', () => {
  const rows = [few, sumOf([1], [18, 22]), sumOf([0, 1], [23, 27])];
  test.each([
    ['largest', {}, { 0: 2, 2: 2 }],
    ['smallest', {}, { 0: -2, 2: -2 }],
    ['largest', { high: 8 }, { 0: 3, 1: -1, 2: 2 }],
    ['smallest', { low: 1 }, { 0: -4, 1: 2, 2: -2 }],
    ['largest', { high: 9 }, { 0: 4, 1: -2, 2: 2 }],
    ['largest', { high: 10 }, undefined],
    ['smallest', { low: 0 }, undefined],
  ] as const)('to its %s value of %j: the rows change by %j', (side, goal, change) =>
    expect(moved(rows, [5, 20], side, goal)).toEqual(change),
  );
});

describe('what a move takes out of its bounds is brought back', () => {
  const exact = sumOf([0, 1, 2], [55, 55]);
  test('by the column that harms other rows least', () => {
    const free = sumOf([2], [28, 32]);
    expect(moved([few, sumOf([1], [20, 20]), free, exact], [5, 20, 30], 'largest')).toEqual({ 0: 2, 2: -2 });
    expect(moved([few, free, sumOf([1], [20, 20]), exact], [5, 20, 30], 'smallest')).toEqual({ 0: -2, 1: 2 });
  });
  test('by several columns when one is not enough', () =>
    expect(moved([few, sumOf([1], [19, 21]), sumOf([2], [29, 31]), exact], [5, 20, 30], 'largest')).toEqual({
      0: 2,
      1: -1,
      2: -1,
    }));
  test('no further than to the bound that was passed', () => {
    const total = sumOf([0, 1], [23, 27]);
    expect(moved([few, sumOf([1], [0, 40]), total], [5, 20], 'largest', { high: 9 })).toEqual({ 0: 4, 1: -2, 2: 2 });
    expect(moved([few, sumOf([1], [0, 40]), total], [5, 20], 'smallest', { low: 1 })).toEqual({ 0: -4, 1: 2, 2: -2 });
  });
  test('twice as far where a column counts twice', () => {
    const twice = sumOf([0, 1], [30, 30], [2, 1]);
    expect(moved([few, sumOf([1], [10, 30]), twice], [5, 20], 'largest')).toEqual({ 0: 2, 1: -4 });
    expect(moved([few, sumOf([1], [17, 30]), twice], [5, 20], 'largest')).toBeUndefined();
  });
  test('by another column than one that counts twice in a row that cannot change', () => {
    const fixed = [sumOf([1], [20, 20], [2]), sumOf([2, 3], [40, 40]), sumOf([0, 1, 2], [35, 35])];
    expect(moved([few, ...fixed, sumOf([2])], [5, 10, 20, 20], 'largest')).toEqual({ 0: 2, 4: -2 });
  });
  test('and not by making a cell negative', () => {
    const rows = [few, sumOf([1], [0, 4]), sumOf([2], [0, 9]), sumOf([0, 1, 2], [7, 7])];
    expect(moved(rows, [5, 1, 1], 'largest')).toEqual({ 0: 2, 1: -1, 2: -1 });
    expect(moved(rows, [6, 0, 1], 'largest')).toEqual({ 0: 1, 2: -1 });
    expect(moved(rows, [6, 0, 1], 'largest', { high: 8 })).toBeUndefined();
  });
  test('along a chain of rows', () =>
    expect(
      moved([few, sumOf([0, 1], [9, 9]), sumOf([1, 2], [10, 10]), sumOf([2, 3], [11, 11])], [5, 4, 6, 5], 'largest'),
    ).toEqual({ 0: 2 }));
  test('by another column than one that was moved the other way', () =>
    expect(
      moved([few, sumOf([0, 2], [6, 10]), sumOf([0, 3], [2, 8]), sumOf([0, 1], [6, 10])], [2, 5, 5, 3], 'largest', {
        high: 6,
      }),
    ).toEqual({ 0: 4, 1: 3, 2: 3, 3: 3 }));
  test('never by moving a column back', () =>
    expect(moved([few, sumOf([0, 1], [25, 25]), sumOf([1], [20, 20])], [5, 20], 'largest')).toBeUndefined());
});

describe('a secret difference', () => {
  const whole = sumOf([0, 1], [28, 32]);
  const difference = sumOf([0, 1], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], [1, -1]);
  test.each([
    [[28, 32], [25, 25], { 2: 2, 0: 2 }],
    [[30, 30], [22, 25], { 2: 2, 1: -2 }],
  ] as const)('of %j and %j moves by either number', (wide, narrow, change) =>
    expect(moved([sumOf([0], wide), sumOf([1], narrow), difference], [30, 25], 'largest', { row: 2 })).toEqual(change),
  );
  test('counts what is left', () =>
    expect(moved([whole, sumOf([0], [23, 27]), sumOf([1])], [25, 5], 'smallest', { row: 2 })).toEqual({
      0: -2,
      2: -2,
    }));
});

describe('ways to choose, where the other ways find no table', () => {
  test('in whole steps: in steps of one it would take too many', () =>
    expect(moved([few, sumOf([0, 1], [205, 205])], [5, 200], 'largest', { high: 105 })).toEqual({ 0: 100 }));
  test.each([
    [
      'in steps of one',
      { table: [4, 2, 3, 2], high: 6, rows: [sumOf([1, 3], [4, 5]), sumOf([0, 2, 3], [9, 9]), sumOf([2], [2, 4])] },
    ],
    [
      'the first of columns that harm alike',
      { table: [2, 2, 5, 4], high: 5, rows: [sumOf([1, 3], [5, 9]), sumOf([2], [4, 7]), sumOf([0, 1, 2], [8, 9])] },
    ],
    [
      'the last of columns that harm alike',
      { table: [2, 4, 2, 4], high: 5, rows: [sumOf([2, 3], [6, 7]), sumOf([1], [4, 4]), sumOf([0, 1, 2], [8, 9])] },
    ],
    [
      'the row with the fewest columns first',
      {
        table: [4, 2, 5, 3],
        high: 6,
        rows: [sumOf([0, 2, 3], [12, 12]), sumOf([0, 3], [7, 7]), sumOf([0, 1, 2], [8, 11])],
      },
    ],
    [
      'the row with the fewest columns before one that was out of its bounds earlier, of two alike the first',
      {
        table: [5, 4, 2, 4, 3],
        high: 9,
        rows: [
          sumOf([1], [2, 6]),
          sumOf([2, 3], [4, 6]),
          sumOf([1, 2, 3, 4], [13, 14]),
          sumOf([2, 3], [6, 7]),
          sumOf([0, 1, 3, 4], [16, 17]),
        ],
      },
    ],
    [
      'the row with the fewest columns before one that was asked earlier',
      {
        table: [4, 5, 3, 2, 2, 5],
        high: 7,
        rows: [
          sumOf([0, 2, 3, 4, 5], [16, 18]),
          sumOf([4, 5], [7, 10]),
          sumOf([0, 1, 2, 3], [13, 14]),
          sumOf([3, 4], [1, 5]),
          sumOf([1, 3, 5], [9, 15]),
          sumOf([0, 1, 2, 5], [15, 17]),
          sumOf([1, 2, 4, 5], [15, 17]),
        ],
      },
    ],
    [
      'the last of columns that harm alike, and none that harms more',
      {
        table: [2, 4, 2, 4, 3],
        high: 5,
        rows: [
          sumOf([2, 3], [6, 7]),
          sumOf([1], [4, 4]),
          sumOf([0, 1, 2, 4], [11, 12]),
          sumOf([4], [3, 3]),
          sumOf([4], [3, 3]),
        ],
      },
    ],
    [
      'the row with the most columns first',
      {
        table: [2, 5, 5, 3],
        high: 5,
        rows: [
          sumOf([0, 1, 3], [10, 10]),
          sumOf([0, 1, 2, 3], [14, 18]),
          sumOf([0, 1, 2], [12, 12]),
          sumOf([0, 2, 3], [8, 11]),
        ],
      },
    ],
  ])('%s', (_way, { table, high, rows }) =>
    expect(moved([few, ...rows], table, 'largest', { high })?.[0]).toBe(high - (table[0] ?? 0)),
  );
});

describe('where a search ends', () => {
  test.each([
    [60, [], true],
    [61, [sumOf([59, 60], [2, 2])], false],
  ])('after sixty changes: %d are needed', (_needed, link, isFound) => {
    const siblings = Array.from({ length: 59 }, (_, at) => at + 1);
    const rows = [few, sumOf([0, ...siblings], [64, 64]), sumOf([60]), ...link];
    const found = moved(rows, [5, ...siblings.map(() => 1), 1], 'largest', { high: 64 });
    expect(found !== undefined).toBe(isFound);
  });
  test.each([
    [60, true],
    [61, false],
  ])('among the first sixty columns: the only one that can move is number %d of a row', (place, isFound) => {
    const fixed = Array.from({ length: place - 2 }, (_, at) => at + 1);
    const rows = [
      few,
      ...fixed.map((column) => sumOf([column], [4, 4])),
      sumOf([0, ...fixed, place - 1], [4 * place, 4 * place]),
    ];
    const found = moved(rows, [4, ...fixed.map(() => 4), 4], 'largest');
    expect(found !== undefined).toBe(isFound);
  });
});
