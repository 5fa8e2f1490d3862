import { describe, expect, test } from 'vitest';
import { differenceKey, type NumberFacts, numberKey, type OfMunicipality } from '../../lib/disclosure/differences.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import type { Rest } from '../../lib/disclosure/rests/search.ts';
import { closeRests, isSmall, questionOf, restTargets } from '../../lib/disclosure/rests/targets.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import { nowhere, type Selection } from '../../lib/disclosure/selection.ts';
import { cellOf } from '../support/cell.ts';
import { kind } from '../support/rests.ts';

const universe = 'cases@all';
const [all, a, b] = [
  cellOf(3, { part: 1, households: 100 }),
  cellOf(5, { part: 4, households: 40, selection: kind('a') }),
  cellOf(7, { part: 2, households: 30, selection: kind('b') }),
];
/** What two kinds leave of a total. */
const left = (rows: number, changes: Partial<Rest> = {}): Rest => ({
  name: 'what is left',
  plus: [all],
  minus: [a, b],
  times: 1,
  rows,
  wide: {},
  narrow: [kind('a'), kind('b')],
  ...changes,
});
/** What two numbers share, counted twice. */
const shared = (rows: number, changes: Partial<Rest> = {}): Rest =>
  left(rows, { plus: [a, b], minus: [all], times: 2, wide: kind('a'), narrow: [nowhere], ...changes });

test('the rows are asked for the wide number without the narrow ones', () => {
  expect(questionOf(left(50))).toEqual({ wide: {}, narrow: kind('a'), more: [kind('b')] });
  expect(questionOf(shared(50))).toEqual({ wide: kind('a'), narrow: nowhere, more: [] });
  expect(questionOf(left(50, { narrow: [] }))).toEqual({ wide: {}, narrow: nowhere, more: [] });
});

test.each([
  [0, true],
  [9, true],
  [9.5, true],
  [10, false],
  [11, false],
])('a rest of %d rows is small by itself: %s', (rows, expected) => expect(isSmall(left(rows), policy)).toBe(expected));

/** Whether a rest may be of too few households for somebody. */
const isClose = (rest: Rest, households: NumberFacts = new Map()) =>
  closeRests([rest], { policy, universe, households }).length === 1;
const by = (...given: readonly (readonly [Selection, readonly number[]])[]): NumberFacts =>
  new Map(given.map(([selection, own]) => [numberKey(universe, selection), own] as const));

describe('households of what is left, where they were not asked by municipality, are those of the total', () => {
  const total = (changes: Partial<Cell>) => left(500, { plus: [{ ...all, ...changes }] });
  test.each([
    [{ households: 79 }, true],
    [{ households: 80 }, false],
    [{ households: 81 }, false],
    [{ households: 100, largestRows: 20 }, false],
    [{ households: 100, largestRows: 21 }, true],
  ])(
    'less those of the others, and less the rows of the largest municipality: of %j may be few: %s',
    (changes, close) => expect(isClose(total(changes))).toBe(close),
  );
  test('also where only some were asked, or those of other participants', () => {
    const few = [kind('a'), kind('b')].map((each) => [each, [0, 0]] as const);
    expect(isClose(total({ households: 79 }), by([{}, [900, 900]], ...few.slice(1)))).toBe(true);
    expect(isClose(total({ households: 80 }), by([{}, [0, 0]], ...few.slice(1)))).toBe(false);
    const other = new Map([{}, kind('a'), kind('b')].map((each) => [numberKey('cases@one', each), [5]] as const));
    expect(isClose(total({ households: 80 }), other)).toBe(false);
  });
});

describe('households of what is left, asked by municipality', () => {
  const asked = (...total: readonly number[]) => by([{}, total], [kind('a'), [10, 5, 4]], [kind('b'), [8, 9, 2]]);
  test.each([
    [[30, 26, 6], false],
    [[30, 24, 6], false],
    [[30, 23, 6], true],
    [[28, 24, 6], false],
    [[300, 14, 15], true],
    [[300, 14, 16], false],
    [[18, 14, 6], true],
  ])('of %j, without 18, 14 and 6, are few for the largest of them: %s', (total, close) =>
    expect(isClose(left(500), asked(...total))).toBe(close),
  );
  test('may be few where a municipality has more of the others: a household may be in several of them', () =>
    expect(isClose(left(500), asked(17, 14, 6))).toBe(true));
  test('are few whatever they are where the rows are', () => {
    expect(isClose(left(9), asked(300, 300, 6))).toBe(true);
    expect(isClose(left(10), asked(300, 300, 6))).toBe(false);
  });
  test('of a municipality that has none of a kind', () =>
    expect(isClose(left(500), by([{}, [12, 12]], [kind('a'), []], [kind('b'), [2, 2]]))).toBe(false));
});

test.each([
  [9, true],
  [99, true],
  [100, false],
  [101, false],
])('what two numbers share may be of few households with %d rows, ten of a household: %s', (rows, close) => {
  expect(isClose(shared(rows))).toBe(close);
  expect(isClose(shared(rows), by([{}, [1]], [kind('a'), [90]], [kind('b'), [1]]))).toBe(close);
});

describe('the secret of a rest', () => {
  const targets = (rest: Rest, found?: readonly OfMunicipality[], given = policy) => {
    const key = differenceKey({ universe, ...questionOf(rest) });
    const facts = new Map(found === undefined ? [] : [[key, found]]);
    return restTargets([rest], { universe, policy: given, facts });
  };
  const bounds = (...given: Parameters<typeof targets>) => targets(...given).map(({ low, high }) => [low, high]);
  test('is the wide number less the others, in the latest of their tables', () =>
    expect(targets(left(1))).toEqual([
      {
        rule: 'rest',
        name: 'what is left',
        part: 4,
        terms: [
          { cell: 3, sign: 1 },
          { cell: 5, sign: -1 },
          { cell: 7, sign: -1 },
        ],
        low: 3,
        high: 7,
      },
    ]));
  test('that counts rows twice is twice as wide', () =>
    expect(targets(shared(3.5))).toMatchObject([
      {
        terms: [
          { cell: 5, sign: 1 },
          { cell: 7, sign: 1 },
          { cell: 3, sign: -1 },
        ],
        low: 6,
        high: 14,
      },
    ]));
  test('of few rows is one whatever the rows answer', () =>
    expect(bounds(left(9), [{ households: 90, rows: 90 }])).toEqual([[3, 7]]));
  test('of more rows is one where the rows did not answer, or answered few', () => {
    expect(bounds(left(10))).toEqual([[3, 7]]);
    expect(bounds(left(10), [])).toEqual([[3, 7]]);
    expect(bounds(left(30), [{ households: 9, rows: 30 }])).toEqual([[3, 37]]);
  });
  test('of ten households in one municipality is one for that municipality alone', () => {
    const one = { households: 10, rows: 30 };
    expect(bounds(left(30), [one])).toEqual([[33, 37]]);
    expect(bounds(shared(30), [one])).toEqual([[66, 74]]);
    expect(bounds(left(60), [one, one])).toEqual([]);
  });
  test('has no tolerance in the stricter profile', () =>
    expect(bounds(left(9), [], withValues(policy, 'strict', { intervalTolerance: 0 }))).toEqual([[1, 9]]));
});
