import type { Estimate, EstimateMeasure } from '../protocol/estimate.ts';
import { quadraticTest } from '../statistics/cox/fit.ts';
import { chiSquareTails } from '../statistics/distributions/chi-square.ts';
import { fitGlm } from '../statistics/glm.ts';
import type { GlmFamily } from '../statistics/glm-family.ts';
import type { GlmData } from '../statistics/glm-message.ts';
import {
  addMatrices,
  type Matrix,
  outer,
  sandwich,
  scaleMatrix,
  submatrix,
  zeroMatrix,
} from '../statistics/linear-algebra.ts';
import type { ClusterErrors, MissingErrors } from './cluster-errors.ts';
import { errorRows, ofModel } from './error-rows.ts';
import { estimate } from './estimate-rows.ts';
import { firthLogisticRows } from './firth-rows.ts';
import { coefficientRows, type ModelRows, testRows } from './model-rows.ts';

/** Score of a model when one protected number changes by one: a multiple of a row of the design, with the number's variance. */
export type RoundedNumber = { readonly row: number; readonly change: number; readonly variance: number };

/** A model on cells: its data with an intercept first, names of the other terms, and what rounding adds at the estimate. */
export type CellModel = {
  readonly family: GlmFamily;
  readonly data: GlmData;
  readonly names: readonly string[];
  /** Names before this one are levels of time, which no test is about. */
  readonly tested?: number;
  /** Terms of main effects; later ones are interactions. */
  readonly main: number;
  readonly rounded: (coefficients: readonly number[]) => readonly RoundedNumber[];
  readonly ratio: EstimateMeasure;
  /** Errors by cluster, given the inverse information. */
  readonly clustered?: (bread: Matrix) => readonly (ClusterErrors | MissingErrors)[];
};

function roundingMeat({ data }: CellModel, rounded: readonly RoundedNumber[], size: number): Matrix {
  return rounded.reduce<Matrix>((meat, { row, change, variance }) => {
    const design = data.covariates[row] ?? [];
    return addMatrices(meat, scaleMatrix(outer(design, design), change * change * variance));
  }, zeroMatrix(size));
}

function interactionTest(model: CellModel, fullLogLikelihood: number, terms: number) {
  const kept = model.main + 1;
  if (kept === terms) return undefined;
  const covariates = model.data.covariates.map((row) => row.slice(0, kept));
  const reduced = fitGlm([{ ...model.data, covariates }], model.family).result;
  if (!('logLikelihood' in reduced)) return null;
  const degreesOfFreedom = terms - kept;
  const chiSquare = Math.max(0, 2 * (fullLogLikelihood - reduced.logLikelihood));
  return { chiSquare, degreesOfFreedom, pValue: chiSquareTails(chiSquare, degreesOfFreedom).upper };
}

/** Wald's test that all terms from one on are zero; aliased ones cost no degree of freedom. */
function waldOf(coefficients: readonly number[], covariance: Matrix, from: number) {
  const kept = [...coefficients.keys()].filter((term) => term >= from && (covariance[term]?.[term] ?? 0) > 0);
  return quadraticTest(
    kept.map((term) => coefficients[term] ?? 0),
    submatrix(covariance, kept),
  );
}

const reasons = {
  separated: 'infinite, all or none of its cases have the event',
  'not-converged': 'did not converge',
  'no-variation': 'no events, or nothing but events',
  saturated: 'as many terms as cases',
  empty: 'no cases',
} as const;

/** Finite estimates beside those that run to infinity, where Firth's penalty is known. */
const penalisedRows = ({ family, data, names, ratio }: CellModel, rows: ModelRows): readonly Estimate[] =>
  family === 'logistic' ? firthLogisticRows(rows, data, names, ratio) : [];

/** Rows of a generalised linear model on cells: coefficients with the error of rounding, log-likelihood, test of interactions. */
export function modelEstimates(model: CellModel, rows: ModelRows): readonly Estimate[] {
  const { result } = fitGlm([model.data], model.family);
  const named = (
    value: (term: number) => {
      readonly value: number | null;
      readonly standardError: number | null;
      readonly reason: string;
    },
  ) => model.names.flatMap((name, index) => coefficientRows(rows, model.ratio, { name, ...value(index + 1) }));
  if (!('logLikelihood' in result)) {
    const { status, terms } = result;
    const none = { value: null, standardError: null };
    const reasonsOf = named((term) => ({
      ...none,
      reason: status === 'separated' && !terms.includes(term) ? 'another term is infinite' : reasons[status],
    }));
    return [...reasonsOf, ...(status === 'separated' ? penalisedRows(model, rows) : [])];
  }
  const meat = roundingMeat(model, model.rounded(result.coefficients), result.coefficients.length);
  const added = sandwich(result.covariance, meat);
  const errors = [...(model.clustered?.(result.covariance) ?? []), { ...ofModel, covariance: result.covariance }];
  const interaction = interactionTest(model, result.logLikelihood, result.coefficients.length);
  return [
    ...errorRows(rows, errors, {
      ratio: model.ratio,
      names: model.names,
      coefficient: (index) => ({
        value: result.aliased.includes(index + 1) ? null : (result.coefficients[index + 1] ?? null),
        reason: 'collinear or one level',
      }),
      covarianceOf: (covariance) => addMatrices(covariance, added),
      varianceAt: (covariance, index) => covariance[index + 1]?.[index + 1] ?? 0,
      wald: (covariance) => waldOf(result.coefficients, covariance, 1 + (model.tested ?? 0)),
    }),
    estimate({ ...rows, measure: 'log-likelihood', value: result.logLikelihood }),
    ...(interaction === undefined ? [] : testRows(rows, '', 'likelihood ratio, interaction', interaction)),
  ];
}
