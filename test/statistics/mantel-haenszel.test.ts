import { describe, expect, test } from 'vitest';
import {
  addStrata,
  cochranMantelHaenszelTest,
  mantelHaenszelOddsRatio,
  noStrata,
  stratumSums,
} from '../../lib/statistics/mantel-haenszel.ts';
import {
  addHeterogeneity,
  heterogeneitySums,
  noHeterogeneity,
  taroneTest,
} from '../../lib/statistics/mantel-haenszel-heterogeneity.ts';
import type { TwoByTwo } from '../../lib/statistics/tables.ts';
import { reference, referenceData, relativeError } from '../support/reference.ts';

const sumsOf = (tables: readonly TwoByTwo[]) => tables.map(stratumSums).reduce(addStrata, noStrata);

const admissions = ['A', 'B', 'C', 'D', 'E', 'F'].map((department) => {
  const rows = referenceData('ucb').filter((row) => row.text('Dept') === department);
  const count = (admit: string, gender: string): number =>
    rows.find((row) => row.text('Admit') === admit && row.text('Gender') === gender)?.number('Freq') ?? 0;
  return {
    exposedEvents: count('Admitted', 'Male'),
    exposedOthers: count('Rejected', 'Male'),
    unexposedEvents: count('Admitted', 'Female'),
    unexposedOthers: count('Rejected', 'Female'),
  };
});

const trials = referenceData('bcg').map((row) => ({
  exposedEvents: row.number('tpos'),
  exposedOthers: row.number('tneg'),
  unexposedEvents: row.number('cpos'),
  unexposedOthers: row.number('cneg'),
}));

test('admissions over departments equal R', () => {
  const expected = reference('cmh.ucb');
  const sums = sumsOf(admissions);
  const plain = cochranMantelHaenszelTest(sums);
  const corrected = cochranMantelHaenszelTest(sums, true);
  const common = mantelHaenszelOddsRatio(sums);
  expect(plain).toMatchObject({ status: 'estimated', degreesOfFreedom: 1 });
  const found = [plain, corrected].map((test) => (test.status === 'estimated' ? test.chiSquare : Number.NaN));
  expect(relativeError(found, [expected.number('chisq'), expected.number('chisq_cc')])).toBeLessThan(1e-10);
  expect(plain.status === 'estimated' ? plain.pValue : 0).toBeCloseTo(expected.number('p'), 10);
  expect(common?.oddsRatio).toBeCloseTo(expected.number('or_mh'), 10);
  expect(
    relativeError([common?.interval.lower ?? 0, common?.interval.upper ?? 0], expected.numbers('ci')),
  ).toBeLessThan(1e-10);
});

describe('vaccine trials', () => {
  const expected = reference('mh.bcg');
  const sums = sumsOf(trials);
  const common = mantelHaenszelOddsRatio(sums);

  test('log odds ratio, standard error and test equal metafor', () => {
    const test = cochranMantelHaenszelTest(sums, true);
    const found = [
      Math.log(common?.oddsRatio ?? 0),
      common?.logStandardError ?? 0,
      test.status === 'estimated' ? test.chiSquare : 0,
      test.status === 'estimated' ? test.pValue : 0,
    ];
    const values = ['logor', 'se', 'MH', 'MHp'].map((name) => expected.number(name));
    expect(relativeError(found, values)).toBeLessThan(1e-9);
  });

  test('Tarone heterogeneity from sums of strata equals metafor', () => {
    const parts = trials.map((table) => heterogeneitySums(table, common?.oddsRatio ?? 1));
    const test = taroneTest(parts.reduce(addHeterogeneity, noHeterogeneity));
    expect(test).toMatchObject({ status: 'estimated', degreesOfFreedom: 12 });
    expect(test.status === 'estimated' ? test.chiSquare : 0).toBeCloseTo(expected.number('TA'), 8);
  });
});

test('strata that tell nothing are skipped', () => {
  const empty = { exposedEvents: 0, exposedOthers: 4, unexposedEvents: 0, unexposedOthers: 9 };
  expect(stratumSums(empty)).toEqual(noStrata);
  expect(heterogeneitySums(empty, 2)).toEqual(noHeterogeneity);
  expect(cochranMantelHaenszelTest(sumsOf([empty]))).toEqual({ status: 'not-estimable', reason: 'empty' });
  expect(mantelHaenszelOddsRatio(sumsOf([empty]))).toBeNull();
  expect(taroneTest(noHeterogeneity)).toEqual({ status: 'not-estimable', reason: 'empty' });
  const first = trials[0];
  expect(first && taroneTest(heterogeneitySums(first, 1))).toEqual({ status: 'not-estimable', reason: 'one-level' });
});
