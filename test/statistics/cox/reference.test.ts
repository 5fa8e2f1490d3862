import { describe, expect, test } from 'vitest';
import { type CoxResult, coxFromPatterns, coxFromProcess } from '../../../lib/statistics/cox/estimate.ts';
import {
  caseRow,
  cases,
  covarianceError,
  lungRows,
  lungStrata,
  numbers,
  patternsOf,
  pooled,
  processOf,
} from '../../support/cox-data.ts';
import { reference, relativeError } from '../../support/reference.ts';

function expectFit(fit: CoxResult, id: string): void {
  const expected = reference(id);
  expect(fit.status).toBe('converged');
  expect(relativeError(numbers(fit.coefficients), expected.numbers('coef'))).toBeLessThan(1e-8);
  expect(relativeError(numbers(fit.standardErrors), expected.numbers('se'))).toBeLessThan(1e-8);
}

function expectTests(fit: CoxResult, id: string): void {
  const expected = reference(id);
  expect(fit.events).toBe(expected.number('nevent'));
  expect(Math.abs(fit.nullLogLikelihood - expected.number('loglik_null'))).toBeLessThan(1e-9);
  expect(Math.abs(fit.logLikelihood - expected.number('loglik'))).toBeLessThan(1e-9);
  expect(covarianceError(fit.covariance, expected.matrix('vcov'))).toBeLessThan(1e-8);
  const tests = [fit.likelihoodRatioTest, fit.scoreTest, fit.waldTest];
  const statistics = ['lr_chisq', 'score_chisq', 'wald_chisq'].map((name) => expected.number(name));
  expect(relativeError(numbers(tests.map((found) => found?.chiSquare ?? null)), statistics)).toBeLessThan(1e-8);
  const pValues = [expected.number('lr_p'), expected.number('score_p')];
  expect(relativeError(numbers(tests.slice(0, 2).map((found) => found?.pValue ?? null)), pValues)).toBeLessThan(1e-6);
}

describe.each(['efron', 'breslow'] as const)('Cox with %s ties against R coxph', (ties) => {
  test.each([
    ['rows', coxFromProcess(processOf(lungRows), ties), coxFromProcess(processOf(lungStrata), ties)],
    ['patterns', coxFromPatterns(patternsOf(lungRows), ties), coxFromPatterns(patternsOf(lungStrata), ties)],
  ])('lung from %s, pooled and stratified by institution', (_, whole, stratified) => {
    expectFit(whole, `cox.lung.${ties}`);
    expectTests(whole, `cox.lung.${ties}`);
    expectFit(stratified, `cox.lung.strata_inst.${ties}`);
    expectTests(stratified, `cox.lung.strata_inst.${ties}`);
    expect(stratified.strata).toBe(18);
  });

  test('synthetic cases from one pass and from rows', () => {
    const rows = cases.map(caseRow);
    for (const fit of [coxFromPatterns(patternsOf(rows), ties), coxFromProcess(processOf(rows), ties)]) {
      expectFit(fit, `syn.cox_strat_${ties}`);
      const logLikelihoods = reference(`syn.cox_strat_${ties}`).numbers('loglik');
      expect(relativeError([fit.nullLogLikelihood, fit.logLikelihood], logLikelihoods)).toBeLessThan(1e-13);
    }
    for (const fit of [
      coxFromPatterns(patternsOf(pooled(rows)), ties),
      coxFromProcess(processOf(pooled(rows)), ties),
    ]) {
      expectFit(fit, `syn.cox_pooled_${ties}`);
    }
  });

  test('a monthly grid', () => {
    const monthly = lungRows.map((row) => ({ ...row, endDays: Math.ceil(row.endDays / 30) }));
    const expected = reference('cox.lung.monthly_ties');
    const fit = coxFromPatterns(patternsOf(monthly), ties);
    expect(relativeError(numbers(fit.coefficients), expected.numbers(`monthly_${ties}`))).toBeLessThan(1e-8);
  });
});
