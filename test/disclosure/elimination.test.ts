import { describe, expect, test } from 'vitest';
import { type Equation, follows, prime, reduced } from '../../lib/disclosure/rests/elimination.ts';

const equation = (coefficients: readonly (readonly [number, number])[], value: number): Equation => ({
  coefficients: new Map(coefficients),
  value,
});
const plain = (solved: ReturnType<typeof reduced>) =>
  [...(solved ?? [])]
    .map(([lead, { coefficients, value }]) => [lead, [...coefficients].toSorted(([a], [b]) => a - b), value] as const)
    .toSorted(([a], [b]) => a - b);

describe('equations in whole numbers', () => {
  test('of as many unknowns are solved', () =>
    expect(
      plain(
        reduced(
          [
            equation(
              [
                [0, 1],
                [1, 1],
              ],
              17,
            ),
            equation(
              [
                [0, 1],
                [2, 1],
              ],
              22,
            ),
            equation(
              [
                [1, 1],
                [2, 1],
              ],
              33,
            ),
          ],
          1_000,
        ),
      ),
    ).toEqual([
      [0, [[0, 1]], 3],
      [1, [[1, 1]], 14],
      [2, [[2, 1]], 19],
    ]));
  test('say what they say of fewer: the first unknown less what stays free', () =>
    expect(
      plain(
        reduced(
          [
            equation(
              [
                [0, 2],
                [1, 4],
                [2, 6],
              ],
              20,
            ),
            equation(
              [
                [0, 1],
                [1, 1],
              ],
              3,
            ),
          ],
          1_000,
        ),
      ),
    ).toEqual([
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
    const one = equation([[0, 1]], 5);
    expect(plain(reduced([one, equation([[0, 3]], 15), one], 1_000))).toEqual([[0, [[0, 1]], 5]]);
    expect(reduced([equation([], 0)], 1_000)?.size).toBe(0);
  });
  test('with negative coefficients and values are taken modulo the prime', () =>
    expect(plain(reduced([equation([[4, -1]], -7)], 1_000))).toEqual([[4, [[4, 1]], 7]]));
  test('are given up after too many steps', () => {
    const equations = [0, 1, 2, 3].map((at) =>
      equation(
        [0, 1, 2, 3].map((unknown) => [unknown, unknown === at ? 2 : 1] as const),
        10,
      ),
    );
    expect(reduced(equations, 1)).toBeUndefined();
    expect(plain(reduced(equations, 1_000)).map(([, , value]) => value)).toEqual([2, 2, 2, 2]);
  });
});

describe('a sum of unknowns', () => {
  const solved =
    reduced(
      [
        equation(
          [
            [0, 1],
            [1, 1],
            [2, 1],
          ],
          10,
        ),
        equation(
          [
            [1, 1],
            [2, 1],
          ],
          6,
        ),
      ],
      1_000,
    ) ?? new Map();
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
