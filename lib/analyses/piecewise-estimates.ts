import type { PiecewiseParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedPersonTime } from '../protocol/evidence.ts';
import { dot } from '../statistics/linear-algebra.ts';
import { poissonCells } from '../statistics/piecewise-exponential.ts';
import { rate } from '../statistics/rates.ts';
import { estimate, groupName, roundingVariance, statusOf, withheld } from './estimate-rows.ts';
import { type CellModel, modelEstimates, type RoundedNumber } from './glm-rows.ts';
import { methodName } from './model-rows.ts';
import { referencesOf, termsOf } from './model-terms.ts';

const method = 'piecewise exponential';

type Cell = {
  readonly interval: number;
  readonly levels: readonly string[];
  readonly events: number;
  readonly personDays: number;
};

/** Cells with days in them; null when a pattern is withheld, because what is left would be a selection. */
function cellsOf(table: ReleasedPersonTime): readonly Cell[] | null {
  const cells: Cell[] = [];
  for (const { levels, intervals } of table.patterns) {
    if (intervals === null) return null;
    for (const [interval, { events, personDays }] of intervals.entries())
      if (personDays > 0) cells.push({ interval, levels, events, personDays });
  }
  return cells;
}

/** Events and person-days of a pattern, and its rate per 100 households and 30 days, exact limits. */
function rateRows(table: ReleasedPersonTime): readonly Estimate[] {
  return table.patterns.flatMap(({ levels, intervals }) => {
    const group = groupName(table.dimensions, levels);
    if (intervals === null) return [withheld('person-time', group, 'days')];
    const events = intervals.reduce((sum, cell) => sum + cell.events, 0);
    const days = intervals.reduce((sum, cell) => sum + cell.personDays, 0);
    if (days === 0) return [];
    const found = rate(events, days);
    const shared = { group, status: statusOf(table.protection), grid: table.edgesDays.join(' '), events };
    const scale = (value: number | undefined) => (value === undefined ? null : value * 3000);
    return [
      estimate({ ...shared, measure: 'person-time', method: 'days', value: days }),
      estimate({
        ...shared,
        measure: 'mean',
        method: 'signals per 100 households and 30 days, exact limits',
        n: days,
        value: scale(found?.value),
        ci_low: scale(found?.interval.lower),
        ci_high: scale(found?.interval.upper),
      }),
    ];
  });
}

/** d score / d events = 1, d score / d days = -mean / days; days are rounded to the base times the interval's length. */
function roundedNumbers(table: ReleasedPersonTime, cells: readonly Cell[], model: CellModel) {
  const variance = roundingVariance(table.protection);
  return (coefficients: readonly number[]): readonly RoundedNumber[] =>
    variance === 0
      ? []
      : cells.flatMap(({ interval }, row) => {
          const rateOfCell = Math.exp(dot(model.data.covariates[row] ?? [], coefficients));
          const length = (table.edgesDays[interval] ?? 0) - (table.edgesDays[interval - 1] ?? 0);
          return [
            { row, change: 1, variance },
            { row, change: rateOfCell, variance: variance * length ** 2 },
          ];
        });
}

/** Rates per pattern, then rate ratios of a Poisson regression with a level per interval and the days as offset. */
export function estimatePiecewise(parameters: PiecewiseParameters, table: ReleasedPersonTime): readonly Estimate[] {
  const { terms, main } = termsOf(parameters, table.dimensions, parameters.unit);
  const cells = cellsOf(table);
  const references = referencesOf(parameters, table.dimensions, parameters.unit);
  const name = methodName([method, references === '' ? '' : `reference ${references}`]);
  if (cells === null || table.edgesDays.length === 0)
    return [
      ...rateRows(table),
      ...terms.flatMap((term) => [withheld('coefficient', term.name, name), withheld('rate-ratio', term.name, name)]),
    ];
  const rows = poissonCells(
    cells.map((cell) => ({ ...cell, stratum: 0, covariates: terms.map((term) => term.value(cell.levels)) })),
    table.edgesDays.length,
  );
  const later = table.edgesDays.slice(1).map((edge) => `until-day=${edge}`);
  const base: CellModel = {
    family: 'poisson',
    data: {
      covariates: rows.map((row) => row.design),
      response: rows.map((row) => row.response),
      offset: rows.map((row) => row.offset),
    },
    names: [...later, ...terms.map((term) => term.name)],
    main: later.length + main,
    tested: later.length,
    rounded: () => [],
    ratio: 'rate-ratio',
  };
  const model = { ...base, rounded: roundedNumbers(table, cells, base) };
  const events = cells.reduce((sum, cell) => sum + cell.events, 0);
  const n = cells.reduce((sum, cell) => sum + cell.personDays, 0);
  const shared = { status: statusOf(table.protection), method: name, grid: table.edgesDays.join(' '), n, events };
  return [...rateRows(table), ...modelEstimates(model, shared)];
}
