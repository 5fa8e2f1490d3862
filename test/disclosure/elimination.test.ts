import { describe, expect, test } from 'vitest';
import { type Equation, follows, prime, reduced } from '../../lib/disclosure/rests/elimination.ts';
import { seededRandom } from '../support/extracts.ts';
import { independent } from '../support/linear.ts';

/** Coefficients by unknown. */
const equation = (coefficients: Readonly<Record<number, number>>, value: number): Equation => ({
  coefficients: new Map(Object.entries(coefficients).map(([unknown, each]) => [Number(unknown), each])),
  value,
});
const plain = (solved: ReturnType<typeof reduced>) =>
  [...(solved ?? [])]
    .map(([lead, { coefficients, value }]) => [lead, [...coefficients].toSorted(([a], [b]) => a - b), value] as const)
    .toSorted(([a], [b]) => a - b);

describe('equations in whole numbers', () => {
  test('of as many unknowns are solved', () =>
    expect(
      plain(reduced([equation({ 0: 1, 1: 1 }, 17), equation({ 0: 1, 2: 1 }, 22), equation({ 1: 1, 2: 1 }, 33)], 1_000)),
    ).toEqual([
      [0, [[0, 1]], 3],
      [1, [[1, 1]], 14],
      [2, [[2, 1]], 19],
    ]));
  test('say what they say of fewer: the first unknown less what stays free', () =>
    expect(plain(reduced([equation({ 0: 2, 1: 4, 2: 6 }, 20), equation({ 0: 1, 1: 1 }, 3)], 1_000))).toEqual([
      [
        0,
        [
          [0, 1],
          [2, prime - 3],
        ],
        prime - 4,
      ],
      [
        1,
        [
          [1, 1],
          [2, 3],
        ],
        7,
      ],
    ]));
  test('that repeat others say nothing more', () => {
    const one = equation({ 0: 1 }, 5);
    expect(plain(reduced([one, equation({ 0: 3 }, 15), one], 1_000))).toEqual([[0, [[0, 1]], 5]]);
    expect(reduced([equation({}, 0)], 1_000)?.size).toBe(0);
  });
  test('with negative coefficients and values are taken modulo the prime', () =>
    expect(plain(reduced([equation({ 4: -1 }, -7)], 1_000))).toEqual([[4, [[4, 1]], 7]]));
  test('are given up after too many steps', () => {
    const equations = [0, 1, 2, 3].map((at) =>
      equation(Object.fromEntries([0, 1, 2, 3].map((unknown) => [unknown, unknown === at ? 2 : 1])), 10),
    );
    expect(reduced(equations, 1)).toBeUndefined();
    expect(plain(reduced(equations, 1_000)).map(([, , value]) => value)).toEqual([2, 2, 2, 2]);
  });
});

test.each([
  [25, 3],
  [24, undefined],
])(
  'of %d steps, 25 are used: three rows of three coefficients are kept, and four times a row of four is taken out of another',
  (steps, size) => {
    const pair = (a: number, b: number, value: number) => equation({ [a]: 1, [b]: 1 }, value);
    expect(reduced([pair(0, 1, 17), pair(1, 2, 33), pair(0, 2, 22)], steps)?.size).toBe(size);
  },
);

test('keeping an equation of two unknowns takes two steps, one of one unknown none', () => {
  const two = equation({ 0: 1, 1: 1 }, 5);
  expect([reduced([two], 2)?.size, reduced([two], 1)]).toEqual([1, undefined]);
  expect(plain(reduced([two, equation({ 1: 1 }, 2)], 1))).toEqual([
    [0, [[0, 1]], 3],
    [1, [[1, 1]], 2],
  ]);
  expect(reduced([equation({ 1: 1 }, 2)], 0)?.size).toBe(1);
});

test('equations that contradict each other say what the first ones do', () =>
  expect(plain(reduced([equation({ 0: 1, 1: 1 }, 5), equation({ 0: 2, 1: 2 }, 11)], 100))).toEqual([
    [
      0,
      [
        [0, 1],
        [1, 1],
      ],
      5,
    ],
  ]));

/** Numbers of unknowns that are known, in sums of some of them with small coefficients. */
function planted(seed: number) {
  const random = seededRandom(seed);
  const whole = (from: number, until: number) => from + Math.floor((until - from) * random());
  const unknowns = Array.from({ length: whole(2, 9) }, (_, at) => [at, whole(0, 40)] as const);
  const equations = Array.from({ length: whole(1, 10) }, (): Equation => {
    const named = unknowns.filter(() => random() < 0.5).map(([at, rows]) => [at, whole(1, 3), rows] as const);
    const value = named.reduce((sum, [, times, rows]) => sum + times * rows, 0);
    return equation(Object.fromEntries(named.map(([at, times]) => [at, times])), value);
  });
  return { rows: unknowns.map(([, rows]) => rows), equations };
}

/** How many equations say something that the others do not. */
const rank = (equations: readonly Equation[], unknowns: number) =>
  independent(
    equations.map(({ coefficients }) => Array.from({ length: unknowns }, (_, at) => coefficients.get(at) ?? 0)),
  ).length;

describe('random equations', () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => planted(seed + 1));
  test('leave as many leading unknowns as there are equations that say something', () => {
    for (const { rows, equations } of seeds)
      expect(reduced(equations, 10_000)?.size).toBe(rank(equations, rows.length));
  });
  test('say true things of leading unknowns, with none of the other leading ones', () => {
    for (const { rows, equations } of seeds) {
      const solved = reduced(equations, 10_000) ?? new Map<number, Equation>();
      for (const [lead, { coefficients, value }] of solved) {
        const sum = [...coefficients].reduce((all, [at, times]) => (all + times * (rows[at] ?? 0)) % prime, 0);
        expect([lead, sum, coefficients.get(lead)]).toEqual([lead, value, 1]);
        expect([...coefficients.keys()].filter((at) => solved.has(at))).toEqual([lead]);
        expect([...coefficients.values()]).not.toContain(0);
      }
    }
  });
});

describe('a sum of unknowns', () => {
  const solved = reduced([equation({ 0: 1, 1: 1, 2: 1 }, 10), equation({ 1: 1, 2: 1 }, 6)], 1_000) ?? new Map();
  test.each([
    [[0], true],
    [[1], false],
    [[1, 2], true],
    [[0, 1, 2], true],
    [[0, 1], false],
    [[3], false],
    [[], true],
  ])('%j follows: %s', (unknowns, expected) => expect(follows(solved, unknowns)).toBe(expected));
});
