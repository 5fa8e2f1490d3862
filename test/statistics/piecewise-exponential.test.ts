import { describe, expect, test } from 'vitest';
import { fitGlm } from '../../lib/statistics/glm.ts';
import {
  addPiecewiseCells,
  piecewiseCells,
  poissonCells,
  splitAtCuts,
} from '../../lib/statistics/piecewise-exponential.ts';
import { cases, caseTerms, lungRows } from '../support/cox-data.ts';
import { reference, relativeError } from '../support/reference.ts';

function fit(cells: ReturnType<typeof piecewiseCells>, intervals: number) {
  const rows = poissonCells(cells, intervals);
  const data = {
    covariates: rows.map((row) => row.design),
    response: rows.map((row) => row.response),
    offset: rows.map((row) => row.offset),
  };
  const { result } = fitGlm([data], 'poisson');
  if (result.status !== 'converged') throw new Error(result.status);
  return result;
}

describe('piecewise exponential table', () => {
  test('lung: the table of cells gives the fit of R on single rows', () => {
    const expected = reference('pwe.lung');
    const { coefficients, standardErrors } = fit(piecewiseCells(lungRows, [60, 120, 180, 270, 365, 540]), 7);
    expect(relativeError(coefficients, expected.numbers('individual.coef'))).toBeLessThan(1e-8);
    expect(relativeError(standardErrors, expected.numbers('individual.se'))).toBeLessThan(1e-8);
  });

  test('synthetic cases over municipalities added up', () => {
    const expected = reference('syn.pwe');
    const row = (each: (typeof cases)[number]) => ({
      endDays: each.number('time'),
      event: each.number('status') === 1,
      covariates: caseTerms(each).slice(0, 6),
    });
    const sites = ['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7'].map((muni) =>
      piecewiseCells(cases.filter((each) => each.text('muni') === muni).map(row), [28, 91, 182, 364]),
    );
    const cells = addPiecewiseCells(sites.flat());
    expect(cells).toHaveLength(expected.number('cells'));
    expect(Math.min(...cells.map((cell) => cell.events))).toBe(expected.number('min_cell_events'));
    const { coefficients, standardErrors } = fit(cells, 5);
    expect(relativeError(coefficients, expected.numbers('coef'))).toBeLessThan(1e-8);
    expect(relativeError(standardErrors, expected.numbers('se'))).toBeLessThan(1e-8);
  });

  test.each([
    [0, 28, [{ interval: 0, days: 28, ends: true }]],
    [
      0,
      29,
      [
        { interval: 0, days: 28, ends: false },
        { interval: 1, days: 1, ends: true },
      ],
    ],
    [28, 45, [{ interval: 1, days: 17, ends: true }]],
    [
      30,
      60,
      [
        { interval: 1, days: 15, ends: false },
        { interval: 2, days: 15, ends: true },
      ],
    ],
    [10, 10, []],
  ])('from day %d to day %d at cuts 28 and 45', (startDays, endDays, stretches) => {
    expect(splitAtCuts(startDays, endDays, [28, 45])).toEqual(stretches);
  });
});
