import { describe, expect, test } from 'vitest';
import { closePairs, differenceKey, householdTargets } from '../../lib/disclosure/differences.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';

const domains = new Map([
  ['age', ['young', 'old', 'unknown']],
  ['type', ['rent', 'energy', 'unknown']],
]);

const cell = (id: number, selection: Selection, rows: number, rest: Partial<Cell> = {}): Cell => ({
  id,
  part: 0,
  group: id,
  name: `number ${id}`,
  selection,
  rows,
  households: rows,
  largestRows: 0,
  primary: false,
  secret: false,
  least: 10,
  fixedBase: null,
  line: '',
  ...rest,
});

const asked = (...cells: readonly Cell[]) =>
  closePairs(cells, domains, policy).map(({ wide, narrow }) => [wide.id, narrow.id]);

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
    expect(closePairs([more, few], new Map(), policy)).toEqual([]);
  });
  test('who is left beyond a grid is counted in rows, so more is asked', () => {
    const left = (id: number, selection: Selection, rows: number) =>
      cell(id, { ...selection, 'leaving-any': ['x:105:'] }, rows);
    expect(asked(left(0, { age: ['young'] }, 150), left(1, {}, 200))).toEqual([[1, 0]]);
    expect(asked(left(0, { age: ['young'] }, 150), left(1, {}, 260))).toEqual([]);
  });
});

describe('which of them are secrets', () => {
  const targets = (households: number | undefined) => {
    const pairs = closePairs([young, all(105)], domains, policy);
    const key = differenceKey({ universe: 'cases@all', wide: {}, narrow: young.selection });
    const facts = new Map(households === undefined ? [] : [[key, households] as const]);
    return householdTargets(pairs, { universe: 'cases@all', policy, facts });
  };
  test.each([
    [0, 1],
    [9, 1],
    [10, 0],
    [11, 0],
    [Number.NaN, 1],
    [undefined, 1],
  ])('of %s households: %d', (households, secrets) => expect(targets(households)).toHaveLength(secrets));
  test('must stay open from 3 or fewer to 7 or more', () =>
    expect(targets(9)).toMatchObject([{ rule: 'difference', low: 3, high: 7, part: 0 }]));
});
