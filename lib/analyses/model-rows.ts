import type { Estimate, EstimateMeasure, EstimateStatus } from '../protocol/estimate.ts';
import { normalQuantile, normalTwoSided } from '../statistics/distributions/normal.ts';
import { studentQuantile, studentTwoSided } from '../statistics/distributions/student.ts';
import { estimate } from './estimate-rows.ts';

/** What the rows of one fitted model share. */
export type ModelRows = {
  readonly status: EstimateStatus;
  readonly method: string;
  readonly grid: string;
  readonly n: number;
  readonly events: number;
  /** Degrees of freedom of the t that estimates are read against; normal without. */
  readonly degreesOfFreedom?: number | undefined;
};

/** A coefficient of a model; null where it cannot be estimated, with the reason. */
export type ModelCoefficient = {
  readonly name: string;
  readonly value: number | null;
  readonly standardError: number | null;
  readonly reason: string;
};

/** Longest name of a method in a result. */
const longestMethod = 120;

/** Names a method with what is said about it, in at most 120 characters. */
export const methodName = (parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .join('; ')
    .slice(0, longestMethod);

/** Rows of a coefficient: itself, its exponent as `ratio`, and the p-value of Wald's test; one row without a value if not estimable. */
export function coefficientRows(
  rows: ModelRows,
  ratio: EstimateMeasure,
  { name, value, standardError, reason }: ModelCoefficient,
): readonly Estimate[] {
  const { status, grid, n, events, degreesOfFreedom: df } = rows;
  if (value === null || standardError === null || !(standardError > 0))
    return [
      estimate({
        measure: 'coefficient',
        group: name,
        status,
        grid,
        n,
        events,
        method: methodName([`not estimable: ${reason}`, rows.method]),
      }),
    ];
  const z = df === undefined ? normalQuantile(0.975) : studentQuantile(0.975, df);
  const [low, high] = [value - z * standardError, value + z * standardError];
  const shared = { group: name, status, grid, n, events, method: rows.method };
  return [
    estimate({ ...shared, measure: 'coefficient', value, standard_error: standardError, ci_low: low, ci_high: high }),
    estimate({ ...shared, measure: ratio, value: Math.exp(value), ci_low: Math.exp(low), ci_high: Math.exp(high) }),
    estimate({
      ...shared,
      measure: 'p-value',
      value: df === undefined ? normalTwoSided(value / standardError) : studentTwoSided(value / standardError, df),
      method: methodName(['Wald', rows.method]),
    }),
  ];
}

/** A chi-square test as three rows; without a result one row that says so. */
export function testRows(
  rows: ModelRows,
  group: string,
  name: string,
  test: { readonly chiSquare: number; readonly degreesOfFreedom: number; readonly pValue: number } | null,
): readonly Estimate[] {
  const { status, grid } = rows;
  const method = methodName([name, rows.method]);
  if (test === null)
    return [estimate({ measure: 'chi-square', group, status, grid, method: methodName(['not estimable', method]) })];
  const shared = { group, status, grid, method };
  return [
    estimate({ ...shared, measure: 'chi-square', value: test.chiSquare }),
    estimate({ ...shared, measure: 'degrees-of-freedom', value: test.degreesOfFreedom }),
    estimate({ ...shared, measure: 'p-value', value: test.pValue }),
  ];
}
