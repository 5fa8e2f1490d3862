import type { Estimate, EstimateMeasure } from '../protocol/estimate.ts';
import type { Matrix } from '../statistics/linear-algebra.ts';
import { type ClusterErrors, fewClustersTest, type MissingErrors } from './cluster-errors.ts';
import { withheld } from './estimate-rows.ts';
import { coefficientRows, type ModelRows, methodName, testRows } from './model-rows.ts';

/** Errors of the model itself, which say nothing in the name of a method. */
export const ofModel = { words: '', degreesOfFreedom: undefined, errorsOnly: false } as const;

/** A fitted model as its rows see it: terms by place, a covariance completed with rounding, Wald's test of all terms. */
export type FittedTerms = {
  readonly ratio: EstimateMeasure;
  readonly names: readonly string[];
  readonly coefficient: (index: number) => { readonly value: number | null; readonly reason: string };
  readonly covarianceOf: (sampling: Matrix) => Matrix;
  readonly varianceAt: (covariance: Matrix, index: number) => number;
  readonly wald: (
    covariance: Matrix,
  ) => { readonly chiSquare: number; readonly degreesOfFreedom: number; readonly pValue: number } | null;
};

/** `Cox, Efron ties; errors by household; reference ...`: what is said of errors stands before the references. */
function named(rows: ModelRows, words: string): ModelRows {
  const [first = '', ...rest] = rows.method.split('; ');
  return { ...rows, method: methodName([first, words, ...rest]) };
}

/** Rows of all coefficients under each kind of errors, the first kind first: it is what tests and figures go by. */
export function errorRows(
  rows: ModelRows,
  errors: readonly (ClusterErrors | MissingErrors)[],
  fitted: FittedTerms,
): readonly Estimate[] {
  return errors.flatMap((each) => {
    const under = named(rows, each.words);
    if (!('covariance' in each)) return fitted.names.map((name) => withheld('coefficient', name, under.method));
    const covariance = fitted.covarianceOf(each.covariance);
    const shown = { ...under, degreesOfFreedom: each.degreesOfFreedom };
    const coefficients = fitted.names.flatMap((name, index) => {
      const standardError = Math.sqrt(Math.max(0, fitted.varianceAt(covariance, index)));
      return coefficientRows(shown, fitted.ratio, { name, standardError, ...fitted.coefficient(index) });
    });
    if (each.errorsOnly) return coefficients.filter((row) => row.measure === 'coefficient');
    const test = fewClustersTest(fitted.wald(covariance), each.degreesOfFreedom);
    return [...coefficients, ...testRows(under, '', 'Wald, all terms', test)];
  });
}
