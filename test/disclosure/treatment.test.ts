import { describe, expect, test } from 'vitest';
import type { CellEvidence, Evidence } from '../../lib/disclosure/evidence.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import { treat } from '../../lib/disclosure/treatment.ts';

const dimensions = [{ variable: 'reached', levels: ['yes', 'no'] }];
const protection = { roundingBase: 5, uncontrolled: false };
const cell = (level: string, count: number, households: number): CellEvidence => ({
  levels: [level],
  count,
  households,
  protectedHouseholds: households,
});

describe('a table of counts', () => {
  const table = (success: readonly string[] | null): Evidence => ({
    kind: 'counts',
    name: 'reached',
    dimensions,
    success,
    cells: [cell('yes', 43, 10), cell('no', 42, 9)],
  });
  test.each([[['yes']], [null]])('of a proportion of %j shows rounded cells, and says which are too small', (success) =>
    expect(treat(table(success))).toEqual({
      released: {
        kind: 'counts',
        name: 'reached',
        dimensions,
        success,
        cells: [
          { levels: ['yes'], count: 45 },
          { levels: ['no'], count: null },
        ],
        protection,
      },
      findings: [{ check: 'minimum-households', evidence: 'reached', cell: 'no', measured: 9, limit: 10 }],
    }),
  );
  test('follows the policy that is given', () => {
    const { released, findings } = treat(table(null), withValues(policy, 'own', { roundingBase: 10 }));
    expect(released).toMatchObject({ cells: [{ count: 40 }, { count: null }], protection: { roundingBase: 10 } });
    expect(findings).toHaveLength(1);
  });
});

test('M5: quantiles, extremes and dates are withheld whatever they are', () => {
  const cells = [
    { group: 'first', value: '2026-01-02', count: 500 },
    { group: 'last', value: null, count: null },
  ];
  const finding = { check: 'no-order-statistics', evidence: 'day', measured: 1, limit: 0 };
  expect(treat({ kind: 'values', name: 'day', measure: 'date', cells })).toEqual({
    released: {
      kind: 'values',
      name: 'day',
      measure: 'date',
      cells: [
        { group: 'first', value: null, count: null },
        { group: 'last', value: null, count: null },
      ],
      protection,
    },
    findings: [
      { ...finding, cell: 'first' },
      { ...finding, cell: 'last' },
    ],
  });
});

const behind = { municipalities: 8, protectedHouseholds: 50, protectedEvents: 20 };
test.each<Evidence>([
  { kind: 'sums', name: 'x', householdCap: 10, finestStep: 1, dimensions, cells: [] },
  { kind: 'risk-table', name: 'x', dimensions, rungs: [] },
  { kind: 'competing-table', name: 'x', dimensions, causes: [], rungs: [] },
  { kind: 'person-time', name: 'x', dimensions, rungs: [] },
  {
    kind: 'site-sums',
    name: 'x',
    sites: 8,
    households: 900,
    weight: 10,
    squaredWeights: 9,
    mean: 1,
    weightedSquares: 9,
    largestWeight: 2,
  },
  {
    kind: 'score-sums',
    name: 'x',
    groups: ['a'],
    observed: [20],
    expected: [20],
    variance: [[1]],
    untilDays: 9,
    ...behind,
    protectedHouseholds: [50],
    protectedEvents: [20],
  },
  {
    kind: 'cluster-sums',
    name: 'household',
    terms: ['a'],
    clusters: 100,
    degreesOfFreedom: 99,
    fits: [],
    protectedRepeated: null,
    largestShare: 0.1,
    ...behind,
  },
])('$kind is treated as what it is', (evidence) => {
  const { released, findings } = treat(evidence);
  expect([released.kind, released.protection, findings]).toEqual([evidence.kind, protection, []]);
});
