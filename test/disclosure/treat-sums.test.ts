import { describe, expect, test } from 'vitest';
import type { SumsCell } from '../../lib/disclosure/evidence.ts';
import { type Policy, policy, withValues } from '../../lib/disclosure/policy.ts';
import { meanStepOf, treatSums } from '../../lib/disclosure/treat-sums.ts';

const cell = (level: string, changes: Partial<SumsCell> = {}): SumsCell => ({
  levels: [level],
  count: 402,
  households: 300,
  protectedHouseholds: 250,
  mean: 1_234.56,
  sumOfSquaredDeviations: 402 * 712 ** 2,
  total: 500_000,
  largest: 10_000,
  secondLargest: 9_000,
  ...changes,
});
const dimensions = [{ variable: 'type', levels: ['rent', 'energy'] }];
const treated = (cells: readonly SumsCell[], given: Policy = policy) =>
  treatSums({ kind: 'sums', name: 'mean:euro', householdCap: 50_000, finestStep: 10, dimensions, cells }, given);
const withheld = { count: null, mean: null, meanStep: 0, sumOfSquaredDeviations: null };

describe('means of an amount', () => {
  test('leave in steps, with a rounded count and a spread of two digits; one that fails leaves nothing', () =>
    expect(treated([cell('rent'), cell('energy', { households: 9, protectedHouseholds: 9 })])).toEqual({
      released: {
        kind: 'sums',
        name: 'mean:euro',
        dimensions,
        cells: [
          { levels: ['rent'], count: 400, mean: 1_200, meanStep: 200, sumOfSquaredDeviations: 400 * 710 ** 2 },
          { levels: ['energy'], ...withheld },
        ],
        protection: { roundingBase: 5, uncontrolled: false },
      },
      findings: [
        { check: 'minimum-households', evidence: 'mean:euro', cell: 'energy', measured: 9, limit: 10 },
        { check: 'minimum-contributors', evidence: 'mean:euro', cell: 'energy', measured: 9, limit: 10 },
      ],
    }));
  test('that do not exist are withheld, though nothing fails', () => {
    const { released, findings } = treated([cell('rent', { mean: null })]);
    expect(released.cells).toEqual([{ levels: ['rent'], ...withheld }]);
    expect(findings).toEqual([]);
  });
  test('without a spread leave without one', () =>
    expect(treated([cell('rent', { sumOfSquaredDeviations: null })]).released.cells[0]).toMatchObject({
      mean: 1_200,
      sumOfSquaredDeviations: null,
    }));
  test('follow the limit of the provider for a spread', () => {
    const spreadOf = (least: number) =>
      treated([cell('rent')], withValues(policy, 'own', { minimumForSpread: least })).released.cells[0]
        ?.sumOfSquaredDeviations;
    expect([spreadOf(250), spreadOf(251)]).toEqual([400 * 710 ** 2, null]);
  });
});

test.each([
  [{ householdCap: 50_000, finestStep: 10 }, 512, 1_000, 50],
  [{ householdCap: 50_000, finestStep: 100 }, 512, 1_000, 100],
  [{ householdCap: 50_000, finestStep: 10 }, 51_200, 1_000, 100],
  [{ householdCap: 50_001, finestStep: 10 }, 512, 1_000, 100],
])('M4: with %j the step of a mean of %d over %d rows is %d', (caps, mean, count, step) =>
  expect(meanStepOf(caps, mean, count)).toBe(step),
);
