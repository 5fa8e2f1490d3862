import { describe, expect, test } from 'vitest';
import { studentTwoSided } from '../../lib/statistics/distributions/student.ts';
import { fitGlm, type GlmEstimate, type GlmResult } from '../../lib/statistics/glm.ts';
import { accuracy, accuracySums } from '../../lib/statistics/glm-accuracy.ts';
import { householdRobust, municipalityRobust } from '../../lib/statistics/glm-robust.ts';
import { birthWeight, design, groupRows, is, of, reachModel } from '../support/designs.ts';
import { type DataRow, reference, referenceData, relativeError } from '../support/reference.ts';

function estimateOf(result: GlmResult): GlmEstimate {
  if (result.status !== 'converged') throw new Error(result.status);
  return result;
}

const births = referenceData('birthwt');
const eachRow = (_: number, row: number): number => row;

describe('logistic regression on birth weights', () => {
  const expected = reference('logit.birthwt');
  const fit = fitGlm(groupRows(births, 'ftv').map(birthWeight), 'logistic');
  const whole = fitGlm([birthWeight()], 'logistic');
  const estimate = estimateOf(fit.result);

  test('coefficients, covariance and likelihoods equal R within 8 rounds', () => {
    expect(relativeError(estimate.coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
    expect(relativeError(estimate.standardErrors, expected.numbers('se'))).toBeLessThan(1e-8);
    expect(relativeError(estimate.covariance.flat(), expected.matrix('vcov').flat())).toBeLessThan(1e-7);
    const likelihoods = [estimate.logLikelihood, estimate.deviance, estimate.nullDeviance ?? 0];
    const values = ['loglik', 'deviance', 'null_deviance'].map((name) => expected.number(name));
    expect(relativeError(likelihoods, values)).toBeLessThan(1e-11);
    expect(estimate.rounds).toBeLessThanOrEqual(8);
  });

  test('area under the curve, Brier score and McFadden equal R', () => {
    const diagnostics = reference('logit.birthwt.diagnostics');
    const [site] = whole.sites;
    const found = site && accuracy(accuracySums(site, 'logistic', whole.end?.coefficients ?? []));
    const mcFadden = 1 - estimate.logLikelihood / (estimate.nullLogLikelihood ?? 0);
    const values = ['auc', 'brier', 'mcfadden'].map((name) => diagnostics.number(name));
    expect(relativeError([found?.areaUnderCurve ?? 0, found?.brierScore ?? 0, mcFadden], values)).toBeLessThan(1e-9);
  });

  test('errors for any variance and for clusters equal sandwich', () => {
    const robust = reference('logit.birthwt.sandwich');
    const size = { count: 189, size: 9 };
    const hc0 = householdRobust(whole, 'logistic', eachRow, 'CR0');
    const hc1 = householdRobust(whole, 'logistic', eachRow, size);
    expect(relativeError(hc0?.covariance.flat() ?? [], robust.matrix('hc0').flat())).toBeLessThan(1e-7);
    expect(relativeError(hc1?.standardErrors ?? [], robust.numbers('hc1_se'))).toBeLessThan(1e-8);
    const ageOf = (_: number, row: number): string => births[row]?.text('age') ?? '';
    const cr0 = householdRobust(whole, 'logistic', ageOf, 'CR0');
    const cr1 = householdRobust(whole, 'logistic', ageOf, size);
    expect(relativeError(cr0?.standardErrors ?? [], robust.numbers('cl_hc0_nocadjust_se'))).toBeLessThan(1e-8);
    expect(relativeError(cr1?.standardErrors ?? [], robust.numbers('cl_hc1_se'))).toBeLessThan(1e-8);
    const single = fitGlm(
      births.map((row) => birthWeight([row])),
      'logistic',
    );
    const hc3 = municipalityRobust(single, 'logistic', 'CR3');
    expect(relativeError(hc3?.standardErrors ?? [], robust.numbers('hc3_se'))).toBeLessThan(1e-8);
  });
});

describe('synthetic cases over seven municipalities', () => {
  const cases = referenceData('vs_cases');
  const sites = groupRows(cases, 'muni');

  test('logistic model with household and municipality errors equals R', () => {
    const expected = reference('syn.logit');
    const fit = fitGlm(sites.map(reachModel), 'logistic');
    const estimate = estimateOf(fit.result);
    expect(relativeError(estimate.coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
    expect(relativeError(estimate.standardErrors, expected.numbers('se'))).toBeLessThan(1e-8);
    expect(relativeError([estimate.logLikelihood], [expected.number('loglik')])).toBeLessThan(1e-12);
    const householdOf = (site: number, row: number): string => sites[site]?.[row]?.text('hh') ?? '';
    const households = householdRobust(fit, 'logistic', householdOf, { count: cases.length, size: 7 });
    expect(relativeError(households?.standardErrors ?? [], expected.numbers('hh_cr1_se'))).toBeLessThan(1e-8);
    const cr0 = municipalityRobust(fit, 'logistic', 'CR0');
    const cr3 = municipalityRobust(fit, 'logistic', 'CR3');
    expect(relativeError(cr0?.standardErrors ?? [], expected.numbers('muni_cr0_se'))).toBeLessThan(1e-8);
    expect(relativeError(cr3?.standardErrors ?? [], expected.numbers('muni_cr3_se'))).toBeLessThan(1e-8);
    expect(cr0?.degreesOfFreedom).toEqual(Array.from({ length: 7 }, () => 6));
  });

  test('linear model with CR2 and Satterthwaite degrees of freedom equals clubSandwich', () => {
    const expected = reference('syn.lm_cr2');
    const terms = [of('personal'), of('prior6'), (row: DataRow) => Math.log(row.number('debt'))];
    const fit = fitGlm(
      sites.map((rows) => design(rows, 'ev180', terms)),
      'linear',
    );
    const estimate = estimateOf(fit.result);
    const cr2 = municipalityRobust(fit, 'linear', 'CR2');
    const degrees = cr2?.degreesOfFreedom.map((value) => value ?? Number.NaN) ?? [];
    expect(relativeError(estimate.coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
    expect(relativeError(cr2?.standardErrors ?? [], expected.numbers('cr2_se'))).toBeLessThan(1e-8);
    expect(relativeError(degrees, expected.numbers('df'))).toBeLessThan(1e-8);
    const pValues = estimate.coefficients.map((coefficient, index) =>
      studentTwoSided(coefficient / (cr2?.standardErrors[index] ?? 1), degrees[index] ?? 1),
    );
    expect(relativeError(pValues, expected.numbers('p'))).toBeLessThan(1e-6);
  });
});

describe('linear models', () => {
  test('the ill-conditioned Longley data keep ten digits', () => {
    const expected = reference('ols.longley');
    const columns = ['GNP.deflator', 'GNP', 'Unemployed', 'Armed.Forces', 'Population', 'Year'];
    const fit = fitGlm([design(referenceData('longley'), 'Employed', columns.map(of))], 'linear');
    const estimate = estimateOf(fit.result);
    expect(relativeError(estimate.coefficients, expected.numbers('r_coef'))).toBeLessThan(1e-10);
    expect(relativeError(estimate.standardErrors, expected.numbers('r_se'))).toBeLessThan(1e-9);
    expect(Math.sqrt(estimate.dispersion ?? 0)).toBeCloseTo(expected.number('r_sigma'), 12);
    expect(1 - estimate.deviance / (estimate.nullDeviance ?? 1)).toBeCloseTo(expected.number('r2'), 12);
  });

  test('all cluster corrections equal clubSandwich', () => {
    const expected = reference('cr2.birthwt.lm');
    const terms = ['lwt', 'smoke', 'ht'].map(of);
    const groups = groupRows(births, 'age');
    const fit = fitGlm(
      groups.map((rows) => design(rows, 'bwt', terms)),
      'linear',
    );
    expect(relativeError(estimateOf(fit.result).coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
    for (const [correction, name] of [
      ['CR0', 'cr0_se'],
      ['CR1', 'cr1_se'],
      ['CR2', 'cr2_se'],
      ['CR3', 'cr3_se'],
    ] as const) {
      const robust = municipalityRobust(fit, 'linear', correction);
      expect(relativeError(robust?.standardErrors ?? [], expected.numbers(name))).toBeLessThan(1e-8);
    }
    const ageOf = (site: number): number => site;
    const cr1s = householdRobust(fit, 'linear', ageOf, { count: births.length, size: 4 });
    expect(relativeError(cr1s?.standardErrors ?? [], expected.numbers('cr1s_se'))).toBeLessThan(1e-8);
    const degrees = municipalityRobust(fit, 'linear', 'CR2')?.degreesOfFreedom.map((value) => value ?? 0) ?? [];
    expect(relativeError(degrees, expected.numbers('satt_df'))).toBeLessThan(1e-8);
  });
});

test('modified Poisson gives the risk ratios of R', () => {
  const expected = reference('modified_poisson.birthwt');
  const fit = fitGlm([design(births, 'low', ['smoke', 'ht', 'ui'].map(of))], 'poisson');
  const estimate = estimateOf(fit.result);
  const robust = householdRobust(fit, 'poisson', eachRow, 'CR0');
  expect(relativeError(estimate.coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
  expect(relativeError(estimate.coefficients.map(Math.exp), expected.numbers('rr'))).toBeLessThan(1e-8);
  expect(relativeError(robust?.standardErrors ?? [], expected.numbers('hc0_se'))).toBeLessThan(1e-8);
});

test('Poisson rates with person-time equal R within 8 rounds', () => {
  const expected = reference('poisson.cgd.rate');
  const offset = (row: DataRow): number => Math.log(row.number('futime'));
  const terms = [is('treat', 'rIFN-g'), is('sex', 'female')];
  const fit = fitGlm([design(referenceData('cgd_counts'), 'status', terms, offset)], 'poisson');
  const estimate = estimateOf(fit.result);
  expect(relativeError(estimate.coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
  expect(relativeError(estimate.standardErrors, expected.numbers('se'))).toBeLessThan(1e-8);
  const likelihoods = [estimate.logLikelihood, estimate.deviance, estimate.nullDeviance ?? 0];
  const values = ['loglik', 'deviance', 'null_deviance'].map((name) => expected.number(name));
  expect(relativeError(likelihoods, values)).toBeLessThan(1e-11);
  expect(estimate.rounds).toBeLessThanOrEqual(8);
});
