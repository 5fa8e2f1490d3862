import { describe, expect, test } from 'vitest';
import { createRandom, xoshiro128 } from '../../lib/synthetic/random.ts';

const draws = <Item>(count: number, draw: () => Item): readonly Item[] => Array.from({ length: count }, draw);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
};

test('xoshiro128** gives the published sequence of the state 1, 2, 3, 4', () => {
  expect(draws(6, xoshiro128([1, 2, 3, 4]))).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
});

describe('a seeded source', () => {
  test('repeats itself, and differs by seed and by purpose', () => {
    const sequence = (seed: number, purpose: string) => draws(20, createRandom(seed, purpose).uniform);
    expect(sequence(1, 'a')).toEqual(sequence(1, 'a'));
    expect(sequence(1, 'a')).not.toEqual(sequence(2, 'a'));
    expect(sequence(1, 'a')).not.toEqual(sequence(1, 'b'));
  });

  const random = createRandom(5, 'moments');

  test('draws uniforms with mean 1/2 and variance 1/12', () => {
    const values = draws(50_000, random.uniform);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(variance(values)).toBeCloseTo(1 / 12, 2);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  test('draws standard normals', () => {
    const values = draws(50_000, random.normal);
    expect(Math.abs(mean(values))).toBeLessThan(0.02);
    expect(Math.abs(variance(values) - 1)).toBeLessThan(0.03);
  });

  test.each([0, 0.4, 3, 75, 900])('draws Poisson counts of mean %d', (expected) => {
    const values = draws(3000, () => random.poisson(expected));
    const error = Math.sqrt(expected / 3000);
    expect(Math.abs(mean(values) - expected)).toBeLessThanOrEqual(4 * error);
    expect(Math.abs(variance(values) - expected)).toBeLessThanOrEqual(0.2 * expected);
  });

  test('draws whole numbers over their whole range, and items by weight', () => {
    const dice = draws(6000, () => random.integer(1, 6));
    expect(new Set(dice)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    const heads = draws(10_000, () =>
      random.weighted([
        ['a', 3],
        ['b', 0],
        ['c', 1],
      ]),
    );
    expect(heads.filter((item) => item === 'a').length / heads.length).toBeCloseTo(0.75, 1);
    expect(heads).not.toContain('b');
    expect(() => random.weighted([])).toThrow(RangeError);
  });
});
