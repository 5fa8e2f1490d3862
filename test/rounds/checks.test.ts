import { describe, expect, test } from 'vitest';
import type { ResultRow } from '../../lib/dataset/plan.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import { gridUnit } from '../../lib/disclosure/rounding.ts';
import { type FittedModel, treatModel } from '../../lib/disclosure/treat-model.ts';
import { checkFitted } from '../../lib/rounds/checks.ts';
import { evaluateGlm, fitGlmRows } from '../../lib/rounds/evaluate-glm.ts';
import { ownRound, type RoundQuestion } from '../../lib/rounds/own-round.ts';
import { pathOf } from '../../lib/rounds/path.ts';
import { models, questionOf, rowsOf, runRounds } from './rows.ts';

const sites = [0, 1, 2].map((index) => rowsOf(`90${index}`, 150, 5 + index));

/** Checks that fail in round 0 of a model on changed rows. */
function failing(change: (row: ResultRow, index: number) => ResultRow, name: keyof typeof models = 'logistic') {
  const changed = sites.map((site, place) => site.map((row, index) => change(row, place * 1000 + index)));
  const question = questionOf(models[name], changed);
  const { sums, findings } = ownRound(question, [], pathOf(question.model, question.design, []));
  return { sums, checks: findings.map(({ check }) => check) };
}

describe('a provider keeps its evidence to itself', () => {
  test('rows in order pass', () => {
    expect(failing((row) => row)).toMatchObject({ checks: [] });
    expect(failing((row) => row, 'efron').checks).toEqual([]);
  });

  test('a stricter provider keeps what others would send', () => {
    const question = questionOf(models.efron, sites, withValues(policy, 'stricter', { minimumEvents: 400 }));
    const { sums, findings } = ownRound(question, [], pathOf(question.model, question.design, []));
    expect(sums).toBeNull();
    expect(new Set(findings.map(({ check, limit }) => `${check} ${limit}`))).toEqual(
      new Set(['minimum-events 400', 'grid 400']),
    );
  });

  test.each([
    [
      'a level with nine households',
      (row: ResultRow, index: number) => ({ ...row, x1: index < 9 ? 'rent' : 'energy' }),
    ],
    ['a level without any', (row: ResultRow) => ({ ...row, x1: row['x1'] === 'rent' ? 'energy' : (row['x1'] ?? '') })],
  ])('%s', (_, change) => {
    const { sums, checks } = failing(change);
    expect(sums).toBeNull();
    expect(checks).toContain('minimum-households');
  });

  test('a column that tells one row from all others', () => {
    const { sums, checks } = failing((row, index) => ({ ...row, x0: index === 0 ? 4000 : 100 }));
    expect(sums).toBeNull();
    expect(checks).toContain('effective-minority');
  });

  test.each([
    ['fewer than ten households with an event', 'logistic' as const, 'minimum-events'],
    ['no grid on which every interval has ten', 'efron' as const, 'grid'],
  ])('%s', (_, name, check) => {
    const { sums, checks } = failing((row, index) => ({ ...row, y: index < 9 ? 1 : 0 }), name);
    expect(sums).toBeNull();
    expect(checks).toContain(check);
  });
});

describe('coefficients chosen to read rows', () => {
  const question = questionOf(models.logistic, sites);
  const { model, data, design } = question;
  if (model.model !== 'glm-rounds') throw new Error('no GLM');
  const informationAt = (coefficients: readonly number[]) =>
    evaluateGlm(model, { data, design }, coefficients, null).sums.information;

  test('a half-space counter has far too large predictors and hardly any effective weight', () => {
    const attack = [-40, 60, 0, 0, 0];
    const fitted = fitGlmRows(model, data, attack, informationAt(attack));
    const failed = checkFitted(model, fitted, []).map(({ check }) => check);
    expect(failed).toEqual(expect.arrayContaining(['linear-predictor', 'effective-weights']));
  });

  test('shares of households in the information add up to the number of coefficients', () => {
    const { leverage } = fitGlmRows(model, data, [-1, 0.2, 0.1, 0, 0], informationAt([-1, 0.2, 0.1, 0, 0]));
    expect(leverage.reduce((sum, share) => sum + share, 0)).toBeCloseTo(5, 9);
  });

  test('one household with very many rows dominates and is not told', () => {
    const flooded = [...(sites[0] ?? []), ...Array.from({ length: 3000 }, () => ({ ...sites[0]?.[0], x0: 4999 }))];
    const heavy: RoundQuestion = questionOf(model, [flooded, ...sites.slice(1)]);
    const counts = ownRound(heavy, [], pathOf(model, design, []));
    if (counts.sums === null) throw new Error('withheld too early');
    const transcript = [counts.sums];
    const { sums, findings } = ownRound(heavy, transcript, pathOf(model, design, transcript));
    expect(sums).toBeNull();
    expect(findings.map(({ check }) => check)).toContain('leverage');
  });
});

describe('the final model', () => {
  const good: FittedModel = {
    terms: ['arrears-euro', 'partner-type=rent'],
    coefficients: [0.123456, -0.98765],
    standardErrors: [0.0345678, 0.2345],
    influence: [0.002, 0.05],
    logLikelihood: -1234.56,
    logLikelihoodUnit: 10,
    n: 1234,
    events: 321,
    households: 1000,
    eventHouseholds: 300,
    quietHouseholds: 700,
    parameters: 3,
    levels: [{ households: 500, eventHouseholds: 100 }],
    leftOut: [],
  };

  test('is printed in few digits that follow from the printed error, none finer than what one household moves', () => {
    expect(treatModel(good).treated).toEqual({
      n: 1235,
      events: 320,
      coefficients: [
        { term: 'arrears-euro', value: 0.12, unit: 0.01, standardError: 0.035 },
        { term: 'partner-type=rent', value: -1, unit: 0.1, standardError: 0.23 },
      ],
      logLikelihood: -1200,
    });
  });

  test.each([
    [-1234.56, 100, -1200],
    [-1234.56, 200, null],
    [-987.6, 10, -990],
    [-987.6, 20, null],
    [-5.4, 1, -5],
  ])(
    'a log-likelihood of %s, of which one household moves %s, is printed as %s',
    (logLikelihood, logLikelihoodUnit, shown) => {
      expect(treatModel({ ...good, logLikelihood, logLikelihoodUnit }).treated?.logLikelihood).toBe(shown);
    },
  );

  test('a coefficient that one household can move by more than its error is withheld', () => {
    const [first] = treatModel({ ...good, influence: [0.05, 0.05] }).treated?.coefficients ?? [];
    expect(first).toEqual({ term: 'arrears-euro', value: null, unit: null, standardError: null });
  });

  test.each([
    ['events-per-parameter', { eventHouseholds: 29 }],
    ['events-per-parameter', { quietHouseholds: 29 }],
    ['residual-degrees-of-freedom', { households: 12 }],
    ['events-per-level', { levels: [{ households: 500, eventHouseholds: 9 }] }],
    ['non-events-per-level', { levels: [{ households: 109, eventHouseholds: 100 }] }],
    ['estimable-terms', { leftOut: [1] }],
    ['finite-numbers', { coefficients: [Number.NaN, 1] }],
  ])('is withheld as a whole: %s', (check, change) => {
    const { treated, findings } = treatModel({ ...good, ...change });
    expect(treated).toBeNull();
    expect(findings.map((finding) => finding.check)).toContain(check);
  });

  test.each([
    [0, 0],
    [0.0012, 0.002],
    [0.5, 0.5],
    [0.51, 1],
    [1e-9, 1e-9],
    [7300, 10_000],
  ])('the unit of %d is %d', (size, unit) => {
    expect(gridUnit(size)).toBe(unit);
  });
});

test('a separated model stops at a provider whose rows it would show, before it runs to infinity', () => {
  const separated = sites.map((site) => site.map((row) => ({ ...row, y: Number(row['x0']) > 250 ? 1 : 0 })));
  expect(() => runRounds([questionOf(models.logistic, separated)])).toThrow('effective-weights');
});

test('rows that are fitted the same as in an earlier round but for a few do not leave', () => {
  const { model, design, data } = questionOf(models.poisson, sites);
  if (model.model !== 'glm-rounds') throw new Error('no GLM');
  const fitted = fitGlmRows(
    model,
    data,
    [-1, 0, 0, 0, 0],
    evaluateGlm(model, { data, design }, [-1, 0, 0, 0, 0], null).sums.information,
  );
  const few = { ...fitted, means: fitted.means.map((mean, row) => (row < 5 ? mean + 0.1 : mean)) };
  const barely = { ...fitted, means: fitted.means.map((mean, row) => (row < 5 ? mean + 1e-8 : mean)) };
  expect(checkFitted(model, fitted, [few]).map(({ check }) => check)).toEqual(['effective-change']);
  expect(checkFitted(model, fitted, [barely])).toEqual([]);
});
