import { expect, test } from 'vitest';
import { fitGlm } from '../../lib/statistics/glm.ts';
import { addPiecewiseCells, piecewiseCells, poissonCells } from '../../lib/statistics/piecewise-exponential.ts';
import { groupRows } from '../support/designs.ts';
import { type DataRow, reference, referenceData, relativeError } from '../support/reference.ts';

type Covariates = (row: DataRow) => readonly number[];

/** Cells of each group of rows, summed: what providers send. */
function cellsOf(groups: readonly (readonly DataRow[])[], cutsDays: readonly number[], covariates: Covariates) {
  return addPiecewiseCells(
    groups.flatMap((rows) =>
      piecewiseCells(
        rows.map((row) => ({
          startDays: 0,
          endDays: row.number('time'),
          event: row.number('event') === 1,
          covariates: covariates(row),
        })),
        cutsDays,
      ),
    ),
  );
}

function fitCells(cells: ReturnType<typeof cellsOf>, intervals: number) {
  const rows = poissonCells(cells, intervals);
  const site = {
    covariates: rows.map((row) => row.design),
    response: rows.map((row) => row.response),
    offset: rows.map((row) => row.offset),
  };
  const { result } = fitGlm([site], 'poisson');
  if (result.status !== 'converged') throw new Error(result.status);
  return result;
}

test('piecewise exponential model of lung cancer equals R', () => {
  const expected = reference('pwe.lung');
  const complete = referenceData('lung').filter((row) => row.text('ph.ecog') !== '' && row.text('inst') !== '');
  const covariates: Covariates = (row) => ['age', 'sex', 'ph.ecog'].map((column) => row.number(column));
  const result = fitCells(cellsOf(groupRows(complete, 'inst'), [60, 120, 180, 270, 365, 540], covariates), 7);
  expect(relativeError(result.coefficients, expected.numbers('individual.coef'))).toBeLessThan(1e-8);
  // R takes its errors from the iteration before the last
  expect(relativeError(result.standardErrors, expected.numbers('individual.se'))).toBeLessThan(1e-7);
});

test('piecewise exponential model of new signals over municipalities equals R within 8 rounds', () => {
  const expected = reference('syn.pwe');
  const covariates: Covariates = (row) => [
    row.text('arm') === 'B' ? 1 : 0,
    row.text('arm') === 'C' ? 1 : 0,
    row.number('prior6'),
    ...[2, 3, 4].map((band) => (row.number('debt_band') === band ? 1 : 0)),
  ];
  const cells = cellsOf(groupRows(referenceData('vs_cases'), 'muni'), [28, 91, 182, 364], covariates);
  expect(cells).toHaveLength(expected.number('cells'));
  expect(Math.min(...cells.map((cell) => cell.events))).toBe(expected.number('min_cell_events'));
  const result = fitCells(cells, 5);
  expect(relativeError(result.coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
  expect(relativeError(result.standardErrors, expected.numbers('se'))).toBeLessThan(1e-8);
  expect(result.rounds).toBeLessThanOrEqual(8);
});
