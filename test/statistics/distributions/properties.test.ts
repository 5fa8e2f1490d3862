import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaQuantile, betaTails } from '../../../lib/statistics/distributions/beta.ts';
import { chiSquareQuantile, chiSquareTails } from '../../../lib/statistics/distributions/chi-square.ts';
import {
  binomialDensity,
  binomialQuantile,
  binomialTails,
  negativeBinomialDensity,
  poissonDensity,
  poissonTails,
} from '../../../lib/statistics/distributions/counts.ts';
import { fisherQuantile, fisherTails } from '../../../lib/statistics/distributions/fisher.ts';
import { gammaQuantile, gammaTails } from '../../../lib/statistics/distributions/gamma.ts';
import { normalQuantile, normalTails, normalTwoSided } from '../../../lib/statistics/distributions/normal.ts';
import { studentQuantile, studentTails, studentTwoSided } from '../../../lib/statistics/distributions/student.ts';
import type { Tails } from '../../../lib/statistics/distributions/tails.ts';
import { relativeError } from '../../support/reference.ts';

type Distribution = {
  readonly tails: (x: number, first: number, second: number) => Tails;
  readonly quantile: (probability: number, first: number, second: number) => number;
};

const shape = fc.double({ min: 1, max: 400, noNaN: true });
const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

const distributions: Record<string, Distribution> = {
  normal: { tails: normalTails, quantile: normalQuantile },
  student: { tails: studentTails, quantile: studentQuantile },
  chiSquare: { tails: chiSquareTails, quantile: chiSquareQuantile },
  gamma: { tails: gammaTails, quantile: gammaQuantile },
  beta: { tails: betaTails, quantile: betaQuantile },
  fisher: { tails: fisherTails, quantile: fisherQuantile },
};

describe.each(Object.entries(distributions))('%s', (_, { tails, quantile }) => {
  test('the tails sum to 1, and at a quantile give back its probability', () => {
    fc.assert(
      fc.property(probability, shape, shape, (p, first, second) => {
        const found = tails(quantile(p, first, second), first, second);
        expect(found.lower + found.upper).toBeCloseTo(1, 14);
        // a quantile next to 0 or 1 has too few digits of its own for the far tail
        expect(relativeError([found.lower], [p])).toBeLessThan(1e-8);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  test('quantiles rise with the probability', () => {
    fc.assert(
      fc.property(probability, probability, shape, shape, (one, other, first, second) => {
        const low = quantile(Math.min(one, other), first, second);
        const high = quantile(Math.max(one, other), first, second);
        expect(low - 1e-13 * Math.abs(low)).toBeLessThanOrEqual(high);
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  test.each([-0.1, 1.1, Number.NaN])('%s is no probability', (p) => {
    expect(() => quantile(p, 2, 3)).toThrow('a quantile needs a probability from 0 to 1');
  });
});

test('the ends of the distributions', () => {
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  expect([gammaQuantile(0, 2), gammaQuantile(1, 2)]).toEqual([0, Number.POSITIVE_INFINITY]);
  expect([betaQuantile(0, 2, 2), betaQuantile(1, 2, 2)]).toEqual([0, 1]);
  expect(gammaTails(-1, 2)).toEqual({ lower: 0, upper: 1 });
  expect(gammaTails(Number.POSITIVE_INFINITY, 2)).toEqual({ lower: 1, upper: 0 });
  expect(betaTails(0, 2, 2)).toEqual({ lower: 0, upper: 1 });
  expect(betaTails(1, 2, 2)).toEqual({ lower: 1, upper: 0 });
});

test('Student with infinitely many degrees of freedom is normal', () => {
  expect(studentTwoSided(-1.96, Number.POSITIVE_INFINITY)).toBe(normalTwoSided(1.96));
  expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.975));
});

test('counts outside the support have no mass, certain ones all of it', () => {
  expect(binomialTails(-1, 5, 0.3)).toEqual({ lower: 0, upper: 1 });
  expect(binomialTails(5, 5, 0.3)).toEqual({ lower: 1, upper: 0 });
  expect(poissonTails(-1, 3)).toEqual({ lower: 0, upper: 1 });
  expect(binomialDensity(6, 5, 0.3)).toBe(0);
  expect([binomialDensity(0, 5, 0), binomialDensity(1, 5, 0)]).toEqual([1, 0]);
  expect([binomialDensity(5, 5, 1), binomialDensity(1, 5, 1)]).toEqual([1, 0]);
  expect(binomialDensity(0, 0, 0.3)).toBe(1);
  expect(binomialDensity(5, 5, 0.97)).toBeCloseTo(0.97 ** 5, 14);
  expect([poissonDensity(0, 0), poissonDensity(1, 0), poissonDensity(-1, 2)]).toEqual([1, 0, 0]);
  expect(negativeBinomialDensity(0, 2, 3)).toBeCloseTo(0.16, 14);
});

test('masses sum to the lower tail', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (trials, p) => {
      const masses = Array.from({ length: trials + 1 }, (_, count) => binomialDensity(count, trials, p));
      expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
      const half = Math.floor(trials / 2);
      const below = masses.slice(0, half + 1).reduce((sum, mass) => sum + mass, 0);
      expect(binomialTails(half, trials, p).lower).toBeCloseTo(below, 12);
    }),
    { seed: 13, numRuns: 40 },
  );
});

test('a binomial quantile is the first count that reaches the probability', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), probability, probability, (trials, p, target) => {
      const count = binomialQuantile(target, trials, p);
      expect(binomialTails(count, trials, p).lower).toBeGreaterThanOrEqual(target * (1 - 1e-13));
      expect(binomialTails(count - 1, trials, p).lower).toBeLessThan(target);
    }),
    { seed: 14, numRuns: 60 },
  );
  expect(binomialQuantile(0, 9, 0.5)).toBe(0);
});
