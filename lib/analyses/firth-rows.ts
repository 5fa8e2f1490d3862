import type { Estimate, EstimateMeasure } from '../protocol/estimate.ts';
import { firthFromPatterns, fitFirthCox } from '../statistics/cox/firth-cox.ts';
import { firthInterval } from '../statistics/cox/firth-interval.ts';
import type { PatternRisk } from '../statistics/cox/pattern-table.ts';
import type { Ties } from '../statistics/cox/ties.ts';
import { firthProfileInterval, fitFirth } from '../statistics/firth-logistic-fit.ts';
import type { GlmData } from '../statistics/glm-message.ts';
import { estimate } from './estimate-rows.ts';
import { type ModelRows, methodName } from './model-rows.ts';

/** An estimate that stays finite, with limits of the penalised profile; a limit is null where there is none. */
type Penalised = { readonly value: number; readonly low: number | null; readonly high: number | null };

const exponent = (value: number | null) => (value === null ? null : Math.exp(value));

function rowsOf(rows: ModelRows, group: string, ratio: EstimateMeasure, found: Penalised | null): readonly Estimate[] {
  if (found === null) return [];
  const { status, grid, n, events } = rows;
  const shared = { group, status, grid, n, events, method: methodName(['Firth, profile limits', rows.method]) };
  const { value, low, high } = found;
  return [
    estimate({ ...shared, measure: 'coefficient', value, ci_low: low, ci_high: high }),
    estimate({ ...shared, measure: ratio, value: Math.exp(value), ci_low: exponent(low), ci_high: exponent(high) }),
  ];
}

/**
 * Rows of a logistic model whose estimates run to infinity, by Firth's penalty (Heinze & Schemper 2002, R `brglm2`, `logistf`); none
 * when that does not converge either.
 */
export function firthLogisticRows(
  rows: ModelRows,
  data: GlmData,
  names: readonly string[],
  ratio: EstimateMeasure,
): readonly Estimate[] {
  const fit = fitFirth([data]);
  if (!('coefficients' in fit)) return [];
  return names.flatMap((name, index) => {
    const value = fit.coefficients[index + 1];
    const limits = firthProfileInterval([data], index + 1);
    if (value === undefined || limits === null) return [];
    return rowsOf(rows, name, ratio, { value, low: limits.lower, high: limits.upper });
  });
}

/** The same for a Cox model with a monotone likelihood (Heinze & Schemper 2001, R `coxphf`). */
export function firthCoxRows(
  rows: ModelRows,
  patterns: readonly PatternRisk[],
  names: readonly string[],
  ties: Ties,
): readonly Estimate[] {
  const model = firthFromPatterns(patterns, ties);
  const fit = fitFirthCox(model);
  if (fit.status !== 'converged') return [];
  return names.flatMap((name, index) => {
    const value = fit.coefficients[index] ?? null;
    const limits = firthInterval(model, index);
    return rowsOf(rows, name, 'hazard-ratio', value === null ? null : { value, low: limits.lower, high: limits.upper });
  });
}
