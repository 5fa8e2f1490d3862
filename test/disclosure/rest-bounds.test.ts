import { describe, expect, test } from 'vitest';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { kind, type Numbers, restsIn, rowsOf } from '../support/rests.ts';

describe('where every combination of levels was asked for itself', () => {
  const ages: Numbers = [
    [47, {}],
    [28, { age: ['young'] }],
    [19, { age: ['old'] }],
  ];
  const nothing = { rests: [], complete: true, whole: true };
  test('nothing is left over', () => expect(restsIn(ages)).toEqual(nothing));
  test('nothing is where some of them are withheld secrets', () => {
    const old: Selection = { age: ['old'] };
    const two = ages.slice(0, 2);
    expect(restsIn([...two, [28, { age: ['young', 'old'] }]], { secrets: [old] })).toEqual(nothing);
    expect(restsIn([...two, [12, { age: ['old', 'young'] }], [4, old, { primary: true, secret: true }]])).toEqual(
      nothing,
    );
    expect(restsIn([...two, [12, { age: ['old', 'young'] }], [4, old, { primary: true }]]).whole).toBe(false);
  });
  test('two numbers are too few to say so', () => {
    expect(restsIn(ages.slice(1))).toEqual({ rests: [], complete: true, whole: false });
    expect(restsIn([])).toEqual({ rests: [], complete: true, whole: false });
  });
  test('one of them is missing', () =>
    expect(
      restsIn([
        [47, {}],
        [28, kind('a')],
        [11, kind('b', 'c', 'd')],
      ]).whole,
    ).toBe(false));
});

test('the widest numbers come first, and of as many rows the first', () => {
  const parts = (level: string, rows: number, id: number): Numbers => [
    [rows, kind(level), { id }],
    [20, { ...kind(level), code: ['x'] }],
    [15, { ...kind(level), code: ['y'] }],
  ];
  const { rests } = restsIn([...parts('a', 40, 22), ...parts('b', 40, 21), ...parts('c', 41, 23)]);
  expect(rests.map(({ plus, rows }) => [...plus.map(({ id }) => id), rows])).toEqual([
    [23, 6],
    [21, 5],
    [22, 5],
  ]);
});

describe('a search that cannot be finished', () => {
  /** Ten groups of three kinds each; numbers of two kinds of a group share rows, those of two groups do not. */
  const levels = Array.from({ length: 31 }, (_, at) => `k${at}`);
  const domains: Domains = new Map([['kind', levels]]);
  const groups = (count: number): Numbers =>
    Array.from({ length: count }, (_, group) => levels.slice(3 * group, 3 * group + 3)).flatMap(
      ([a = '', b = '', c = '']) => [
        [10, kind(a, b)],
        [10, kind(b, c)],
        [10, kind(a, c)],
      ],
    );
  const search = (count: number) =>
    restsIn([[10 * count + 110, {}, { largestRows: 1 }], ...groups(count)], { domains });
  test('says so: three to the power of ten sets of kinds are too many, to the power of six not', () => {
    expect(search(6).complete).toBe(true);
    expect(search(10).complete).toBe(false);
  });
  test('of too many numbers is not begun', () => {
    const [rows, columns] = [50, 52].map((length) => Array.from({ length }, (_, at) => `l${at}`));
    const all = (rows ?? []).flatMap((row) =>
      (columns ?? []).map((column): Selection => ({ row: [row], column: [column] })),
    );
    const numbers = all.slice(0, 2_501).map((selection) => [12, selection] as const);
    const given = new Map([
      ['row', rows ?? []],
      ['column', columns ?? []],
    ]);
    expect(restsIn(numbers, { domains: given })).toEqual({ rests: [], complete: false, whole: false });
  });
});

test('a municipality counts rows of its own in the widest number only', () => {
  const numbers = (largest: number): Numbers => [
    [300, {}, { largestRows: 40 }],
    [80, kind('a'), { largestRows: largest }],
    [80, kind('b'), { largestRows: largest }],
  ];
  expect([rowsOf(numbers(1)), rowsOf(numbers(80))]).toEqual([[], []]);
});
