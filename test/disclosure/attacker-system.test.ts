import { describe, expect, test } from 'vitest';
import { atomsOf, holds, layOut, sharedCombinations } from '../../lib/disclosure/secondary/atoms.ts';
import { attackerSystem, type RowDraft } from '../../lib/disclosure/secondary/program.ts';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { sumOf } from '../support/attacker-system.ts';

const levels = (name: string, size: number) => Array.from({ length: size }, (_, level) => `${name}${level}`);

/** Variables named by a letter, each with so many levels. */
const withSizes = (sizes: Readonly<Record<string, number>>): Domains =>
  new Map(Object.entries(sizes).map(([name, size]) => [name, levels(name, size)]));

/** A selection of the first level of each variable of a table. */
const tables = (...names: readonly string[]): readonly Selection[] =>
  names.map((name) => Object.fromEntries(name.split('').map((variable) => [variable, [`${variable}0`]])));

const variablesOf = (given: readonly Selection[], domains: Domains) =>
  layOut(given, domains).blocks.map(({ variables }) => variables.join(''));

const two = withSizes({ a: 2, b: 2, c: 2, d: 2, e: 2, f: 2, z: 2 });

describe('the layout of tables', () => {
  test.each([
    [['ab', 'a', 'b', ''], ['ab']],
    [['ba', 'ab'], ['ab']],
    [
      ['ab', 'bc'],
      ['ab', 'bc'],
    ],
    [
      ['ab', 'cd'],
      ['ab', 'cd'],
    ],
    [
      ['ab', 'bc', 'bd', 'de'],
      ['ab', 'bc', 'bd', 'de'],
    ],
    [['ab', 'bc', 'ca', 'abc'], ['abc']],
    [
      ['abz', 'bc', 'ca', 'de'],
      ['abc', 'abz', 'de'],
    ],
    [
      ['abz', 'bcy', 'cax'],
      ['abcxy', 'abz'],
    ],
    [
      ['ab', 'bc', 'cd', 'da'],
      ['abd', 'bcd'],
    ],
    [
      ['ab', 'bc', 'ca', 'de', 'ef', 'fd'],
      ['abc', 'def'],
    ],
  ])('%j becomes %j: a tree stays as it is, of a cycle tables are joined until they are a tree', (given, blocks) => {
    expect(variablesOf(tables(...given), two).toSorted()).toEqual(blocks);
    expect(layOut(tables(...given), two).exact).toBe(true);
  });

  test('a total alone has one combination', () => {
    const { blocks } = layOut([{}], two);
    expect(blocks).toEqual([{ variables: [], levels: [] }]);
    expect(blocks.map((block) => atomsOf(block, {}))).toEqual([[0]]);
  });

  test('of a cycle the tables with the smallest union are joined first, and none that share nothing', () => {
    const sizes = withSizes({ a: 2, b: 2, c: 60, d: 2, e: 2, f: 60 });
    expect(variablesOf(tables('ab', 'bc', 'ca', 'de', 'ef', 'fd'), sizes).toSorted()).toEqual(['abc', 'def']);
    const square = withSizes({ a: 2, b: 3, c: 4, d: 70 });
    expect(variablesOf(tables('ab', 'bc', 'cd', 'da'), square).toSorted()).toEqual(['abc', 'acd']);
  });

  test.each([
    [{ p: 10, q: 20, r: 20 }, true, 4_000],
    [{ p: 6, q: 23, r: 29 }, false, 4_002],
  ])('a cycle of %j is laid out: %j, at most 4,000 combinations', (sizes, exact, combinations) => {
    const layout = layOut(tables('pq', 'qr', 'rp'), withSizes(sizes));
    expect(layout).toMatchObject({ exact, combinations, limit: 4_000 });
    expect(layout.blocks).toHaveLength(exact ? 1 : 3);
  });

  test('one table may be larger: only what is joined counts', () =>
    expect(layOut(tables('pqr'), withSizes({ p: 20, q: 20, r: 20 }))).toMatchObject({ exact: true, combinations: 0 }));

  test('a variable without levels makes no union smaller', () =>
    expect(layOut(tables('pqn', 'qrn', 'rpn'), withSizes({ p: 16, q: 16, r: 16, n: 0 }))).toMatchObject({
      exact: false,
      combinations: 4_096,
    }));

  test('levels are those of the codebook, or else those that are asked', () =>
    expect(layOut([{ a: ['a0'], x: ['two'] }, { x: ['one', 'two'] }], two).blocks).toEqual([
      { variables: ['a', 'x'], levels: [levels('a', 2), ['one', 'two']] },
    ]));
});

describe('combinations of levels', () => {
  const block = { variables: ['a', 'b'], levels: [levels('a', 2), levels('b', 3)] };
  test.each([
    [{}, [0, 1, 2, 3, 4, 5]],
    [{ a: ['a1'] }, [3, 4, 5]],
    [{ b: ['b0', 'b2'] }, [0, 2, 3, 5]],
    [{ a: ['a1'], b: ['b1'] }, [4]],
    [{ a: [] }, []],
  ] as const)('%j takes %j of them, the last variable fastest', (selection, taken) =>
    expect(atomsOf(block, selection)).toEqual(taken),
  );
  test('a block holds the selections of which it has every variable', () =>
    expect(tables('', 'a', 'ab', 'ac', 'c').map((selection) => holds(block, selection))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]));
  test('two blocks share the combinations of the variables of both', () => {
    const other = { variables: ['b', 'c', 'a'], levels: [levels('b', 3), levels('c', 2), levels('a', 2)] };
    expect(sharedCombinations({ ...other, variables: ['c', 'b', 'd'] }, block)).toEqual([{ b: ['c0'] }, { b: ['c1'] }]);
    expect(sharedCombinations(block, other)).toHaveLength(6);
    expect(sharedCombinations(block, other)[1]).toEqual({ a: ['a0'], b: ['b1'] });
    expect(sharedCombinations(block, { variables: ['c'], levels: [levels('c', 2)] })).toEqual([{}]);
  });
});

describe("the attacker's system", () => {
  const free = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const draft = (...selections: readonly Selection[]): RowDraft => ({
    terms: selections.map((selection, index) => ({ selection, sign: index === 0 ? 1 : -1 })),
  });

  test('of one table has a column for each combination that some number tells apart', () => {
    const alone = attackerSystem([draft({ a: ['a0'] })], two);
    expect(alone).toEqual({ exact: true, program: { columns: 1, rows: [sumOf([0], free)] } });
    const crossed = attackerSystem([draft({ a: ['a0'] }), draft({ a: ['a0'], b: ['b0'] }), draft({})], two).program;
    expect(crossed).toEqual({
      columns: 3,
      rows: [sumOf([0, 1], free), sumOf([0], free), sumOf([0, 1, 2], free)],
    });
  });

  test('leaves out combinations that no number counts, and what a difference takes away again', () => {
    const { program } = attackerSystem(
      [
        draft({ a: ['a0'], b: ['b0'] }),
        draft({ b: ['b0'] }, { a: ['a0'], b: ['b0'] }),
        draft({ a: ['a1'] }, { a: ['a1'] }),
      ],
      two,
    );
    expect(program).toEqual({ columns: 2, rows: [sumOf([0], free), sumOf([1], free), sumOf([], free)] });
  });

  test('a number that counts rows twice has them twice', () => {
    const twice = {
      terms: [
        { selection: { a: ['a0'] }, sign: 1 },
        { selection: {}, sign: 1 },
      ],
    } as const;
    expect(attackerSystem([twice], two).program).toEqual({ columns: 2, rows: [sumOf([0, 1], free, [2, 1])] });
  });

  test('of two tables links them by the combinations of the variables that they share', () => {
    const { program } = attackerSystem([draft({ a: ['a0'], b: ['b0'] }), draft({ b: ['b0'], c: ['c0'] })], two);
    expect(program).toEqual({
      columns: 6,
      rows: [
        sumOf([0], free),
        sumOf([3], free),
        sumOf([0, 2, 3, 4], [0, 0], [1, 1, -1, -1]),
        sumOf([1, 5], [0, 0], [1, -1]),
      ],
    });
  });

  test('of tables that share nothing links each to the first by the total, and only that', () => {
    const { program } = attackerSystem([draft({ a: ['a0'] }), draft({ b: ['b0'] }), draft({ c: ['c0'] })], two);
    expect(program).toEqual({
      columns: 6,
      rows: [
        ...[0, 2, 4].map((column) => sumOf([column], free)),
        sumOf([0, 1, 2, 3], [0, 0], [1, 1, -1, -1]),
        sumOf([0, 1, 4, 5], [0, 0], [1, 1, -1, -1]),
      ],
    });
    const pair = attackerSystem([draft({ a: ['a0'] }), draft(...tables('bc')), draft(...tables('cd'))], two).program;
    expect(pair.rows.slice(3).map(({ columns }) => columns.length)).toEqual([5, 5, 4, 2]);
  });
});
