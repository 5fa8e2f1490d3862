import { describe, expect, test } from 'vitest';
import { policy } from '../../lib/disclosure/policy.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import { cellTargets, differenceTargets, protectionOfCell } from '../../lib/disclosure/secondary/targets.ts';
import { nowhere, type Selection } from '../../lib/disclosure/selection.ts';
import { cellOf } from '../support/cell.ts';

const group = (rows: number, households = rows, largestRows = 0) =>
  protectionOfCell({ rows, households, largestRows }, policy);

describe('S3: the interval that an attacker is left with', () => {
  test.each([0, 1, 9])('of %d households: 3 or fewer, and 7 or more', (rows) =>
    expect(group(rows)).toEqual({ low: 3, high: 7 }),
  );
  test('of few households with many rows in one municipality: 7 beside these', () =>
    expect(group(40, 9, 30)).toEqual({ low: 3, high: 37 }));
  test.each([
    [500, 495, { low: 450, high: 550 }],
    [505, 495, { low: 454, high: 556 }],
    [20, 15, { low: 18, high: 22 }],
    [20, 18, { low: 18, high: 25 }],
    [40, 20, { low: 23, high: 44 }],
    [11, 3, { low: 6, high: 13 }],
  ])('of %d rows, %d of them in one municipality: a tenth of all, and 3 to 7 beside these', (rows, largest, interval) =>
    expect(group(rows, 10, largest)).toEqual(interval),
  );
});

test('every small cell is a secret', () => {
  const cells = [cellOf(4, { part: 2, rows: 6, households: 6, secret: true }), cellOf(5, { rows: 30, households: 30 })];
  expect(cellTargets(cells, policy)).toEqual([
    { rule: 'small-cell', name: 'cell 4', part: 2, terms: [{ cell: 4, sign: 1 }], low: 3, high: 7 },
  ]);
});

const young: Selection = { age: ['young'] };
const number = (id: number, selection: Selection, rows: number, changes: Partial<Cell> = {}) =>
  cellOf(id, { selection, rows, ...changes });

/** The wide and the narrow number of each secret difference. */
const differences = (...cells: readonly Cell[]) =>
  differenceTargets(cells, policy).map(({ terms }) => terms.map(({ cell, sign }) => sign * cell));

describe('L1, F8: nested numbers that differ by fewer than ten', () => {
  test.each([
    [100, [[2, -1]]],
    [109, [[2, -1]]],
    [110, []],
  ])('100 of %d: %j', (rows, found) => expect(differences(number(1, young, 100), number(2, {}, rows))).toEqual(found));

  test('must be able to differ by 3 or fewer, and by 7 or more', () =>
    expect(differenceTargets([number(2, {}, 105, { part: 3 }), number(1, young, 100, { part: 4 })], policy)).toEqual([
      {
        rule: 'difference',
        name: 'cell 2 without cell 1',
        part: 4,
        terms: [
          { cell: 2, sign: 1 },
          { cell: 1, sign: -1 },
        ],
        low: 3,
        high: 7,
      },
    ]));

  test('of equal numbers the one that holds the other is the wide one, in whatever order', () => {
    expect(differences(number(1, young, 100), number(2, {}, 100))).toEqual([[2, -1]]);
    expect(differences(number(2, {}, 100), number(1, young, 100))).toEqual([[2, -1]]);
  });

  test('every pair is judged, also beyond one that is not nested', () =>
    expect(differences(number(1, young, 100), number(2, { type: ['rent'] }, 101), number(3, {}, 104))).toEqual([
      [3, -1],
      [3, -2],
    ]));

  test('every pair is judged, in whatever order', () =>
    expect(differences(number(3, {}, 104), number(2, { type: ['rent'] }, 130), number(1, young, 100))).toEqual([
      [3, -1],
    ]));

  test.each([
    ['that is withheld', young, { primary: true }],
    ['of the same question', {}, {}],
    ['of nobody', nowhere, {}],
    ['of who leaves a curve because observation ends', { ...young, 'leaving-any': ['c:0:30'] }, {}],
  ])('a number %s has no difference', (_what, selection, changes) =>
    expect(differences(number(1, selection, 100, changes), number(2, {}, 105))).toEqual([]),
  );

  test('who has an event is a household', () =>
    expect(differences(number(1, { 'leaving-any': ['e:0:30'] }, 100), number(2, {}, 105))).toEqual([[2, -1]]));

  test('a number that everybody knows is judged with a new one, but not two of them', () => {
    const known = { fixedBase: 5 };
    expect(differences(number(1, young, 100, known), number(2, {}, 105))).toEqual([[2, -1]]);
    expect(differences(number(1, young, 100), number(2, {}, 105, known))).toEqual([[2, -1]]);
    expect(differences(number(1, young, 100, known), number(2, {}, 105, known))).toEqual([]);
  });

  test('a part of more rows than the whole is no part: the two are of other rows', () =>
    expect(differences(number(1, {}, 100), number(2, young, 105))).toEqual([]));
});
