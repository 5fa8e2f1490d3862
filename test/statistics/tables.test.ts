import { describe, expect, test } from 'vitest';
import {
  cramersV,
  expectedCounts,
  likelihoodRatioTest,
  pearsonTest,
  raoScottTest,
  standardisedResiduals,
} from '../../lib/statistics/contingency.ts';
import { oddsRatio, riskRatio, yatesTest } from '../../lib/statistics/tables.ts';
import { fisherTest } from '../../lib/statistics/tables-exact.ts';
import { type ChiSquareTest, trendTest } from '../../lib/statistics/trend.ts';
import { reference, relativeError } from '../support/reference.ts';

function numbersOf(test: ChiSquareTest): readonly number[] {
  return test.status === 'estimated' ? [test.chiSquare, test.degreesOfFreedom, test.pValue] : [];
}

describe('tables of any size', () => {
  test.each(['chisq.haireye', 'chisq.agresti'])('%s: chi-square and standardised residuals equal R', (id) => {
    const expected = reference(id);
    const table = expected.matrix('table');
    const values = [expected.number('chisq'), expected.number('df'), expected.number('p')];
    expect(relativeError(numbersOf(pearsonTest(table)), values)).toBeLessThan(1e-10);
    expect(relativeError(standardisedResiduals(table).flat(), expected.matrix('stdres').flat())).toBeLessThan(1e-10);
  });

  test('expected counts, likelihood ratio and Cramér V equal R', () => {
    const expected = reference('chisq.haireye');
    const table = expected.matrix('table');
    expect(relativeError(expectedCounts(table).flat(), expected.matrix('expected').flat())).toBeLessThan(1e-12);
    expect(relativeError(numbersOf(likelihoodRatioTest(table)).slice(0, 2), [expected.number('g'), 9])).toBeLessThan(
      1e-10,
    );
    expect(cramersV(table)).toBeCloseTo(expected.number('cramers_v'), 12);
  });

  test('empty rows and columns count for nothing', () => {
    const plain = [
      [8, 4],
      [3, 9],
    ];
    const padded = [
      [8, 0, 4],
      [0, 0, 0],
      [3, 0, 9],
    ];
    expect(numbersOf(pearsonTest(padded))).toEqual(numbersOf(pearsonTest(plain)));
    expect(standardisedResiduals(padded)[1]).toEqual([0, 0, 0]);
  });

  test.each([
    [
      'empty',
      [
        [0, 0],
        [0, 0],
      ],
      'empty',
    ],
    ['without rows', [], 'empty'],
    ['of one row', [[3, 4]], 'one-level'],
    [
      'with one used column',
      [
        [3, 0],
        [5, 0],
      ],
      'one-level',
    ],
  ])('a table %s says so', (_, table, reason) => {
    expect(pearsonTest(table)).toEqual({ status: 'not-estimable', reason });
    expect(likelihoodRatioTest(table)).toEqual({ status: 'not-estimable', reason });
    expect(cramersV(table)).toBeNull();
    expect(standardisedResiduals(table).flat().every(Number.isFinite)).toBe(true);
  });

  test('the Rao-Scott correction divides by the design effect', () => {
    const plain = pearsonTest([
      [12, 5],
      [3, 14],
    ]);
    const corrected = raoScottTest(plain, 2);
    expect(numbersOf(corrected)[0]).toBeCloseTo((numbersOf(plain)[0] ?? 0) / 2, 12);
    expect(raoScottTest({ status: 'not-estimable', reason: 'empty' }, 2)).toEqual({
      status: 'not-estimable',
      reason: 'empty',
    });
  });
});

describe('2x2 tables', () => {
  const expected = reference('table2x2');
  const table = { exposedEvents: 12, exposedOthers: 5, unexposedEvents: 3, unexposedOthers: 14 };

  test('Yates, odds ratio and risk ratio equal R', () => {
    expect(
      relativeError(numbersOf(yatesTest(table)), [expected.number('chisq_yates'), 1, expected.number('p_yates')]),
    ).toBeLessThan(1e-10);
    const plain = pearsonTest(expected.matrix('table'));
    expect(relativeError(numbersOf(plain), [expected.number('chisq'), 1, expected.number('p')])).toBeLessThan(1e-10);
    const odds = oddsRatio(table);
    const risk = riskRatio(table);
    expect(
      relativeError(
        [odds?.ratio ?? 0, odds?.logStandardError ?? 0],
        [expected.number('or'), expected.number('logor_se')],
      ),
    ).toBeLessThan(1e-12);
    expect(
      relativeError(
        [risk?.ratio ?? 0, risk?.logStandardError ?? 0],
        [expected.number('rr'), expected.number('logrr_se')],
      ),
    ).toBeLessThan(1e-12);
    expect(odds?.interval.lower).toBeCloseTo(Math.exp(Math.log(11.2) - 1.959963984540054 * 0.829515062006253), 10);
  });

  test('Fisher: p-value, odds ratio and limits equal R', () => {
    const fisher = fisherTest(table);
    expect(relativeError([fisher.pValue], [expected.number('fisher_p')])).toBeLessThan(1e-10);
    // R stops its root at 1.2e-4 (uniroot's default); the next test shows that these are exact.
    expect(relativeError([fisher.oddsRatio ?? 0], [expected.number('fisher_or_cmle')])).toBeLessThan(3e-4);
    expect(relativeError([fisher.interval.lower, fisher.interval.upper], expected.numbers('fisher_ci'))).toBeLessThan(
      3e-4,
    );
  });

  test('Fisher solves its equations exactly', () => {
    const { interval, oddsRatio: odds } = fisherTest({
      exposedEvents: 2,
      exposedOthers: 1,
      unexposedEvents: 1,
      unexposedOthers: 2,
    });
    // P(X >= 2) = (9 o^2 + o^3) / (1 + 9 o + 9 o^2 + o^3) for margins of 3
    const { lower } = interval;
    const ratio = odds ?? Number.NaN;
    expect((9 * lower ** 2 + lower ** 3) / (1 + 9 * lower + 9 * lower ** 2 + lower ** 3)).toBeCloseTo(0.025, 12);
    const norm = 1 + 9 * ratio + 9 * ratio ** 2 + ratio ** 3;
    expect((9 * ratio + 18 * ratio ** 2 + 3 * ratio ** 3) / norm).toBeCloseTo(2, 12);
  });

  test('zero cells give no ratio, and open exact limits', () => {
    const zero = { exposedEvents: 0, exposedOthers: 5, unexposedEvents: 3, unexposedOthers: 4 };
    expect(oddsRatio(zero)).toBeNull();
    expect(riskRatio(zero)).toBeNull();
    expect(fisherTest(zero)).toMatchObject({ oddsRatio: null, interval: { lower: 0 } });
    const full = { exposedEvents: 3, exposedOthers: 0, unexposedEvents: 0, unexposedOthers: 4 };
    expect(fisherTest(full).interval.upper).toBeNull();
    const empty = { exposedEvents: 0, exposedOthers: 0, unexposedEvents: 0, unexposedOthers: 0 };
    expect(yatesTest(empty)).toEqual({ status: 'not-estimable', reason: 'empty' });
    expect(yatesTest({ ...empty, exposedEvents: 3 })).toEqual({ status: 'not-estimable', reason: 'one-level' });
  });
});

describe('trend', () => {
  const groups = [
    [83, 86],
    [90, 93],
    [129, 136],
    [70, 82],
  ].map(([successes = 0, total = 0]) => ({ successes, total }));

  test('Cochran-Armitage equals R', () => {
    const expected = reference('trend');
    expect(
      relativeError(numbersOf(trendTest(groups)), [expected.number('chisq'), 1, expected.number('p')]),
    ).toBeLessThan(1e-10);
    const homogeneity = pearsonTest(groups.map(({ successes, total }) => [successes, total - successes]));
    expect(numbersOf(homogeneity)[0]).toBeCloseTo(expected.number('chisq_homog'), 10);
  });

  test('scores on another scale change nothing', () => {
    expect(numbersOf(trendTest(groups, [10, 20, 30, 40]))[0]).toBeCloseTo(numbersOf(trendTest(groups))[0] ?? 0, 10);
  });

  test.each([
    ['empty', [{ successes: 0, total: 0 }], 'empty'],
    [
      'no-variation',
      [
        { successes: 0, total: 4 },
        { successes: 0, total: 4 },
      ],
      'no-variation',
    ],
    ['one-level', [{ successes: 1, total: 4 }], 'one-level'],
  ])('no trend can be seen: %s', (_, few, reason) => {
    expect(trendTest(few)).toEqual({ status: 'not-estimable', reason });
  });
});
