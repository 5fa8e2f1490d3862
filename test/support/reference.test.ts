import { expect, test } from 'vitest';
import { reference, referenceData, relativeError } from './reference.ts';

test('every data set is read with its stated columns and rows', () => {
  const rows = referenceData('bcg');
  expect(rows).toHaveLength(13);
  expect(rows[1]?.text('author')).toBe('Ferguson & Simes');
  expect(rows[1]?.number('cpos')).toBe(29);
  expect(() => rows[0]?.number('author')).toThrow('no number in author of bcg');
});

test('nested values are found by path', () => {
  expect(reference('syn.nb').number('mle.mle_theta')).toBe(1.84171492009479);
});

test('the relative error is infinite for NaN and for another length', () => {
  expect(relativeError([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY);
  expect(relativeError([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
  expect(relativeError([1.1, 0], [1, 0])).toBeCloseTo(0.1, 12);
});
