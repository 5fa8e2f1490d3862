import { describe, expect, test } from 'vitest';
import {
  closePairs,
  differenceKey,
  householdTargets,
  type NumberFacts,
  numberKey,
  numbersToAsk,
} from '../../lib/disclosure/differences.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { cellOf } from '../support/cell.ts';

const domains: Domains = new Map([
  ['age', ['young', 'old', 'unknown']],
  ['type', ['rent', 'energy', 'unknown']],
]);
const universe = 'cases@all';
const cell = (id: number, selection: Selection, rows: number, rest: Partial<Cell> = {}): Cell =>
  cellOf(id, { name: `number ${id}`, selection, rows, households: rows, ...rest });
const close = (cells: readonly Cell[], households: NumberFacts = new Map()) =>
  closePairs(cells, domains, { policy, universe, households }).map(({ wide, narrow }) => [wide.id, narrow.id]);
/** Whether the second counts a part of the first: 300 rows and 250 of nearly as many households. */
const isPart = (wide: Selection, narrow: Selection) =>
  close([cell(1, wide, 300, { households: 205 }), cell(0, narrow, 250, { households: 200 })]).length === 1;

test('numbers and differences have names by population and question', () => {
  const [wide, narrow] = [{ type: ['rent'] }, { age: ['young'], type: ['rent'] }];
  expect(numberKey(universe, narrow)).toBe('cases@all|age=young;type=rent');
  expect(differenceKey({ universe, wide, narrow })).toBe('cases@all|type=rent|age=young;type=rent');
});

describe('G10: complete cases are the rows on which every covariate is known', () => {
  const complete = (names: string, levels: readonly string[] = ['yes']): Selection => ({
    [`complete(${names})`]: levels,
  });
  test.each<readonly [Selection, Selection, boolean]>([
    [{ age: ['old', 'young'] }, complete('age'), true],
    [complete('age'), { age: ['old', 'young'] }, true],
    [complete('age'), { age: ['young'] }, true],
    [complete('age'), { age: ['young', 'unknown'] }, false],
    [{ age: ['young'] }, complete('age'), false],
    [{ age: ['young'] }, { age: ['young', 'unknown'], ...complete('age') }, true],
    [{ type: ['rent'] }, { ...complete('type'), type: ['rent', 'unknown'] }, true],
    [{ type: ['rent'], age: ['old', 'young'] }, { ...complete('age,type'), type: ['rent', 'unknown'] }, true],
    [complete('age'), complete('age,type'), true],
    [complete('age,type'), complete('age'), false],
  ])('%j contains %j: %s', (wide, narrow, expected) => expect(isPart(wide, narrow)).toBe(expected));
  test.each<readonly [Selection, Selection]>([
    [{ age: ['old', 'young'] }, complete('age', ['no'])],
    [{ age: ['old', 'young'] }, complete('age,days-to-close')],
    [{ age: ['old', 'young'] }, { 'in-complete(age)': ['yes'] }],
    [{ age: ['old', 'young'] }, { 'complete(age) or not': ['yes'] }],
  ])('%j does not contain %j, which says something else', (wide, narrow) => expect(isPart(wide, narrow)).toBe(false));
});

describe('nested numbers that may be close', () => {
  const narrow = cell(0, { age: ['young'] }, 150, { households: 100 });
  const wide = (rows: number, rest: Partial<Cell> = {}) => cell(1, {}, rows, { households: 105, ...rest });
  test('are found in any order', () => {
    expect(close([wide(200), narrow])).toEqual([[1, 0]]);
    expect(close([narrow, wide(200)])).toEqual([[1, 0]]);
  });
  test.each([
    [159, []],
    [160, [[1, 0]]],
  ])('of %d and 150 rows differ by enough rows that rows say nothing of their households, or not', (rows, pairs) =>
    expect(close([narrow, wide(rows)])).toEqual(pairs),
  );
  test.each([
    [249, [[1, 0]]],
    [250, []],
  ])('of %d and 150 rows, of which one counts who is left beyond a grid, by ten rows a household', (rows, pairs) => {
    const left = { ...narrow, selection: { age: ['young'], 'leaving-any': ['x:105:'] } };
    expect(close([left, wide(rows, { households: 900 })])).toEqual(pairs);
  });
  test('are asked where everybody knows one of the two, not where everybody knows both', () => {
    const known = { fixedBase: 5, part: -1 };
    const pairs = (one: object, other: object) => {
      const cells = [{ ...narrow, ...one }, wide(200, other)];
      return [close(cells).length, numbersToAsk(cells, domains, policy).length];
    };
    expect(pairs(known, {})).toEqual([1, 2]);
    expect(pairs({}, known)).toEqual([1, 2]);
    expect(pairs(known, known)).toEqual([0, 0]);
  });
  test('are none where one counts nobody, is withheld, or counts whose observation ends', () => {
    expect(close([{ ...narrow, selection: { '(never)': [] } }, wide(200)])).toEqual([]);
    expect(close([{ ...narrow, primary: true }, wide(200)])).toEqual([]);
    expect(close([{ ...narrow, selection: { age: ['young'], 'leaving-any': ['c:0:30'] } }, wide(200)])).toEqual([]);
  });
  test('of as many rows are found in any order: that nobody is between them is a secret too', () => {
    const [few, more]: readonly Selection[] = [{ 'complete(age)': ['yes'] }, { 'complete(age,type)': ['yes'] }];
    const households = new Map([few, more].map((each = {}) => [numberKey(universe, each), [40, 60]] as const));
    for (const [first, second] of [
      [few, more],
      [more, few],
    ]) {
      const cells = [cell(0, first ?? {}, 100), cell(1, second ?? {}, 100)];
      expect(close(cells, households)).toEqual([first === few ? [0, 1] : [1, 0]]);
      expect(numbersToAsk(cells, domains, policy)).toEqual([few, more]);
    }
  });
  test('are asked once for the same rows in other words, and not for the same question twice', () => {
    const [words, same] = [{ 'complete(age)': ['yes'] }, { age: ['old', 'young'] }];
    const by = (...selections: readonly Selection[]) =>
      new Map(selections.map((selection) => [numberKey(universe, selection), [40, 60]] as const));
    expect(close([cell(0, words, 100), cell(1, same, 100)], by(words, same))).toEqual([[1, 0]]);
    expect(close([cell(1, same, 100), cell(0, words, 100)], by(words, same))).toEqual([[1, 0]]);
    expect(close([cell(0, same, 100), cell(1, same, 100)], by(same))).toEqual([]);
  });
  test('are judged by all their households where one of them was not asked by municipality', () => {
    const one = (selection: Selection, households: readonly number[]) =>
      new Map([[numberKey(universe, selection), households]]);
    expect(close([narrow, wide(200)], one({}, [900, 900]))).toEqual([[1, 0]]);
    expect(close([narrow, wide(200)], one({ age: ['young'] }, [0, 0]))).toEqual([[1, 0]]);
    expect(close([narrow, wide(200, { households: 110 })], one({}, [110]))).toEqual([]);
  });
});

describe('the secret of a difference', () => {
  const [wide, narrow] = [
    cell(3, {}, 200, { part: 1, households: 105 }),
    cell(7, { age: ['young'] }, 150, { part: 4 }),
  ];
  const key = differenceKey({ universe, wide: {}, narrow: narrow.selection });
  const targets = (found: readonly { readonly households: number; readonly rows: number }[], given = policy) =>
    householdTargets([{ wide, narrow }], { universe, policy: given, facts: new Map([[key, found]]) });
  test('is the one number without the other, in the later of their tables', () =>
    expect(targets([{ households: 9, rows: 12 }])).toEqual([
      {
        rule: 'difference',
        name: 'number 3 without number 7 in households',
        part: 4,
        terms: [
          { cell: 3, sign: 1 },
          { cell: 7, sign: -1 },
        ],
        low: 3,
        high: 12 + 7,
      },
    ]));
  test('of ten households in one municipality is one for that municipality alone', () => {
    expect(targets([{ households: 10, rows: 30 }])).toMatchObject([{ low: 33, high: 37 }]);
    expect(
      targets([
        { households: 10, rows: 30 },
        { households: 10, rows: 20 },
      ]),
    ).toEqual([]);
  });
  test('has no tolerance in the stricter profile', () =>
    expect(
      targets([{ households: 10, rows: 30 }], withValues(policy, 'strict', { intervalTolerance: 0 })),
    ).toMatchObject([{ low: 31, high: 39 }]));
  test('of other numbers is no answer', () =>
    expect(
      householdTargets([{ wide: narrow, narrow: wide }], { universe, policy, facts: new Map([[key, []]]) }),
    ).toMatchObject([{ low: 3, high: 7 }]));
});
