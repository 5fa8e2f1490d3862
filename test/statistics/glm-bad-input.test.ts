import { describe, expect, test } from 'vitest';
import { fitGlm } from '../../lib/statistics/glm.ts';
import { accuracy } from '../../lib/statistics/glm-accuracy.ts';
import type { GlmFamily } from '../../lib/statistics/glm-family.ts';
import { glmMessage } from '../../lib/statistics/glm-message.ts';
import { householdRobust, municipalityRobust } from '../../lib/statistics/glm-robust.ts';
import { advanceNewton, startNewton } from '../../lib/statistics/newton.ts';
import {
  columnMoments,
  rawCoefficients,
  standardisationOf,
  standardisedCoefficients,
} from '../../lib/statistics/standardisation.ts';
import { relativeError } from '../support/reference.ts';

const halves = Array.from({ length: 40 }, (_, index) => [1, index % 2, Math.floor(index / 8)]);
const alternating = halves.map((_, index) => (index % 3 === 0 ? 1 : 0));

function site(covariates: readonly (readonly number[])[], response: readonly number[]) {
  return { covariates, response };
}

const binary: readonly GlmFamily[] = ['logistic', 'cloglog', 'poisson'];

describe.each(binary)('%s', (family) => {
  test('a level without events is separated, and named', () => {
    const response = halves.map((row, index) => (row[1] === 1 ? 0 : (alternating[index] ?? 0)));
    expect(fitGlm([site(halves, response)], family).result).toMatchObject({ status: 'separated', terms: [1] });
  });

  test('no events at all are no variation', () => {
    expect(
      fitGlm(
        [
          site(
            halves,
            halves.map(() => 0),
          ),
        ],
        family,
      ).result,
    ).toMatchObject({ status: 'no-variation' });
  });

  test('without an intercept the model is fitted as given', () => {
    const groups = halves.map((row) => [row[1] === 0 ? 1 : 0, row[1] ?? 0]);
    const { result } = fitGlm([site(groups, alternating)], family);
    const withIntercept = fitGlm(
      [
        site(
          halves.map((row) => row.slice(0, 2)),
          alternating,
        ),
      ],
      family,
    ).result;
    if (result.status !== 'converged' || withIntercept.status !== 'converged') throw new Error(result.status);
    expect(result.logLikelihood).toBeCloseTo(withIntercept.logLikelihood, 10);
    expect(result.nullDeviance).toBeNull();
  });
});

test('only events separate or do not vary in binary models', () => {
  const all = fitGlm(
    [
      site(
        halves,
        halves.map(() => 1),
      ),
    ],
    'logistic',
  ).result;
  expect(all).toMatchObject({ status: 'no-variation' });
  const response = halves.map((row, index) => (row[1] === 1 ? 1 : (alternating[index] ?? 0)));
  expect(fitGlm([site(halves, response)], 'logistic').result).toMatchObject({ status: 'separated', terms: [1] });
});

test('a collinear term is aliased by its place, the others are as without it', () => {
  const doubled = halves.map((row) => [...row, 3 * (row[2] ?? 0) - (row[1] ?? 0)]);
  const { result } = fitGlm([site(doubled, alternating)], 'logistic');
  const without = fitGlm([site(halves, alternating)], 'logistic').result;
  if (result.status !== 'aliased' || without.status !== 'converged') throw new Error(result.status);
  expect(result.aliased).toEqual([3]);
  expect(relativeError(result.coefficients.slice(0, 3), without.coefficients)).toBeLessThan(1e-8);
  expect(result.coefficients[3]).toBe(0);
  expect(result.degreesOfFreedom).toBe(37);
});

test('a term with one level is aliased', () => {
  const constant = halves.map((row) => [...row, 0.1]);
  expect(fitGlm([site(constant, alternating)], 'linear').result).toMatchObject({ status: 'aliased', aliased: [3] });
});

test('no rows, and no sites, are empty', () => {
  expect(fitGlm([], 'logistic').result).toEqual({ status: 'empty', rounds: 0, terms: [] });
  expect(fitGlm([site([], [])], 'logistic').result).toEqual({ status: 'empty', rounds: 0, terms: [] });
});

test('a site without rows changes nothing', () => {
  const one = fitGlm([site(halves, alternating)], 'poisson').result;
  const two = fitGlm([site([], []), site(halves, alternating)], 'poisson').result;
  expect(two).toEqual(one);
});

test('a linear model with as many coefficients as rows has no error, and says so', () => {
  const rows = [
    [1, 0],
    [1, 1],
  ];
  expect(fitGlm([site(rows, [3, 5])], 'linear').result).toMatchObject({ status: 'saturated' });
  expect(fitGlm([site([...rows, ...rows], [2, 2, 2, 2])], 'linear').result).toMatchObject({ status: 'saturated' });
});

test('robust errors need a fit and two clusters', () => {
  const fit = fitGlm([site(halves, alternating)], 'logistic');
  expect(householdRobust(fit, 'logistic', () => 'one', 'CR1')).toBeNull();
  expect(municipalityRobust(fit, 'logistic', 'CR2')).toBeNull();
  const none = fitGlm([], 'logistic');
  expect(householdRobust(none, 'logistic', () => 'one', 'CR1')).toBeNull();
  expect(municipalityRobust(none, 'logistic', 'CR2')).toBeNull();
});

test('a covariate that varies in one municipality only has finite corrected errors', () => {
  const own = halves.slice(0, 20).map((row) => [...row, row[1] ?? 0]);
  const others = halves.slice(20).map((row) => [...row, 0]);
  const fit = fitGlm([site(own, alternating.slice(0, 20)), site(others, alternating.slice(20))], 'linear');
  const robust = municipalityRobust(fit, 'linear', 'CR2');
  expect(robust?.standardErrors.every(Number.isFinite)).toBe(true);
});

test('extreme predictors keep finite messages', () => {
  for (const family of binary) {
    const message = glmMessage(site([[1], [1]], [0, 1]), family, [5000]);
    expect(Number.isFinite(message.logLikelihood)).toBe(true);
    expect(message.score.every(Number.isFinite)).toBe(true);
    expect(glmMessage(site([[1], [1]], [0, 1]), family, [-5000]).score.every(Number.isFinite)).toBe(true);
  }
});

test('Newton halves a step that loses likelihood, and gives up after ten', () => {
  const start = advanceNewton(startNewton([0]), { score: [1], information: [[1]], logLikelihood: -1 }, { rounds: 15 });
  if (start.status !== 'continue') throw new Error(start.status);
  expect(start.state.asked).toEqual([1]);
  const worse = { score: [1], information: [[1]], logLikelihood: -2 };
  let progress = advanceNewton(start.state, worse, { rounds: 15 });
  expect(progress).toMatchObject({ status: 'continue', state: { asked: [0.5], halvings: 1 } });
  for (let round = 0; round < 10 && progress.status === 'continue'; round += 1) {
    progress = advanceNewton(progress.state, worse, { rounds: 15 });
  }
  expect(progress).toMatchObject({ status: 'not-converged', coefficients: [0], rounds: 12 });
});

test('Newton stops at the last round, and without likelihood at the start', () => {
  const message = { score: [1], information: [[1]], logLikelihood: -1 };
  expect(advanceNewton(startNewton([0]), message, { rounds: 1 }).status).toBe('not-converged');
  const without = { ...message, logLikelihood: Number.NaN };
  expect(advanceNewton(startNewton([0]), without, { rounds: 9 })).toMatchObject({
    status: 'not-converged',
    coefficients: [0],
  });
});

test('standardised and raw coefficients are inverse', () => {
  const standardisation = standardisationOf(columnMoments(halves));
  const raw = [0.3, -1.2, 0.05];
  expect(
    relativeError(rawCoefficients(standardisation, standardisedCoefficients(standardisation, raw)), raw),
  ).toBeLessThan(1e-12);
});

test('a model without pairs has no accuracy', () => {
  expect(accuracy({ count: 3, squaredErrors: 1, concordant: 0, discordant: 0, tied: 0 })).toBeNull();
});
