import { expect, test } from 'vitest';
import { startFirth, takeFirthMessage, takeFirthScore } from '../../lib/statistics/firth-logistic.ts';
import { firthProfileInterval, fitFirth } from '../../lib/statistics/firth-logistic-fit.ts';
import { fitGlm } from '../../lib/statistics/glm.ts';
import { levelSeparation, separatedLevels } from '../../lib/statistics/separation.ts';
import { birthWeight, design, groupRows, of, reachModel } from '../support/designs.ts';
import { reference, referenceData, relativeError } from '../support/reference.ts';

const endometrial = design(referenceData('endometrial'), 'HG', ['NV', 'PI', 'EH'].map(of));

test('separation is named by its term, and Firth stays finite as in brglm2', () => {
  const expected = reference('firth.endometrial');
  expect(fitGlm([endometrial], 'logistic').result).toMatchObject({ status: 'separated', terms: [1] });
  const result = fitFirth([endometrial]);
  if (result.status !== 'converged') throw new Error(result.status);
  expect(relativeError(result.coefficients, expected.numbers('firth_coef'))).toBeLessThan(1e-8);
  expect(relativeError(result.standardErrors, expected.numbers('firth_se'))).toBeLessThan(1e-8);
  expect(result.penalisedLogLikelihood).toBeCloseTo(expected.number('penalised_loglik'), 9);
});

test('profile limits are those of Heinze and Schemper (2002)', () => {
  const interval = firthProfileInterval([endometrial], 1);
  expect(interval?.lower).toBeCloseTo(0.6097, 3);
  expect(interval?.upper).toBeCloseTo(7.8546, 3);
  expect(firthProfileInterval([endometrial], 0)).toBeNull();
});

test('without separation it equals brglm2', () => {
  const expected = reference('firth.birthwt');
  const result = fitFirth(groupRows(referenceData('birthwt'), 'age').map(birthWeight));
  if (result.status !== 'converged') throw new Error(result.status);
  expect(relativeError(result.coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
  expect(relativeError(result.standardErrors, expected.numbers('se'))).toBeLessThan(1e-8);
});

test('acceptance over seven municipalities equals brglm2 within 20 rounds', () => {
  const expected = reference('syn.firth_accept');
  const sites = groupRows(referenceData('vs_cases'), 'muni').map((rows) => ({
    ...reachModel(rows),
    response: rows.map((row) => row.number('accepted')),
  }));
  const result = fitFirth(sites);
  if (result.status !== 'converged') throw new Error(result.status);
  expect(relativeError(result.coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
  expect(relativeError(result.standardErrors, expected.numbers('se'))).toBeLessThan(1e-8);
  expect(result.rounds).toBeLessThanOrEqual(9);
});

test('a constant covariate is aliased, nothing at all is empty', () => {
  const covariates = [0, 1, 0, 1, 0, 1].map((value) => [1, value, 2]);
  const result = fitFirth([{ covariates, response: [0, 1, 1, 0, 0, 1] }]);
  expect(result).toMatchObject({ status: 'aliased', aliased: [2] });
  expect(fitFirth([])).toEqual({ status: 'empty', rounds: 0 });
});

test('the exchanges come in order', () => {
  expect(() => takeFirthScore(startFirth([0]), { score: [0], curvature: [[1]] }, 20)).toThrow(
    'a penalised score comes after a message',
  );
});

test('levels without events, or only events, separate', () => {
  const levels = [
    [0, 5],
    [5, 5],
    [2, 5],
    [0, 0],
  ].map(([successes = 0, total = 0]) => ({ successes, total }));
  expect(levels.map(levelSeparation)).toEqual(['no-events', 'only-events', 'none', 'empty']);
  expect(separatedLevels(levels)).toEqual([0, 1, 3]);
  expect(separatedLevels(levels, 'count')).toEqual([0, 3]);
});

test('a step that loses penalised likelihood is halved, and the rounds are limited', () => {
  const message = (logLikelihood: number) => ({
    score: [0],
    information: [[1]],
    logLikelihood,
    deviance: 0,
    pearson: 0,
    count: 1,
  });
  const first = takeFirthScore(takeFirthMessage(startFirth([0]), message(-1)), { score: [1], curvature: [[1]] }, 20);
  if (first.status !== 'continue') throw new Error(first.status);
  expect(first.state.question).toEqual({ kind: 'message', at: [1] });
  const halved = takeFirthMessage(first.state, message(-2));
  expect(halved.question).toEqual({ kind: 'message', at: [0.5] });
  const better = takeFirthMessage(halved, message(-0.5));
  expect(better.question).toMatchObject({ kind: 'score', at: [0.5] });
  expect(takeFirthScore(better, { score: [1], curvature: [[1]] }, 2)).toMatchObject({
    status: 'not-converged',
    rounds: 2,
  });
});
