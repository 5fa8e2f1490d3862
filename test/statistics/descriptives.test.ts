import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  meanStandardError,
  mergeMoments,
  momentsOf,
  sampleVariance,
  standardisedMeanDifference,
} from '../../lib/statistics/means.ts';
import { addHistograms, histogramQuantile, sampleQuantile } from '../../lib/statistics/quantiles.ts';
import { byarCountInterval, exactCountInterval, rate } from '../../lib/statistics/rates.ts';
import { reference, relativeError } from '../support/reference.ts';

const amounts = fc.array(fc.integer({ min: 0, max: 2_000_000 }), { minLength: 2, maxLength: 60 });

test('moments of sites merge into the moments of all', () => {
  fc.assert(
    fc.property(amounts, fc.nat(60), fc.nat(60), (values, one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const parts = [values.slice(0, low), values.slice(low, high), values.slice(high)].map(momentsOf);
      const merged = parts.reduce(mergeMoments);
      const whole = momentsOf(values);
      const list = (moments: typeof whole) => [moments.count, moments.mean, moments.sumOfSquaredDeviations];
      expect(relativeError(list(merged), list(whole))).toBeLessThan(1e-10);
    }),
    { seed: 2, numRuns: 50 },
  );
});

test('no digits are lost for large amounts that differ little', () => {
  const moments = momentsOf([4, 7, 13, 16].map((value) => value + 1e9));
  expect(sampleVariance(moments)).toBe(30);
  expect(meanStandardError(moments)).toBeCloseTo(Math.sqrt(7.5), 12);
});

test('too few values have no variance', () => {
  expect(sampleVariance(momentsOf([3]))).toBeNull();
  expect(meanStandardError(momentsOf([]))).toBeNull();
  expect(standardisedMeanDifference(momentsOf([1, 1]), momentsOf([2, 2]))).toBeNull();
  expect(standardisedMeanDifference(momentsOf([1, 3]), momentsOf([2, 4]))).toBeCloseTo(-1 / Math.SQRT2, 12);
});

test('a quantile lies in its bin, halfway when half the bin is below', () => {
  const histogram = { edges: [0, 100, 200, Number.POSITIVE_INFINITY], counts: [2, 4, 2] };
  expect(histogramQuantile(histogram, 0.5)).toEqual({ lower: 100, upper: 200, value: 150 });
  expect(histogramQuantile(histogram, 0.25)).toEqual({ lower: 0, upper: 100, value: 100 });
  expect(histogramQuantile(histogram, 0.9)).toEqual({ lower: 200, upper: Number.POSITIVE_INFINITY, value: null });
  expect(histogramQuantile({ edges: [0, 1], counts: [0] }, 0.5)).toBeNull();
  expect(histogramQuantile(addHistograms(histogram, histogram), 0.5)?.value).toBe(150);
  expect(() => addHistograms(histogram, { edges: [0, 1], counts: [1] })).toThrow('histograms differ in edges');
});

test('quantiles of values are interpolated as in R', () => {
  expect(sampleQuantile([3, 1, 2, 10], 0.9)).toBeCloseTo(7.9, 12);
  expect(sampleQuantile([], 0.5)).toBeNull();
});

test('standardised ratios with exact and Byar limits equal R', () => {
  const expected = reference('smr');
  const observed = expected.numbers('o');
  const expectation = expected.numbers('e');
  const rates = observed.map((count, index) => rate(count, expectation[index] ?? 0));
  expect(
    relativeError(
      rates.map((found) => found?.value ?? -1),
      expected.numbers('smr'),
    ),
  ).toBeLessThan(1e-12);
  expect(
    relativeError(
      rates.map((found) => found?.interval.lower ?? -1),
      expected.numbers('exact_lo'),
    ),
  ).toBeLessThan(1e-10);
  expect(
    relativeError(
      rates.map((found) => found?.interval.upper ?? -1),
      expected.numbers('exact_hi'),
    ),
  ).toBeLessThan(1e-10);
  const byar = observed.map((count) => byarCountInterval(count));
  const over = (index: number): number => expectation[index] ?? 0;
  expect(
    relativeError(
      byar.map((limits, index) => limits.lower / over(index)),
      expected.numbers('byar_lo'),
    ),
  ).toBeLessThan(1e-10);
  expect(
    relativeError(
      byar.map((limits, index) => limits.upper / over(index)),
      expected.numbers('byar_hi'),
    ),
  ).toBeLessThan(1e-10);
});

test('a rate without person-time does not exist', () => {
  expect(rate(3, 0)).toBeNull();
  expect(exactCountInterval(0).lower).toBe(0);
});
