import { describe, expect, test } from 'vitest';
import { type KnownNumber, type KnownPopulation, nothingEarlier, withEarlier } from '../../lib/disclosure/earlier.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import { nowhere, type Selection } from '../../lib/disclosure/selection.ts';
import { cellOf } from '../support/cell.ts';
import { domains } from '../support/gate.ts';

const rent: Selection = { type: ['rent'] };
const old: Selection = { age: ['old'] };
const cell = (id: number, selection: Selection, changes: Partial<Cell> = {}): Cell =>
  cellOf(id, { selection, rows: 60, households: 50, largestRows: 20, line: 'x', ...changes });
const number = (selection: Selection, changes: Partial<KnownNumber> = {}): KnownNumber => ({
  selection,
  rows: 57,
  households: 48,
  least: 10,
  base: 5,
  secret: null,
  ...changes,
});
const known = (...numbers: readonly KnownNumber[]): KnownPopulation => ({ ...nothingEarlier('any'), numbers });
const judge = (cells: readonly Cell[], ...numbers: readonly KnownNumber[]) =>
  withEarlier(cells, known(...numbers), domains);

test('before the first release nothing is known, and no release comes near', () =>
  expect(nothingEarlier('cases@all')).toEqual({ numbers: [], domains: new Map(), nearMiss: false }));

describe('a question that was answered before', () => {
  test('gets the same answer: the number that was shown, with the base of then', () =>
    expect(judge([cell(3, rent)], number(rent))).toEqual({
      cells: [cell(3, rent, { rows: 57, fixedBase: 5 })],
      secrets: [],
    }));
  test('is the same in other words', () => {
    const words = { type: ['rent', 'rent'], age: ['old', 'young'] };
    expect(judge([cell(3, words)], number({ age: ['young', 'old'], ...rent })).cells).toEqual([
      cell(3, rent, { rows: 57, fixedBase: 5 }),
    ]);
  });
  test('stays withheld when it was withheld', () =>
    expect(judge([cell(3, rent)], number(rent, { base: null })).cells).toEqual([cell(3, rent, { primary: true })]));
  test('is said as of the earlier snapshot, from which the rows may differ', () =>
    expect(judge([cell(3, rent)], number(rent, { drift: 9 })).cells).toEqual([
      cell(3, rent, { fixedBase: 5, kept: { rows: 57, drift: 9 } }),
    ]));
  test('that nobody asked is judged as it is, in its one form', () =>
    expect(judge([cell(3, { type: ['water', 'rent'] })])).toEqual({
      cells: [cell(3, { type: ['rent', 'water'] })],
      secrets: [],
    }));
});

describe('a number that was shown before and is not asked again', () => {
  const earlier = (id: number, group: number, changes: Partial<Cell>): Cell => ({
    ...cell(id, rent),
    part: -1,
    group,
    rows: 57,
    households: 48,
    largestRows: 0,
    fixedBase: 5,
    line: '',
    ...changes,
  });
  test('is known to everybody: after the present numbers, part of no table', () =>
    expect(judge([cell(7, old), cell(2, {})], number(rent), number({ type: ['water'] }, { drift: 3 })).cells).toEqual([
      cell(7, old),
      cell(2, {}),
      earlier(8, 0, { name: 'earlier type=rent' }),
      earlier(9, 1, { name: 'earlier type=water', selection: { type: ['water'] }, kept: { rows: 57, drift: 3 } }),
    ]));
  test('is the first where nothing is asked, in its one form', () =>
    expect(judge([], number({ ...rent, age: ['young', 'old'] })).cells).toEqual([
      earlier(0, 0, { name: 'earlier type=rent' }),
    ]));
  test('is none when it was withheld, or counts nobody', () => {
    expect(judge([], number(rent, { base: null })).cells).toEqual([]);
    expect(judge([], number(nowhere)).cells).toEqual([]);
    expect(judge([cell(0, nowhere)], number(nowhere)).cells).toEqual([cell(0, nowhere)]);
  });
});

test('every secret of before must stay one, whether it is asked again or not', () => {
  const secret = { low: 3, high: 7 };
  const given = [number({ type: ['water', 'rent', 'energy'], ...old }, { base: null, secret }), number(rent)];
  expect(judge([], ...given).secrets).toEqual([{ selection: old, low: 3, high: 7 }]);
  expect(judge([cell(0, old)], ...given).secrets).toEqual([{ selection: old, low: 3, high: 7 }]);
});
