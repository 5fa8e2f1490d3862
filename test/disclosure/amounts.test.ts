import { describe, expect, test } from 'vitest';
import { quantiles } from '../../lib/analyses/quantiles.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import type { SumsCell, SumsEvidence } from '../../lib/disclosure/evidence.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { meanStepOf, treatSums } from '../../lib/disclosure/treat-sums.ts';
import { AnalysisId } from '../../lib/protocol/identifiers.ts';
import { smallStudy } from '../support/studies.ts';

const caps = { householdCap: 150_000, finestStep: 10 };

const cellOf = (given: Partial<SumsCell> = {}): SumsCell => ({
  levels: [],
  count: 2_000,
  households: 1_500,
  protectedHouseholds: 1_400,
  mean: 1_234.56,
  sumOfSquaredDeviations: 2_000 * 700 ** 2,
  total: 2_469_120,
  largest: 50_000,
  secondLargest: 40_000,
  ...given,
});

function shown(given: Partial<SumsCell> = {}, evidence: Partial<SumsEvidence> = {}) {
  const cells = [cellOf(given)];
  const { released, findings } = treatSums(
    { kind: 'sums', name: 'mean', dimensions: [], ...caps, cells, ...evidence },
    policy,
  );
  return { ...released.cells[0], checks: findings.map((each) => each.check) };
}

describe('M4: the step of a mean', () => {
  test.each([
    [100, 2_000],
    [1_495, 200],
    [2_000, 100],
    [15_000, 10],
    [15_005, 10],
    [1_000_000, 10],
  ])('of %d rows is %d euro', (count, step) => expect(meanStepOf(caps, 512.34, count)).toBe(step));
  test('is never finer than three digits', () => expect(meanStepOf(caps, 51_234, 1_000_000)).toBe(100));
  test('does not depend on the spread, whatever one household does to it', () => {
    const calm = shown({ sumOfSquaredDeviations: 1 });
    const wild = shown({ sumOfSquaredDeviations: 1e12 });
    expect([calm.mean, calm.meanStep]).toEqual([wild.mean, wild.meanStep]);
    expect([calm.mean, calm.meanStep]).toEqual([1_200, 100]);
  });
  test('B9: the denominator of a mean in full can be found again; that of a mean in steps cannot', () => {
    const exact = 20_622.34 / 13;
    const denominators = (value: number, error: number) =>
      Array.from({ length: 60 }, (_, index) => index + 1).filter(
        (n) => Math.abs(Math.round(value * n * 100) / (n * 100) - value) <= error,
      );
    expect(denominators(exact, 1e-9)).toEqual([13, 26, 39, 52]);
    const { mean = null } = shown({
      count: 13,
      households: 13,
      protectedHouseholds: 13,
      mean: exact,
      total: 20_622.34,
      largest: 2_000,
      secondLargest: 1_900,
    });
    expect(denominators(mean ?? Number.NaN, caps.householdCap / 13)).toHaveLength(60);
  });
  test('one household with the cap moves it by two steps at most', () => {
    for (const count of [40, 400, 4_000]) {
      const without = shown({ count: count - 1, mean: 500 }).mean ?? 0;
      const exact = (500 * (count - 1) + 150_000) / count;
      const { mean, meanStep = 0 } = shown({ count, mean: exact });
      expect((mean ?? 0) - without).toBeLessThanOrEqual(2 * meanStep);
    }
  });
});

describe('M7: the spread', () => {
  test.each([
    [19, null],
    [20, 490_000],
    [21, 490_000],
  ])('of %d households', (households, variance) => {
    const { sumOfSquaredDeviations, mean } = shown({ households, protectedHouseholds: households });
    expect(mean).toBe(1_200);
    expect(sumOfSquaredDeviations === null ? null : (sumOfSquaredDeviations ?? 0) / 2_000).toBe(variance);
  });
  test('is withheld with its mean', () => {
    expect(shown({ largest: 2_000_000 })).toMatchObject({ mean: null, sumOfSquaredDeviations: null });
  });
});

describe('M1: contributors have an amount other than zero', () => {
  test.each([
    [9, null],
    [10, 1_200],
    [11, 1_200],
  ])('%d households', (households, mean) =>
    expect(shown({ households, protectedHouseholds: households }).mean).toBe(mean),
  );
});

describe('M2 beside a municipality with its own rows', () => {
  const others = (largest: number) => [{ total: 1_000, largest, secondLargest: 100 }];
  test.each([
    [499, true],
    [500, true],
    [501, false],
  ])('of whose rest one household has %d of 1,000', (largest, passes) => {
    const { mean, checks } = shown({ others: others(largest) });
    expect(mean !== null).toBe(passes);
    expect(checks).toEqual(passes ? [] : ['largest-share-of-others']);
  });
});

describe('M6: ten on either side of a quantile', () => {
  const shownQuantile = (probability: number, entries: number, uncontrolled = false) => {
    const parameters = {
      id: AnalysisId.parse('debts'),
      analysis: 'quantiles' as const,
      unit: 'signals' as const,
      by: [],
      where: [],
      variable: 'arrears-euro',
      probabilities: [probability],
    };
    const half = Math.floor(entries / 2);
    const intervals = [
      { events: half, censored: 0 },
      { events: entries - half, censored: 0 },
    ];
    const protection = { roundingBase: uncontrolled ? 1 : 5, uncontrolled };
    const rows = quantiles.estimate(
      parameters,
      [
        {
          kind: 'risk-table',
          name: 'arrears-euro',
          dimensions: [],
          edgesDays: [100, 200],
          patterns: [{ levels: [], entries, intervals }],
          protection,
        },
      ],
      studyContext(smallStudy),
    );
    return rows[0]?.value !== null;
  };
  test.each([
    [0.5, 19, false],
    [0.5, 20, true],
    [0.25, 39, false],
    [0.25, 40, true],
    [0.9, 99, false],
    [0.9, 100, true],
    [0.1, 99, false],
    [0.1, 101, true],
  ])('quantile %d of %d rows', (probability, entries, isShown) =>
    expect(shownQuantile(probability, entries)).toBe(isShown),
  );
  test('works without the rule', () => expect(shownQuantile(0.1, 20, true)).toBe(true));
});
