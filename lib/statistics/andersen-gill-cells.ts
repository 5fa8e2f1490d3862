import { standardErrorsOf } from './cluster-robust.ts';
import { fitGlm, type GlmFailure } from './glm.ts';
import { glmMessage } from './glm-message.ts';
import { addMatrices, type Matrix, outer, sandwich, scaleMatrix, type Vector, zeroMatrix } from './linear-algebra.ts';
import { invertSymmetric } from './linear-algebra-solve.ts';

/** Households with the same covariates, all followed to one day: their number, and moments of how many events each had. */
export type CountedCell = {
  readonly covariates: Vector;
  readonly households: number;
  readonly mean: number;
  readonly sumOfSquaredDeviations: number;
  /** Variance that rounding added to the mean. */
  readonly meanVariance: number;
};

/** An Andersen-Gill model, or why there is none; `terms` are the places of covariates. */
export type CountedModel =
  | {
      readonly status: 'converged' | 'aliased';
      readonly coefficients: Vector;
      readonly standardErrors: Vector;
      readonly covariance: Matrix;
      readonly aliased: readonly number[];
    }
  | { readonly status: GlmFailure['status']; readonly terms: readonly number[] };

const withoutIntercept = (places: readonly number[]): readonly number[] =>
  places.filter((place) => place > 0).map((place) => place - 1);

/** Places of dummies whose households have no event at all: their coefficients run to minus infinity. */
function silentTerms(cells: readonly CountedCell[]): readonly number[] {
  return [...(cells[0]?.covariates.keys() ?? [])].filter((term) => {
    const inside = cells.filter(({ covariates }) => covariates[term] === 1);
    return inside.length > 0 && inside.every(({ mean }) => mean === 0);
  });
}

/**
 * Andersen and Gill's model (1982, Breslow ties) with errors by household (Lin and Wei 1989), R `coxph(cluster =)`. When all are followed to
 * one day and covariates stay as they are, the risk set never changes, so that its score is that of a Poisson model of the numbers, and the
 * sandwich needs the moments of each cell only: sum of x x' (SS + n (mean - fitted)²).
 */
export function andersenGillFromCells(cells: readonly CountedCell[]): CountedModel {
  const used = cells.filter(({ households }) => households > 0);
  const data = {
    covariates: used.map(({ covariates }) => [1, ...covariates]),
    response: used.map(({ households, mean }) => households * mean),
    offset: used.map(({ households }) => Math.log(households)),
  };
  const silent = silentTerms(used);
  if (silent.length > 0 && data.response.some((events) => events > 0)) return { status: 'separated', terms: silent };
  const { result } = fitGlm([data], 'poisson');
  if (!('coefficients' in result)) return { status: result.status, terms: withoutIntercept(result.terms) };
  const { coefficients } = result;
  const bread = invertSymmetric(glmMessage(data, 'poisson', coefficients).information);
  const meat = used.reduce<Matrix>((sum, cell, row) => {
    const design = data.covariates[row] ?? [];
    const fitted = Math.exp(design.reduce((total, value, term) => total + value * (coefficients[term] ?? 0), 0));
    const sampling = cell.sumOfSquaredDeviations + cell.households * (cell.mean - fitted) ** 2;
    return addMatrices(sum, scaleMatrix(outer(design, design), sampling + cell.households ** 2 * cell.meanVariance));
  }, zeroMatrix(coefficients.length));
  const covariance = sandwich(bread, meat)
    .slice(1)
    .map((row) => row.slice(1));
  return {
    status: result.status,
    coefficients: coefficients.slice(1),
    standardErrors: standardErrorsOf(covariance),
    covariance,
    aliased: withoutIntercept(result.aliased),
  };
}
