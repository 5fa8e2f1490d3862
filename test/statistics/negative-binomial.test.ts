import { expect, test } from 'vitest';
import { fitNegativeBinomial } from '../../lib/statistics/negative-binomial-fit.ts';
import { advanceNegativeBinomial } from '../../lib/statistics/negative-binomial-rounds.ts';
import { startNewton } from '../../lib/statistics/newton.ts';
import { design, groupRows, is, of } from '../support/designs.ts';
import { type DataRow, reference, referenceData, relativeError } from '../support/reference.ts';

const infections = referenceData('cgd_counts');
const infectionTerms = [is('treat', 'rIFN-g'), is('sex', 'female')];
const followUp = (row: DataRow): number => Math.log(row.number('futime'));

test('infection counts equal the maximum likelihood of R', () => {
  const expected = reference('nb.cgd.rate');
  const result = fitNegativeBinomial([design(infections, 'status', infectionTerms, followUp)]);
  if (result.status !== 'converged') throw new Error(result.status);
  expect(relativeError(result.coefficients, expected.numbers('mle_coef'))).toBeLessThan(1e-8);
  expect(relativeError(result.standardErrors, expected.numbers('mle_se'))).toBeLessThan(1e-8);
  expect(
    relativeError(
      [result.theta, result.thetaStandardError],
      [expected.number('mle_theta'), expected.number('mle_theta_se')],
    ),
  ).toBeLessThan(1e-8);
  expect(result.logLikelihood).toBeCloseTo(expected.number('mle_loglik'), 10);
  // glm.nb stops theta at 1.2e-4, so that its own numbers agree less well
  expect(relativeError([result.deviance], [expected.number('deviance')])).toBeLessThan(1e-6);
  expect(relativeError([result.theta], [expected.number('theta')])).toBeLessThan(1e-6);
});

test('signals per household over municipalities equal the maximum likelihood of R within 20 rounds', () => {
  const expected = reference('syn.nb');
  const terms = [is('arm', 'B'), is('arm', 'C'), of('prior6'), of('debt4')];
  const offset = (row: DataRow): number => Math.log(row.number('py'));
  const sites = groupRows(referenceData('vs_household_counts'), 'muni').map((rows) =>
    design(rows, 'nev', terms, offset),
  );
  const result = fitNegativeBinomial(sites);
  if (result.status !== 'converged') throw new Error(result.status);
  expect(relativeError(result.coefficients, expected.numbers('mle.mle_coef'))).toBeLessThan(1e-8);
  expect(relativeError(result.standardErrors, expected.numbers('mle.mle_se'))).toBeLessThan(1e-8);
  expect(
    relativeError(
      [result.theta, result.thetaStandardError],
      [expected.number('mle.mle_theta'), expected.number('mle.mle_theta_se')],
    ),
  ).toBeLessThan(1e-8);
  expect(result.logLikelihood).toBeCloseTo(expected.number('mle.mle_loglik'), 9);
  expect(result.rounds).toBeLessThanOrEqual(15);
});

test('counts without overdispersion ask for a Poisson model', () => {
  const covariates = Array.from({ length: 40 }, (_, row) => [1, row % 2]);
  const response = covariates.map((_, row) => 3 + (row % 3 === 0 ? 1 : 0));
  expect(fitNegativeBinomial([{ covariates, response }]).status).toBe('poisson');
});

test('counts that are all zero, a level without events, and no rows say so', () => {
  const covariates = Array.from({ length: 40 }, (_, row) => [1, row % 2]);
  expect(fitNegativeBinomial([{ covariates, response: covariates.map(() => 0) }])).toMatchObject({
    status: 'no-variation',
  });
  const response = covariates.map((_, row) => (row % 2 === 0 ? (row * 7) % 5 : 0));
  expect(fitNegativeBinomial([{ covariates, response }])).toMatchObject({
    status: 'separated',
    terms: [1],
  });
  expect(fitNegativeBinomial([])).toEqual({ status: 'empty', rounds: 0, terms: [] });
});

test('a covariate given twice is aliased', () => {
  const site = design(infections, 'status', [...infectionTerms, is('sex', 'female')], followUp);
  expect(fitNegativeBinomial([site])).toMatchObject({ status: 'aliased', aliased: [3] });
});

test('where the likelihood is convex in theta, theta moves by its largest step in the right direction', () => {
  const message = {
    score: [0, -2],
    information: [
      [1, 0],
      [0, -5],
    ],
    logLikelihood: -9,
    deviance: 1,
    pearson: 1,
    count: 3,
  };
  const state = {
    model: { size: 1, intercept: 0 },
    phase: 'fit',
    newton: startNewton<typeof message>([0, 0]),
  } as const;
  const progress = advanceNegativeBinomial(state, message);
  if (progress.status !== 'continue') throw new Error(progress.status);
  expect(progress.state.newton.asked[0]).toBe(0);
  expect(progress.state.newton.asked[1]).toBeCloseTo(-Math.log(3), 12);
});

test('without an intercept the model starts at zero', () => {
  const one = design(infections, 'status', infectionTerms, followUp);
  const groups = one.covariates.map(([, treated = 0, female = 0]) => [treated, 1 - treated, female]);
  const result = fitNegativeBinomial([{ ...one, covariates: groups }]);
  const withIntercept = fitNegativeBinomial([one]);
  if (result.status !== 'converged' || withIntercept.status !== 'converged') throw new Error(result.status);
  expect(result.logLikelihood).toBeCloseTo(withIntercept.logLikelihood, 9);
});
