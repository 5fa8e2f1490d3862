import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addHouseholdSums,
  designEffect,
  effectiveProportion,
  householdSums,
} from '../../lib/statistics/cluster-proportions.ts';
import {
  clopperPearsonInterval,
  newcombeDifference,
  wilsonCorrectedInterval,
  wilsonInterval,
} from '../../lib/statistics/proportions.ts';
import { reference, relativeError } from '../support/reference.ts';

const wilson = reference('wilson');
const totals = wilson.numbers('n');
const proportions = wilson.numbers('x').map((successes, index) => ({ successes, total: totals[index] ?? 0 }));

test.each([
  ['proptest', wilsonInterval, 1e-12],
  ['wilson_cc', wilsonCorrectedInterval, 1e-12],
  ['cp', clopperPearsonInterval, 1e-11],
] as const)('%s limits equal R', (name, interval, tolerance) => {
  const intervals = proportions.map((proportion) => interval(proportion));
  const lower = intervals.map((limits) => limits.lower);
  const upper = intervals.map((limits) => limits.upper);
  expect(relativeError(lower, wilson.numbers(`${name}_lower`))).toBeLessThan(tolerance);
  expect(relativeError(upper, wilson.numbers(`${name}_upper`))).toBeLessThan(tolerance);
});

test('differences with limits equal the reference', () => {
  const expected = reference('newcombe_diff');
  const found = expected
    .matrix('cases')
    .map(([x1 = 0, n1 = 0, x2 = 0, n2 = 0]) =>
      newcombeDifference({ successes: x1, total: n1 }, { successes: x2, total: n2 }),
    );
  const pick = (field: (difference: NonNullable<(typeof found)[number]>) => number): number[] =>
    found.map((difference) => (difference === null ? Number.NaN : field(difference)));
  expect(
    relativeError(
      pick((entry) => entry.difference),
      expected.numbers('diff'),
    ),
  ).toBeLessThan(1e-12);
  expect(
    relativeError(
      pick((entry) => entry.interval.lower),
      expected.numbers('lower'),
    ),
  ).toBeLessThan(1e-10);
  expect(
    relativeError(
      pick((entry) => entry.interval.upper),
      expected.numbers('upper'),
    ),
  ).toBeLessThan(1e-10);
});

test('nothing observed leaves the interval open and the difference unknown', () => {
  const none = { successes: 0, total: 0 };
  expect(wilsonInterval(none)).toEqual({ lower: 0, upper: 1 });
  expect(wilsonCorrectedInterval(none)).toEqual({ lower: 0, upper: 1 });
  expect(clopperPearsonInterval(none)).toEqual({ lower: 0, upper: 1 });
  expect(newcombeDifference(none, { successes: 1, total: 2 })).toBeNull();
});

const household = fc
  .integer({ min: 1, max: 5 })
  .chain((total) => fc.record({ successes: fc.integer({ min: 0, max: total }), total: fc.constant(total) }));

test('household sums of sites add up to the design effect of all households', () => {
  fc.assert(
    fc.property(fc.array(household, { minLength: 2, maxLength: 40 }), fc.nat(40), (households, cut) => {
      const parts = addHouseholdSums(householdSums(households.slice(0, cut)), householdSums(households.slice(cut)));
      expect(designEffect(parts)).toBeCloseTo(designEffect(householdSums(households)), 10);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test('identical rows in each household divide the information by the household size', () => {
  const households = Array.from({ length: 400 }, (_, index) => ({ successes: index % 4 === 0 ? 3 : 0, total: 3 }));
  const { successes, total } = effectiveProportion(householdSums(households));
  expect(total).toBeCloseTo(399, 9);
  expect(successes / total).toBeCloseTo(0.25, 12);
});

test('a share of 0 or 1, or a single household, has no design effect', () => {
  expect(
    designEffect(
      householdSums([
        { successes: 0, total: 3 },
        { successes: 0, total: 2 },
      ]),
    ),
  ).toBe(1);
  expect(designEffect(householdSums([{ successes: 1, total: 3 }]))).toBe(1);
  expect(effectiveProportion(householdSums([{ successes: 2, total: 2 }])).total).toBe(2);
});
