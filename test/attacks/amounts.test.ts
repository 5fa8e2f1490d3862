import { describe, expect, test } from 'vitest';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import { treat } from '../../lib/disclosure/treatment.ts';

const off = withValues(research, 'test', {
  minimumHouseholds: 0,
  minimumContributors: 0,
  largestShare: 1,
  twoLargestShare: 1,
  remainderShare: 0,
});

type Amount = {
  readonly households: number;
  readonly total: number;
  readonly largest: number;
  readonly secondLargest: number;
};

function meanOf({ households, total, largest, secondLargest }: Amount, policy = research): number | null | undefined {
  const cell = { levels: [], count: Math.max(households, 50), households, protectedHouseholds: households };
  const { released } = treat(
    {
      kind: 'sums',
      name: 'mean',
      householdCap: 1000,
      finestStep: 0.1,
      dimensions: [],
      cells: [{ ...cell, mean: total / cell.count, sumOfSquaredDeviations: 1, total, largest, secondLargest }],
    },
    policy,
  );
  return released.kind === 'sums' ? released.cells[0]?.mean : undefined;
}

describe.each([
  ['A1 naked single, an amount', { households: 1, total: 4312, largest: 4312, secondLargest: 0 }],
  ['A17 mean and spread of two', { households: 2, total: 1500, largest: 1200, secondLargest: 300 }],
  ['A18 zero inflation: one of 200 owes', { households: 1, total: 18_400, largest: 18_400, secondLargest: 0 }],
  ['A19 second-largest insider', { households: 12, total: 100_000, largest: 50_000, secondLargest: 49_000 }],
  [
    'A19 a pair that passes 50 percent and p percent',
    { households: 12, total: 100_000, largest: 48_000, secondLargest: 47_000 },
  ],
  ['A20 many signals of nine households', { households: 9, total: 900, largest: 100, secondLargest: 100 }],
])('%s', (_, amount) => {
  test('works without the rule', () => expect(meanOf(amount, off)).not.toBeNull());
  test('is stopped', () => expect(meanOf(amount)).toBeNull());
});

describe('limits of amounts', () => {
  test.each([
    ['nine contributors', { households: 9, total: 900, largest: 100, secondLargest: 100 }, false],
    ['ten contributors', { households: 10, total: 1000, largest: 100, secondLargest: 100 }, true],
    ['a largest of half', { households: 20, total: 1000, largest: 500, secondLargest: 100 }, true],
    ['a largest just above half', { households: 20, total: 1000, largest: 501, secondLargest: 100 }, false],
    ['two of 67 percent', { households: 20, total: 1000, largest: 400, secondLargest: 270 }, true],
    ['two above 67 percent', { households: 20, total: 1000, largest: 400, secondLargest: 271 }, false],
    ['no number', { households: 20, total: Number.NaN, largest: 1, secondLargest: 1 }, false],
  ])('%s', (_, amount, shown) => expect(meanOf(amount) !== null).toBe(shown));
});

describe.each([
  ['A13 extremes', 'maximum', ['']],
  ['A14 a grid of quantiles', 'quantile', ['quantile=0.1', 'quantile=0.2', 'quantile=0.3']],
  ['A15 the median of an odd number', 'quantile', ['quantile=0.5']],
] as const)('%s', (_, measure, groups) => {
  test('is stopped: no order statistic of rows is ever shown', () => {
    const cells = groups.map((group) => ({ group, value: 1255.22, count: 500 }));
    const { released } = treat({ kind: 'values', name: 'x', measure, cells });
    expect(JSON.stringify(released)).not.toContain('1255');
    expect(JSON.stringify(released)).not.toContain('500');
  });
});
