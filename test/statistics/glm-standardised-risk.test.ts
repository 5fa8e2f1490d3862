import { expect, test } from 'vitest';
import { fitGlm } from '../../lib/statistics/glm.ts';
import type { GlmFamily } from '../../lib/statistics/glm-family.ts';
import type { GlmData } from '../../lib/statistics/glm-message.ts';
import { addRiskSums, type RiskSums, riskContrast, riskSums } from '../../lib/statistics/glm-standardised-risk.ts';
import { design, groupRows, of } from '../support/designs.ts';
import { referenceData, relativeError } from '../support/reference.ts';

const births = referenceData('birthwt');
const model = (rows: typeof births): GlmData => design(rows, 'low', ['smoke', 'ht', 'lwt'].map(of));

function withSmoking(data: GlmData, smoke: number): GlmData {
  return {
    ...data,
    covariates: data.covariates.map((row) => row.map((value, index) => (index === 1 ? smoke : value))),
  };
}

function contrastOf(sites: readonly GlmData[], family: GlmFamily) {
  const { result } = fitGlm(sites, family);
  if (result.status !== 'converged') throw new Error(result.status);
  const sums = (smoke: number): RiskSums =>
    sites.map((site) => riskSums(withSmoking(site, smoke), family, result.coefficients)).reduce(addRiskSums);
  return { result, contrast: riskContrast(sums(1), sums(0), result.covariance) };
}

test('in a linear model the standardised difference is the coefficient, with its error', () => {
  const { result, contrast } = contrastOf([model(births)], 'linear');
  const found = [contrast?.difference.value ?? 0, contrast?.difference.standardError ?? 0];
  expect(relativeError(found, [result.coefficients[1] ?? 0, result.standardErrors[1] ?? 0])).toBeLessThan(1e-9);
});

test('in a Poisson model the standardised ratio is the rate ratio, with its error', () => {
  const { result, contrast } = contrastOf([model(births)], 'poisson');
  const found = [contrast?.ratio?.value ?? 0, contrast?.ratio?.logStandardError ?? 0];
  const expected = [Math.exp(result.coefficients[1] ?? 0), result.standardErrors[1] ?? 0];
  expect(relativeError(found, expected)).toBeLessThan(1e-9);
});

test('with only the exposure, logistic risks are the observed ones and the error that of two proportions', () => {
  const alone = (rows: typeof births): GlmData => design(rows, 'low', [of('smoke')]);
  const { contrast } = contrastOf(groupRows(births, 'age').map(alone), 'logistic');
  const group = (smoke: number): number[] =>
    births.filter((row) => row.number('smoke') === smoke).map((row) => row.number('low'));
  const shares = [group(1), group(0)].map((low) => ({
    share: low.reduce((sum, value) => sum + value, 0) / low.length,
    size: low.length,
  }));
  const variance = shares.reduce((sum, { share, size }) => sum + (share * (1 - share)) / size, 0);
  const found = [contrast?.first ?? 0, contrast?.second ?? 0, contrast?.difference.standardError ?? 0];
  expect(relativeError(found, [...shares.map(({ share }) => share), Math.sqrt(variance)])).toBeLessThan(1e-8);
});

test('sites together equal all at one place', () => {
  const whole = contrastOf([model(births)], 'logistic').contrast;
  const split = contrastOf(groupRows(births, 'race').map(model), 'logistic').contrast;
  const list = (contrast: typeof whole): number[] => [
    contrast?.difference.value ?? 0,
    contrast?.difference.standardError ?? 0,
    contrast?.ratio?.interval.lower ?? 0,
  ];
  expect(relativeError(list(split), list(whole))).toBeLessThan(1e-10);
});

test('no rows give no contrast, no risk no ratio', () => {
  const none = { count: 0, means: 0, gradient: [0] };
  expect(riskContrast(none, none, [[1]])).toBeNull();
  const safe = { count: 5, means: 0, gradient: [0] };
  expect(riskContrast(safe, safe, [[1]])).toMatchObject({ ratio: null, difference: { value: 0 } });
});
