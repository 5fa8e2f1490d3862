import { expect, test } from 'vitest';
import * as z from 'zod';
import { fitGlm } from '../../lib/statistics/glm.ts';
import { reference, relativeError } from '../support/reference.ts';

const PersonTime = z.object({
  interval: z.array(z.number()),
  sex: z.array(z.number()),
  event: z.array(z.number()),
  pt: z.array(z.number()),
});
const AtRisk = z.object({
  iv: z.array(z.number()),
  sex: z.array(z.number()),
  event: z.array(z.number()),
  n: z.array(z.number()),
});

/** Intercept, a dummy for each interval but the first, and the sex as 1 or 2. */
function designRows(intervals: readonly number[], sexes: readonly number[]): readonly (readonly number[])[] {
  const levels = [...new Set(intervals)].slice(1);
  return intervals.map((interval, row) => [1, ...levels.map((level) => (level === interval ? 1 : 0)), sexes[row] ?? 0]);
}

test('a Poisson model of events and person-time per cell equals the piecewise exponential model of R', () => {
  const expected = reference('pwe.lung');
  const table = PersonTime.parse(expected.json('sex_only_table'));
  const covariates = designRows(table.interval, table.sex);
  const site = { covariates, response: table.event, offset: table.pt.map(Math.log) };
  const { result } = fitGlm([site], 'poisson');
  if (result.status !== 'converged') throw new Error(result.status);
  expect(relativeError(result.coefficients, expected.numbers('sex_only_individual_coef'))).toBeLessThan(1e-10);
  expect(relativeError(result.standardErrors, expected.numbers('sex_only_table_se'))).toBeLessThan(1e-10);
  expect(result.rounds).toBeLessThanOrEqual(8);
});

test('a complementary log-log model of events among those at risk equals grouped proportional hazards in R', () => {
  const expected = reference('cloglog.lung.monthly');
  const table = AtRisk.parse(expected.json('table'));
  const site = { covariates: designRows(table.iv, table.sex), response: table.event, trials: table.n };
  const { result } = fitGlm([site], 'cloglog');
  if (result.status !== 'converged') throw new Error(result.status);
  const last = result.coefficients.length - 1;
  const found = [result.coefficients[last] ?? 0, result.standardErrors[last] ?? 0];
  // R stopped at its default tolerance of 1e-8: the score at its coefficient is not yet zero
  expect(relativeError(found, [expected.number('sex_coef'), expected.number('sex_se')])).toBeLessThan(1e-7);
});

test('binomial cells give the same model as single rows', () => {
  const rows = [
    [1, 0, 0],
    [1, 0, 1],
    [1, 0, 0],
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 0],
    [1, 1, 1],
  ];
  const single = fitGlm(
    [{ covariates: rows.map((row) => row.slice(0, 2)), response: rows.map((row) => row[2] ?? 0) }],
    'logistic',
  ).result;
  const cells = fitGlm(
    [
      {
        covariates: [
          [1, 0],
          [1, 1],
        ],
        response: [1, 3],
        trials: [3, 4],
      },
    ],
    'logistic',
  ).result;
  if (single.status !== 'converged' || cells.status !== 'converged') throw new Error('no fit');
  expect(relativeError(cells.coefficients, single.coefficients)).toBeLessThan(1e-12);
  expect(relativeError(cells.covariance.flat(), single.covariance.flat())).toBeLessThan(1e-8);
  expect(cells.coefficients[0]).toBeCloseTo(Math.log(1 / 2), 12);
  expect(cells.deviance).toBeCloseTo(0, 12);
  // the kernels differ by the binomial coefficients: 3 choose 1 and 4 choose 3
  expect(cells.logLikelihood - single.logLikelihood).toBeCloseTo(Math.log(12), 12);
});
