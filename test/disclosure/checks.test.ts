import { describe, expect, test } from 'vitest';
import {
  atRiskCounts,
  checkAlone,
  checkAmount,
  checkCell,
  checkPattern,
  commonSteps,
} from '../../lib/disclosure/checks.ts';
import type { RiskPattern } from '../../lib/disclosure/evidence.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';

const cell = (protectedHouseholds: number, levels: readonly string[] = []) => ({
  levels,
  count: 500,
  households: 400,
  protectedHouseholds,
});

describe('a cell of a table', () => {
  test.each([9, 0, -0, -1, 9.999_999_9, Number.NaN, Number.NEGATIVE_INFINITY])('of %d households fails', (few) =>
    expect(checkCell('count', cell(few, ['rent', 'yes']))).toEqual([
      { check: 'minimum-households', evidence: 'count', cell: 'rent · yes', measured: few, limit: 10 },
    ]),
  );
  test.each([10, 11, 400])('of %d households passes', (enough) => expect(checkCell('count', cell(enough))).toEqual([]));
  test('follows the limit of the policy', () =>
    expect(checkCell('count', cell(19), withValues(policy, 'test', { minimumHouseholds: 20 }))).toEqual([
      { check: 'minimum-households', evidence: 'count', cell: '(all)', measured: 19, limit: 20 },
    ]));
});

describe('an amount', () => {
  const amount = { ...cell(30, ['rent']), mean: 100, sumOfSquaredDeviations: 5 };
  const where = { evidence: 'mean', cell: 'rent' };
  const of = (total: number, largest: number, secondLargest: number, more: object = {}) =>
    checkAmount('mean', { ...amount, total, largest, secondLargest, ...more });
  test('of many alike passes', () => expect(of(1000, 100, 100)).toEqual([]));
  test('that one household dominates fails', () => {
    expect(of(1000, 500, 100)).toEqual([]);
    expect(of(1000, 501, 100)).toEqual([{ check: 'largest-share', ...where, measured: 0.501, limit: 0.5 }]);
  });
  test('that two households dominate fails', () => {
    expect(of(1000, 400, 270)).toEqual([]);
    expect(of(1000, 400, 271)).toEqual([{ check: 'two-largest-share', ...where, measured: 0.671, limit: 0.67 }]);
  });
  test('of which a second household knows the largest within a tenth fails', () => {
    const lax = withValues(policy, 'test', { largestShare: 1, twoLargestShare: 1 });
    const one = { ...amount, total: 1000, largest: 500, secondLargest: 450 };
    expect(checkAmount('mean', one, lax)).toEqual([]);
    expect(checkAmount('mean', { ...one, secondLargest: 460 }, lax)).toEqual([
      { check: 'remainder-share', ...where, measured: 0.08, limit: 0.1 },
    ]);
  });
  test('of nothing at all fails as if one household had everything', () =>
    expect(of(0, 0, 0).map(({ check, measured }) => [check, measured])).toEqual([
      ['largest-share', 1],
      ['two-largest-share', 1],
      ['remainder-share', 0],
    ]));
  test('that is no number fails', () =>
    expect(of(Number.NaN, Number.NaN, Number.NaN).map(({ check }) => check)).toEqual([
      'largest-share',
      'two-largest-share',
      'remainder-share',
    ]));
  test.each([
    [9, 1],
    [10, 0],
    [11, 0],
    [Number.NaN, 1],
  ])('with %d contributors has %d findings', (households, findings) =>
    expect(of(1000, 100, 100, { households })).toHaveLength(findings),
  );
  test('with nine contributors says so', () =>
    expect(of(1000, 100, 100, { households: 9 })).toEqual([
      { check: 'minimum-contributors', ...where, measured: 9, limit: 10 },
    ]));
  test('of a small cell says both', () =>
    expect(of(1000, 501, 100, { protectedHouseholds: 9 }).map(({ check }) => check)).toEqual([
      'minimum-households',
      'largest-share',
    ]));
  test('that one household dominates beside what a municipality knows fails, once', () => {
    const others = [
      { total: 900, largest: 100, secondLargest: 100 },
      { total: 150, largest: 100, secondLargest: 40 },
      { total: 100, largest: 100, secondLargest: 0 },
    ];
    expect(of(1000, 100, 100, { others }).map(({ check }) => check)).toEqual([
      'largest-share-of-others',
      'two-largest-share-of-others',
    ]);
  });
});

describe('a curve', () => {
  const pattern = (events: readonly number[], changes: Partial<RiskPattern> = {}): RiskPattern => ({
    levels: ['rent'],
    entries: 500,
    protectedHouseholds: 400,
    intervals: events.map((each) => ({ events: 40, censored: 20, protectedEvents: each })),
    ...changes,
  });
  const check = (given: RiskPattern, steps = given.intervals.length) => checkPattern('return', given, steps);
  test('with enough of everything passes', () => expect(check(pattern([10, 11]))).toEqual([]));
  test.each([
    [29, 1],
    [30, 0],
    [31, 0],
    [Number.NaN, 1],
  ])('of %d households has %d findings', (protectedHouseholds, findings) =>
    expect(check(pattern([10], { protectedHouseholds }))).toHaveLength(findings),
  );
  test('of 29 households says so', () =>
    expect(check(pattern([10], { protectedHouseholds: 29 }))).toEqual([
      { check: 'minimum-entries', evidence: 'return', cell: 'rent', measured: 29, limit: 30 },
    ]));
  test.each([9, 0, -0, Number.NaN])('with a step of %d households fails', (few) =>
    expect(check(pattern([10, few, 10]))).toEqual([
      { check: 'minimum-events', evidence: 'return', cell: 'rent step 2', measured: few, limit: 10 },
    ]),
  );
  test('is not judged beyond the steps that it shows', () => expect(check(pattern([10, 9]), 1)).toEqual([]));
  test.each([
    [500, ['common-steps', 0, 1]],
    [70, ['common-steps', 0, 1]],
    [69, ['minimum-beyond', 9, 10]],
    [20, ['minimum-beyond', -40, 10]],
    [19, ['minimum-at-risk', 19, 20]],
    [Number.NaN, ['minimum-at-risk', Number.NaN, 20]],
  ])('of %d entries without a step to show says why', (entries, [named, measured, limit]) =>
    expect(check(pattern([10], { levels: [], entries }), 0)).toEqual([
      { check: named, evidence: 'return', cell: '(all)', measured, limit },
    ]),
  );
  test('is told its own reason when none passes, never that of another', () => {
    const alone = (...patterns: readonly RiskPattern[]) =>
      checkAlone('return', patterns, { gridLength: 2, policy }).map((found) => [found.cell, found.check]);
    const short = pattern([10, 10], { entries: 65, levels: ['short'] });
    expect(alone(pattern([10, 9]), short)).toEqual([
      ['rent step 2', 'minimum-events'],
      ['short', 'minimum-beyond'],
    ]);
    expect(alone(pattern([10, 9]), pattern([10, 10], { levels: ['other'] }))).toEqual([
      ['rent step 2', 'minimum-events'],
    ]);
    expect(alone(pattern([10, 10]), pattern([10, 10], { levels: ['other'] }))).toEqual([
      ['rent', 'common-steps'],
      ['other', 'common-steps'],
    ]);
  });
  test('has fewer at risk after each step', () => expect(atRiskCounts(pattern([10, 10, 10]))).toEqual([500, 440, 380]));
  test.each([
    [131, 2],
    [130, 2],
    [129, 1],
    [70, 1],
    [69, 0],
    [19, 0],
    [Number.NaN, 0],
  ])('of %d entries keeps %d steps: sixty leave in each, and ten are left after the last', (entries, steps) =>
    expect(commonSteps([pattern([10, 10], { entries })], 2)).toBe(steps),
  );
  test.each([
    [60, 3],
    [59, 2],
  ])('of %d entries keeps %d steps: twenty are at risk when the last begins', (entries, steps) => {
    const interval = { events: 20, censored: 0, protectedEvents: 10 };
    const last = { events: 10, censored: 0, protectedEvents: 10 };
    expect(commonSteps([pattern([], { entries, intervals: [interval, interval, last, last] })], 3)).toBe(steps);
  });
  test('ends where the shortest of all ends, never beyond the grid', () => {
    expect(commonSteps([pattern([10, 10]), pattern([10, 10], { entries: 79 })], 2)).toBe(1);
    expect(commonSteps([pattern([10, 10])], 1)).toBe(1);
    expect(commonSteps([], 3)).toBe(3);
  });
});
