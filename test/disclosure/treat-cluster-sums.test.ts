import { describe, expect, test } from 'vitest';
import type { ClusterSumsEvidence } from '../../lib/disclosure/evidence.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { treatClusterSums } from '../../lib/disclosure/treat-cluster-sums.ts';

const matrix = [
  [123.456, -0.012345],
  [-0.012345, 98765.4],
];
const shown = [
  [123, -0.0123],
  [-0.0123, 98800],
];
/** Everything exactly at its limit, for sums over households. */
const atLimits: ClusterSumsEvidence = {
  kind: 'cluster-sums',
  name: 'household',
  terms: ['(intercept)', 'age=old'],
  clusters: 1233,
  degreesOfFreedom: 1231,
  fits: [
    { ties: 'efron', edgesDays: [30, 60], meat: matrix, adjusted: matrix },
    { ties: 'exact', edgesDays: [], meat: matrix, adjusted: null },
  ],
  municipalities: 5,
  protectedHouseholds: 10,
  protectedEvents: 10,
  protectedRepeated: 10,
  largestShare: 0.5,
};
const municipality = { name: 'municipality', clusters: 8, degreesOfFreedom: 7, municipalities: 8 } as const;
const treated = (changes: Partial<ClusterSumsEvidence> = {}) => treatClusterSums({ ...atLimits, ...changes }, policy);
const finding = (evidence: string, check: string, measured: number, limit: number) => ({
  check,
  evidence,
  cell: '(all)',
  measured,
  limit,
});

describe('sums over clusters at all limits leave', () => {
  const fits = [
    { ties: 'efron', edgesDays: [30, 60], meat: shown, adjusted: shown },
    { ties: 'exact', edgesDays: [], meat: shown, adjusted: null },
  ];
  const protection = { roundingBase: 5, uncontrolled: false };
  test('in three digits, households in fives for both of their numbers', () =>
    expect(treated()).toEqual({
      released: {
        kind: 'cluster-sums',
        name: 'household',
        terms: ['(intercept)', 'age=old'],
        sums: { clusters: 1235, degreesOfFreedom: 1235, fits },
        protection,
      },
      findings: [],
    }));
  test('over municipalities with their number as it is, which is public', () =>
    expect(treated(municipality)).toMatchObject({
      released: { sums: { clusters: 8, degreesOfFreedom: 7, fits } },
      findings: [],
    }));
  test('where a unit has one row a household, too', () =>
    expect(treated({ protectedRepeated: null }).findings).toEqual([]));
});

describe('sums over clusters below a limit are withheld, and say which', () => {
  test.each([
    [{ municipalities: 4 }, 'minimum-sites', 4, 5],
    [{ protectedHouseholds: 9 }, 'minimum-households', 9, 10],
    [{ protectedEvents: 9 }, 'minimum-events', 9, 10],
    [{ protectedRepeated: 9 }, 'repeated-households', 9, 10],
    [{ largestShare: 0.501 }, 'largest-share', 0.501, 0.5],
    [{ protectedEvents: Number.NaN }, 'minimum-events', Number.NaN, 10],
    [{ largestShare: Number.NaN }, 'largest-share', Number.NaN, 0.5],
  ])('%j', (changes, check, measured, limit) => {
    const { released, findings } = treated(changes);
    expect(findings).toEqual([finding('household', check, measured, limit)]);
    expect(released.sums).toBeNull();
  });
  test.each([
    [['a', 'b', 'c'], 7, 8],
    [['a', 'b', 'c', 'd'], 8, 9],
  ])('over municipalities, of which there must be five more than terms, and eight: terms %j', (terms, few, least) => {
    const of = (municipalities: number) => treated({ ...municipality, terms, municipalities });
    expect(of(few).findings).toEqual([finding('municipality', 'minimum-clusters', few, least)]);
    expect(of(least).findings).toEqual([]);
  });
});
