import { expect, test } from 'vitest';
import { addCounts, combinedProtection } from '../../lib/analyses/combine-protection.ts';
import { roundingVariance } from '../../lib/analyses/estimate-rows.ts';

const fives = { protection: { roundingBase: 5, uncontrolled: false } };

test.each([1, 2, 3])(
  'counts of %d providers, each rounded to five, carry the sum of their rounding variances',
  (providers) => {
    const combined = combinedProtection(Array.from({ length: providers }, () => fives));
    expect(roundingVariance(combined)).toBeCloseTo((providers * 25) / 12, 12);
  },
);

test('an uncontrolled part makes the whole uncontrolled', () => {
  expect(combinedProtection([fives, { protection: { roundingBase: 1, uncontrolled: true } }]).uncontrolled).toBe(true);
});

test('a withheld part makes the sum withheld', () => {
  expect(addCounts([10, null, 20])).toBeNull();
  expect(addCounts([10, 15])).toBe(25);
});
