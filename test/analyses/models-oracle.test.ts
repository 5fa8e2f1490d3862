import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { momentHeterogeneity } from '../../lib/analyses/heterogeneity-estimates.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { type LocalExtract, openCatalogue } from '../../lib/dataset/catalogue.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import type { ResultRow } from '../../lib/dataset/plan.ts';
import { unitTable } from '../../lib/dataset/units.ts';
import type { Unit } from '../../lib/protocol/analysis.ts';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';
import { countingProcess } from '../../lib/statistics/cox/counting-process.ts';
import { coxFromProcess } from '../../lib/statistics/cox/estimate.ts';
import { fitGlm } from '../../lib/statistics/glm.ts';
import { meanCountTable, robustMeanCount } from '../../lib/statistics/mean-cumulative-count.ts';
import { influenceSquares, meanCountInfluences } from '../../lib/statistics/mean-cumulative-count-influence.ts';
import { metaAnalysis } from '../../lib/statistics/meta-analysis.ts';
import { piecewiseCells, poissonCells } from '../../lib/statistics/piecewise-exponential.ts';
import { evidenceOf, modelStudy, rowsOf, uncontrolledOutcomes } from '../support/analyses.ts';
import { extractFolder, municipalityRows, writeExtract } from '../support/extracts.ts';

// The layers (unit, SQL, evidence, estimate) against the pure estimator, itself equal to R, on the same rows one by one.
const context = studyContext(modelStudy, true);
let root = '';
let estimates: readonly EstimateRow[] = [];
const units = new Map<string, readonly ResultRow[]>();

beforeAll(async () => {
  root = await extractFolder();
  const codes = Array.from({ length: 6 }, (_, index) => String(9001 + index));
  const extracts: readonly LocalExtract[] = await Promise.all(
    codes.map((code, index) => writeExtract(root, code, municipalityRows(code, 200, 7 + index))),
  );
  estimates = rowsOf(modelStudy, uncontrolledOutcomes(await evidenceOf(modelStudy, context, extracts, root)), context);
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  const { query } = await openCatalogue(sandbox, extracts);
  for (const unit of ['case-spells', 'contact-states', 'landmark-28', 'cases'] as const)
    units.set(unit, await query({ unit, sql: `SELECT * FROM ${unitTable(unit)}`, parameters: [] }));
  units.set('later', await query({ unit: 'landmark-28', sql: 'SELECT * FROM later_signals', parameters: [] }));
  sandbox.close();
});
afterAll(() => rm(root, { recursive: true }));

const rowsIn = (unit: Unit | 'later') => units.get(unit) ?? [];
const number = (row: ResultRow, column: string) => z.number().parse(row[column]);
const coefficients = (analysis: string, method = '') =>
  estimates.filter(
    (row) => row.analysis_id === analysis && row.measure === 'coefficient' && row.method.startsWith(method),
  );
const bands = ['200-700', '700-2000', 'over-2000'];

function expectEqual(
  found: readonly EstimateRow[],
  values: readonly (number | null)[],
  errors: readonly (number | null)[],
) {
  expect(found).toHaveLength(values.length);
  for (const [index, row] of found.entries()) {
    expect(row.value, row.group).toBeCloseTo(values[index] ?? Number.NaN, 9);
    expect(row.standard_error, row.group).toBeCloseTo(errors[index] ?? Number.NaN, 9);
  }
}

test.each(['efron', 'breslow'] as const)('cox with interactions, %s ties', (ties) => {
  const rows = rowsIn('case-spells').filter((row) => row['arrears_band'] !== null);
  const process = countingProcess(
    rows.map((row) => {
      const arms = ['declined', 'accepted'].map((arm) => (row['contact_arm'] === arm ? 1 : 0));
      const band = bands.map((each) => (row['arrears_band'] === each ? 1 : 0));
      const products = arms.flatMap((arm) => band.map((each) => arm * each));
      return {
        endDays: number(row, 'time_days'),
        event: row['event'] === 1,
        covariates: [...arms, ...band, ...products],
      };
    }),
    11,
  );
  const fit = coxFromProcess(process, ties);
  const method = `Cox, ${ties === 'efron' ? 'Efron' : 'Breslow'}`;
  expectEqual(coefficients('cox', method), fit.coefficients, fit.standardErrors);
  const likelihood = estimates.find(
    (row) => row.analysis_id === 'cox' && row.measure === 'log-likelihood' && row.method.startsWith(method),
  );
  expect(likelihood?.value).toBeCloseTo(fit.logLikelihood, 8);
});

test('cox with a number', () => {
  const rows = rowsIn('case-spells').filter(
    (row) => row['reached'] === 'yes' && row['arrears_band'] !== null && row['days_to_reach'] !== null,
  );
  const process = countingProcess(
    rows.map((row) => ({
      endDays: number(row, 'time_days'),
      event: row['event'] === 1,
      covariates: [number(row, 'days_to_reach'), ...bands.map((each) => (row['arrears_band'] === each ? 1 : 0))],
    })),
    4,
  );
  const fit = coxFromProcess(process);
  const found = coefficients('cox-number');
  for (const [index, row] of found.entries())
    if (row.value !== null) expect(row.value).toBeCloseTo(fit.coefficients[index] ?? Number.NaN, 8);
  expect(found).toHaveLength(4);
});

test('piecewise exponential with states that change', () => {
  const cuts = [28, 45, 75];
  const rows = rowsIn('contact-states').filter((row) => row['high_arrears'] !== null);
  const cells = piecewiseCells(
    rows.map((row) => ({
      startDays: number(row, 'start_day'),
      endDays: number(row, 'stop_day'),
      event: row['event'] === 1,
      covariates: [
        ...['reached', 'accepted'].map((state) => (row['state'] === state ? 1 : 0)),
        row['high_arrears'] === 'yes' ? 1 : 0,
      ],
    })),
    cuts,
  ).filter((cell) => cell.interval < cuts.length);
  const model = poissonCells(cells, cuts.length);
  const { result } = fitGlm(
    [
      {
        covariates: model.map((row) => row.design),
        response: model.map((row) => row.response),
        offset: model.map((row) => row.offset),
      },
    ],
    'poisson',
  );
  const fit = z.object({ coefficients: z.array(z.number()), standardErrors: z.array(z.number()) }).parse(result);
  expectEqual(coefficients('rates'), fit.coefficients.slice(1), fit.standardErrors.slice(1));
});

test('hazard ratios of states: the log-rank sums of a Cox model stratified by municipality, on exact days', () => {
  const rows = rowsIn('contact-states').filter((row) => number(row, 'start_day') < 75);
  const codes = [...new Set(rows.map((row) => String(row['municipality_code'])))];
  const process = countingProcess(
    rows.map((row) => ({
      startDays: number(row, 'start_day'),
      endDays: Math.min(75, number(row, 'stop_day')),
      event: row['event'] === 1 && number(row, 'stop_day') <= 75,
      covariates: ['reached', 'accepted'].map((state) => (row['state'] === state ? 1 : 0)),
      stratum: codes.indexOf(String(row['municipality_code'])),
    })),
    2,
  );
  const [found] = estimates.filter((row) => row.analysis_id === 'states' && row.measure === 'chi-square');
  const fit = coxFromProcess(process, 'breslow');
  // the log-rank variance is the Cox score's times (n - d)/(n - 1) at each time: alike, and equal without ties
  expect(Number(found?.value) / Number(fit.scoreTest?.chiSquare)).toBeCloseTo(1, 1);
  for (const [index, row] of coefficients('states').entries())
    expect(Math.abs(Number(row.value) - (fit.coefficients[index] ?? Number.NaN))).toBeLessThan(
      0.25 * (fit.standardErrors[index] ?? 0),
    );
});

test('logistic regression', () => {
  const rows = rowsIn('cases').filter(
    (row) => row['reached'] !== null && ['letter', 'phone', 'home-visit'].includes(String(row['first_method'])),
  );
  const { result } = fitGlm(
    [
      {
        covariates: rows.map((row) => [
          1,
          ...['phone', 'home-visit'].map((each) => (row['first_method'] === each ? 1 : 0)),
        ]),
        response: rows.map((row) => (row['reached'] === 'yes' ? 1 : 0)),
      },
    ],
    'logistic',
  );
  const fit = z.object({ coefficients: z.array(z.number()), standardErrors: z.array(z.number()) }).parse(result);
  expectEqual(coefficients('odds'), fit.coefficients.slice(1), fit.standardErrors.slice(1));
});

test('mean cumulative counts with the errors of Lawless and Nadeau', () => {
  const members = rowsIn('landmark-28').filter(
    (row) => row['landmark_arm'] === 'reached' && number(row, 'potential_days') >= 75,
  );
  const edges = Array.from({ length: 75 }, (_, index) => index + 1);
  const observations = members.flatMap((row, household) => {
    const days = rowsIn('later')
      .filter((each) => each['household'] === row['household'] && number(each, 'days') <= 75)
      .map((each) => number(each, 'days'));
    const stops = [...new Set([...days, 75])].sort((a, b) => a - b);
    return stops.map((endDays, index) => ({
      household,
      startDays: stops[index - 1] ?? 0,
      endDays,
      events: days.filter((day) => day === endDays).length,
    }));
  });
  const table = meanCountTable(observations, edges);
  const squares = influenceSquares(meanCountInfluences(observations, table, [45, 75]), 2);
  const wanted = robustMeanCount(table, [45, 75], squares);
  const found = estimates.filter(
    (row) =>
      row.analysis_id === 'numbers' && row.measure === 'mean-cumulative-count' && row.group === 'landmark-arm=reached',
  );
  expect(found.map((row) => row.time_days)).toEqual([45, 75]);
  for (const [index, row] of found.entries()) {
    expect(row.value).toBeCloseTo(wanted[index]?.mean ?? Number.NaN, 10);
    expect(row.standard_error).toBeCloseTo(wanted[index]?.standardError ?? Number.NaN, 10);
    expect(row.ci_high).toBeCloseTo(wanted[index]?.upper ?? Number.NaN, 10);
  }
});

test('heterogeneity: tau², Q and the weights of DerSimonian and Laird', () => {
  const sites = [0.1, 0.4, -0.2, 0.9, 0.3, 0.6].map((estimate, index) => ({ estimate, variance: 0.02 + 0.01 * index }));
  const weights = sites.map((site) => 1 / site.variance);
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const mean = sites.reduce((sum, site, index) => sum + (weights[index] ?? 0) * site.estimate, 0) / weight;
  const found = momentHeterogeneity({
    sites: sites.length,
    weight,
    squaredWeights: weights.reduce((sum, each) => sum + each * each, 0),
    mean,
    weightedSquares: sites.reduce((sum, site, index) => sum + (weights[index] ?? 0) * (site.estimate - mean) ** 2, 0),
  });
  const wanted = metaAnalysis([sites], 'DL');
  if (wanted.status !== 'estimated' || found === null) throw new Error('not estimated');
  expect(found.betweenVariance).toBeCloseTo(wanted.betweenVariance, 10);
  expect(found.chiSquare).toBeCloseTo(wanted.heterogeneity.statistic, 10);
  expect(found.predictionHigh - found.predictionLow).toBeGreaterThan(4 * Math.sqrt(found.betweenVariance));
});
