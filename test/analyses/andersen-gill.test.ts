import { expect, test } from 'vitest';
import { bindAnalysis } from '../../lib/analyses/registry.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { Analysis } from '../../lib/protocol/analyses.ts';
import type { Estimate } from '../../lib/protocol/estimate.ts';
import type { ReleasedSums } from '../../lib/protocol/evidence.ts';
import { andersenGill } from '../../lib/statistics/andersen-gill.ts';
import { coxFromProcess } from '../../lib/statistics/cox/estimate.ts';
import { hazardPath } from '../../lib/statistics/cox/hazard-path.ts';
import { processRiskSums } from '../../lib/statistics/cox/process-sums.ts';
import { clusterRobust } from '../../lib/statistics/cox/robust.ts';
import { householdSums } from '../../lib/statistics/cox/score-residuals.ts';
import { momentsOf } from '../../lib/statistics/means.ts';
import { modelStudy } from '../support/analyses.ts';
import { numbers } from '../support/cox-data.ts';
import { seededRandom } from '../support/random.ts';
import { relativeError } from '../support/reference.ts';

const arms = ['not-reached', 'reached', 'accepted'];
const answers = ['no', 'yes'];
const analysis = Analysis.parse({
  id: 'a',
  analysis: 'recurrence',
  unit: 'landmark-28',
  by: ['landmark-arm', 'crisis'],
  horizonsDays: [90],
  closedEntryDays: 90,
  model: 'andersen-gill',
});

const random = seededRandom(5);
const households = Array.from({ length: 300 }, () => {
  const [arm, crisis] = [Math.floor(3 * random()), random() < 0.3 ? 1 : 0];
  const often = 0.5 + 0.4 * crisis + random();
  const days = Array.from({ length: 4 }, () => 1 + Math.floor(89 * random())).filter(() => random() < often / 4);
  return { arm, crisis, days: [...new Set(days)].sort((one, other) => one - other) };
});

const cells: ReleasedSums['cells'] = arms.flatMap((arm, place) =>
  answers.map((answer, crisis) => {
    const found = households.filter((each) => each.arm === place && each.crisis === crisis);
    const { count, mean, sumOfSquaredDeviations } = momentsOf(found.map(({ days }) => days.length));
    return { levels: [arm, answer], count, mean, meanStep: 0, sumOfSquaredDeviations };
  }),
);
const evidence = (given: ReleasedSums['cells']): ReleasedSums => ({
  kind: 'sums',
  name: 'signals-by-90',
  dimensions: [
    { variable: 'landmark-arm', levels: arms },
    { variable: 'crisis', levels: answers },
  ],
  cells: given,
  protection: { roundingBase: 5, uncontrolled: false },
});
const modelRows = (given: ReleasedSums['cells']): readonly Estimate[] =>
  bindAnalysis(analysis, studyContext(modelStudy))
    .estimate([evidence(given)])
    .filter((row) => row.method.includes('Andersen-Gill'));
const column = (rows: readonly Estimate[], name: 'value' | 'standard_error') =>
  rows.filter((row) => row.measure === 'coefficient').map((row) => Number(row[name]));

test('from moments of cells as from the rows of each household, Breslow, with the errors of Lin and Wei', () => {
  const rows = households.flatMap(({ arm, crisis, days }, cluster) => {
    const stops = [...days, 90];
    const covariates = [arm === 1 ? 1 : 0, arm === 2 ? 1 : 0, crisis];
    return stops.map((endDays, index) => ({
      startDays: stops[index - 1] ?? 0,
      endDays,
      event: index < days.length,
      covariates,
      cluster,
    }));
  });
  const process = andersenGill(rows, 3);
  const fit = coxFromProcess(process, 'breslow');
  const paths = processRiskSums(process, fit.location).map((stratum) => hazardPath(stratum, 'breslow'));
  const robust = clusterRobust(fit, householdSums(process, fit.location, paths));
  const found = modelRows(cells);
  expect(found.filter((row) => row.measure === 'rate-ratio').map((row) => row.group)).toEqual([
    'landmark-arm=reached',
    'landmark-arm=accepted',
    'crisis=yes',
  ]);
  expect(relativeError(column(found, 'value'), numbers(fit.coefficients))).toBeLessThan(1e-8);
  expect(relativeError(column(found, 'standard_error'), numbers(robust.standardErrors))).toBeLessThan(1e-8);
});

test('a rounded mean widens the limits by what its step adds', () => {
  const widened = column(modelRows(cells.map((cell) => ({ ...cell, meanStep: 0.2 }))), 'standard_error');
  const plain = column(modelRows(cells), 'standard_error');
  expect(widened.every((error, index) => error > (plain[index] ?? Number.POSITIVE_INFINITY))).toBe(true);
});

test('one withheld cell withholds the model: what is left would be a selection', () => {
  const hidden = cells.map((cell, index) =>
    index === 2 ? { ...cell, count: null, mean: null, sumOfSquaredDeviations: null } : cell,
  );
  expect(modelRows(hidden).map(({ measure, status, value }) => [measure, status, value])).toEqual(
    [1, 2, 3].map(() => ['rate-ratio', 'withheld', null]),
  );
});

test('an arm without new signals has no ratio, and says so', () => {
  const silent = cells.map((cell) =>
    cell.levels[0] === 'reached' ? { ...cell, mean: 0, sumOfSquaredDeviations: 0 } : cell,
  );
  const row = modelRows(silent).find(({ group }) => group === 'landmark-arm=reached');
  expect(row?.value).toBeNull();
  expect(row?.method).toContain('infinite, none of its households has a new signal');
});
