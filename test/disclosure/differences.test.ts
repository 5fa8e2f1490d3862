import { describe, expect, test } from 'vitest';
import {
  closePairs,
  differenceKey,
  householdTargets,
  type NumberFacts,
  numberKey,
  numbersToAsk,
  type OfMunicipality,
} from '../../lib/disclosure/differences.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { cellOf } from '../support/cell.ts';

const domains = new Map([
  ['age', ['young', 'old', 'unknown']],
  ['type', ['rent', 'energy', 'unknown']],
]);

const cell = (id: number, selection: Selection, rows: number, rest: Partial<Cell> = {}): Cell =>
  cellOf(id, { name: `number ${id}`, selection, rows, households: rows, ...rest });

const universe = 'cases@all';
const settings = (households: NumberFacts = new Map()) => ({ policy, universe, households });
const asked = (...cells: readonly Cell[]) =>
  closePairs(cells, domains, settings()).map(({ wide, narrow }) => [wide.id, narrow.id]);

const all = (households: number) => cell(1, {}, 200, { households });
const young = cell(0, { age: ['young'] }, 150, { households: 100 });

describe('which differences the rows are asked for', () => {
  test.each([
    [109, [[1, 0]]],
    [110, []],
    [111, []],
    [100, [[1, 0]]],
  ])('of 200 and 150 rows of %d and 100 households: %j', (households, pairs) =>
    expect(asked(young, all(households))).toEqual(pairs),
  );
  test('nothing that rows tell already, or that is not nested', () => {
    expect(asked(young, cell(1, {}, 159, { households: 105 }))).toEqual([]);
    expect(asked(young, cell(1, { type: ['rent'] }, 200, { households: 105 }))).toEqual([]);
  });
  test('nothing between two numbers that everybody knows, or with one that is withheld', () => {
    const known = { fixedBase: 5, part: -1 };
    expect(asked({ ...young, ...known }, { ...all(105), ...known })).toEqual([]);
    expect(asked({ ...young, primary: true }, all(105))).toEqual([]);
    expect(asked({ ...young, ...known }, all(105))).toEqual([[1, 0]]);
  });
  test('A27, G10: complete cases of more covariates are part of those of fewer', () => {
    const few = cell(1, { 'complete(age)': ['yes'] }, 500, { households: 400 });
    const more = cell(0, { 'complete(age,type)': ['yes'] }, 480, { households: 395 });
    expect(asked(more, few)).toEqual([[1, 0]]);
    expect(asked(cell(0, { 'complete(type)': ['yes'] }, 480, { households: 395 }), few)).toEqual([]);
    expect(closePairs([more, few], new Map(), settings())).toEqual([]);
  });
  test('who is left beyond a grid is counted in rows, so more is asked', () => {
    const left = (id: number, selection: Selection, rows: number) =>
      cell(id, { ...selection, 'leaving-any': ['x:105:'] }, rows);
    expect(asked(left(0, { age: ['young'] }, 150), left(1, {}, 200))).toEqual([[1, 0]]);
    expect(asked(left(0, { age: ['young'] }, 150), left(1, {}, 260))).toEqual([]);
  });
});

describe('which differences are asked for where the households of each municipality are known', () => {
  const close = (wide: readonly number[], narrow: readonly number[], rows = 200) => {
    const households = new Map([
      [numberKey(universe, {}), wide],
      [numberKey(universe, young.selection), narrow],
    ]);
    return closePairs([young, cell(1, {}, rows, { households: 500 })], domains, settings(households)).length;
  };
  test.each([
    [[100, 50, 9], 1],
    [[100, 50, 10], 0],
    [[100, 50, 11], 0],
    [[100, 54, 5], 1],
    [[100, 55, 5], 0],
  ])('%j beside none: who has most knows its own', (wide, pairs) => expect(close(wide, [0, 50, 0])).toBe(pairs));
  test('nothing where some municipality has more of the narrower number: it is no part', () =>
    expect(close([100, 5], [95, 6])).toBe(0));
  test('also what rows tell an outsider already, and what is no number', () => {
    expect(close([100, 5], [95, 4], 155)).toBe(1);
    expect(close([100, Number.NaN], [95, 0])).toBe(1);
  });
});

describe('whose households are asked by municipality', () => {
  const asks = (households: number, rest: Partial<Cell>) =>
    numbersToAsk([young, cell(1, {}, 900, { households, ...rest })], domains, policy).length;
  test.each([
    [149, 2],
    [150, 0],
    [151, 0],
  ])('of %d and 100 households, of which one municipality has 40 rows at most: %d numbers', (households, numbers) =>
    expect(asks(households, { largestRows: 40 })).toBe(numbers),
  );
  test('always where the largest part is not known, or who is left beyond a grid is counted', () => {
    expect(asks(800, { largestRows: 0 })).toBe(2);
    const left = (id: number, selection: Selection, rows: number) =>
      cell(id, { ...selection, 'leaving-any': ['x:105:'] }, rows, { largestRows: 1 });
    expect(numbersToAsk([left(0, { age: ['young'] }, 150), left(1, {}, 900)], domains, policy)).toHaveLength(2);
  });
  test('never where they are not nested, or both known', () => {
    expect(numbersToAsk([young, cell(1, { type: ['rent'] }, 900)], domains, policy)).toEqual([]);
    const known = { fixedBase: 5, part: -1 };
    expect(
      numbersToAsk(
        [
          { ...young, ...known },
          { ...all(105), ...known },
        ],
        domains,
        policy,
      ),
    ).toEqual([]);
  });
});

describe('which of them are secrets', () => {
  const targets = (found: readonly OfMunicipality[] | undefined) => {
    const pairs = closePairs([young, all(105)], domains, settings());
    const key = differenceKey({ universe, wide: {}, narrow: young.selection });
    return householdTargets(pairs, { universe, policy, facts: new Map(found === undefined ? [] : [[key, found]]) });
  };
  const spread = (households: number) => [
    { households: Math.floor(households / 2), rows: 25 },
    { households: Math.ceil(households / 2), rows: 25 },
  ];
  test.each([
    [0, 1],
    [9, 1],
    [18, 1],
    [20, 0],
    [22, 0],
    [Number.NaN, 1],
  ])('of %d households in two municipalities: %d', (households, secrets) =>
    expect(targets(spread(households))).toHaveLength(secrets),
  );
  test('where the rows did not answer', () => expect(targets(undefined)).toMatchObject([{ low: 3, high: 7 }]));
  test('must stay open from 3 or fewer to 7 or more for an outsider', () =>
    expect(targets([{ households: 9, rows: 50 }])).toMatchObject([{ rule: 'difference', low: 3, high: 57, part: 0 }]));
  test.each([
    [9, [{ low: 43, high: 47 }]],
    [10, []],
    [11, []],
  ])('and beside the 40 rows of a municipality that faces %d households', (others, secrets) =>
    expect(
      targets([
        { households: 20, rows: 40 },
        { households: others, rows: 10 },
      ]),
    ).toMatchObject(others < 10 ? secrets : []),
  );
  test('beside the rows of each municipality that faces few', () =>
    expect(
      targets([
        { households: 9, rows: 12 },
        { households: 9, rows: 38 },
        { households: 0, rows: 0 },
      ]),
    ).toMatchObject([{ low: 15, high: 45 }]));
});
