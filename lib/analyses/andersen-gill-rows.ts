import { outsideLevel } from '../dataset/plan.ts';
import { unknownLevel } from '../dataset/variables.ts';
import type { RecurrenceParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedSums } from '../protocol/evidence.ts';
import { andersenGillFromCells, type CountedCell, type CountedModel } from '../statistics/andersen-gill-cells.ts';
import { statusOf, stepVariance, withheld } from './estimate-rows.ts';
import { coefficientRows, methodName } from './model-rows.ts';
import { referencesOf, type Term, termsOf } from './model-terms.ts';

const name = 'Andersen-Gill';

function reasonOf(model: CountedModel, term: number): string {
  if ('coefficients' in model) return model.aliased.includes(term) ? 'collinear or one level' : '';
  if (model.status === 'empty') return 'nobody';
  if (model.status === 'no-variation') return 'no events';
  if (model.terms.includes(term)) return 'infinite, none of its households has a new signal';
  return model.status === 'separated' ? 'another term is infinite' : 'did not converge';
}

/** Cells of known levels; null when one is withheld, because what is left would be a selection. */
function countedCells(part: ReleasedSums, terms: readonly Term[]): readonly CountedCell[] | null {
  const cells: CountedCell[] = [];
  for (const { levels, count, mean, meanStep, sumOfSquaredDeviations } of part.cells) {
    if (levels.some((level) => level === unknownLevel || level === outsideLevel) || count === 0) continue;
    const squares = count === 1 && part.protection.uncontrolled ? 0 : sumOfSquaredDeviations;
    if (count === null || mean === null || squares === null) return null;
    cells.push({
      covariates: terms.map((term) => term.value(levels)),
      households: count,
      mean,
      sumOfSquaredDeviations: squares,
      meanVariance: stepVariance(meanStep),
    });
  }
  return cells;
}

/** Adjusted rate ratios of new signals up to a day, each variable given the others, from the released moments of the groups. */
export function andersenGillRows(
  { by, unit }: RecurrenceParameters,
  part: ReleasedSums,
  days: number,
): readonly Estimate[] {
  const covariates = by.map((variable) => ({ variable }));
  const known = part.dimensions.map((dimension) => ({
    ...dimension,
    levels: dimension.levels.filter((level) => level !== unknownLevel && level !== outsideLevel),
  }));
  const { terms } = termsOf({ covariates }, known, unit);
  const references = referencesOf({ covariates }, known, unit);
  const method = methodName([name, 'errors by household', references === '' ? '' : `reference ${references}`]);
  const cells = countedCells(part, terms);
  const onDay = (row: Estimate): Estimate => ({ ...row, time_days: days });
  if (cells === null) return terms.map((term) => onDay(withheld('rate-ratio', term.name, method)));
  const model = andersenGillFromCells(cells);
  const rows = {
    status: statusOf(part.protection),
    method,
    grid: '',
    n: cells.reduce((sum, cell) => sum + cell.households, 0),
    events: cells.reduce((sum, cell) => sum + Math.round(cell.households * cell.mean), 0),
  };
  return terms.flatMap((term, index) => {
    const [value, standardError] =
      'coefficients' in model && !model.aliased.includes(index)
        ? [model.coefficients[index] ?? null, model.standardErrors[index] ?? null]
        : [null, null];
    const found = { name: term.name, value, standardError, reason: reasonOf(model, index) };
    return coefficientRows(rows, 'rate-ratio', found).map(onDay);
  });
}
