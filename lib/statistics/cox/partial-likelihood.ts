import {
  addMatrices,
  addVectors,
  element,
  entry,
  type Matrix,
  matrix,
  type Vector,
  zeroMatrix,
  zeroVector,
} from '../linear-algebra.ts';
import type { RiskSums } from './risk-sums.ts';
import { type Ties, tieSums } from './ties.ts';

/** Log partial likelihood, score U and information I at some coefficients: additive over strata, a `G message`. */
export type Evaluation = {
  readonly logLikelihood: number;
  readonly score: Vector;
  readonly information: Matrix;
};

/** The part of one event time; the information is the packed upper triangle. */
export type TimeEvaluation = {
  readonly logLikelihood: number;
  readonly score: ArrayLike<number>;
  readonly information: ArrayLike<number>;
  /** second moments that the information is what is left of, per term */
  readonly squares: ArrayLike<number>;
};

/** Information below this share of the second moments is rounding: the term did not vary in any risk set. */
const ROUNDING_SHARE = 1e-13;

/** Evaluates one event time (Efron 1977; `coxfit6` of R survival). */
export function evaluateTime(sums: RiskSums, coefficients: Vector, ties: Ties): TimeEvaluation {
  const terms = coefficients.length;
  const weight = sums.eventWeight / sums.events;
  const tie = tieSums(sums, ties);
  const score = new Float64Array(terms);
  const information = new Float64Array((terms * (terms + 1)) / 2);
  const squares = new Float64Array(terms);
  let logLikelihood = -weight * tie.logarithms;
  let position = 0;
  for (let row = 0; row < terms; row += 1) {
    const risk = entry(sums.atRisk, 1 + row);
    const tied = entry(sums.tied, 1 + row);
    logLikelihood += entry(sums.eventScore, row) * entry(coefficients, row);
    score[row] = entry(sums.eventScore, row) - weight * (risk * tie.first - tied * tie.firstTied);
    for (let column = row; column < terms; column += 1) {
      const square = 1 + terms + position;
      const otherRisk = entry(sums.atRisk, 1 + column);
      const otherTied = entry(sums.tied, 1 + column);
      const means =
        risk * otherRisk * tie.second -
        (risk * otherTied + tied * otherRisk) * tie.secondTied +
        tied * otherTied * tie.secondTiedTwice;
      const raw = entry(sums.atRisk, square) * tie.first - entry(sums.tied, square) * tie.firstTied;
      information[position] = weight * (raw - means);
      if (row === column) squares[row] = weight * raw;
      position += 1;
    }
  }
  return { logLikelihood, score, information, squares };
}

/** Unpacks an upper triangle, row by row, into a symmetric matrix. */
export function unpackSymmetric(packed: ArrayLike<number>, size: number): number[][] {
  const start = (row: number): number => row * size - (row * (row - 1)) / 2;
  return matrix(size, size, (row, column) =>
    entry(packed, row <= column ? start(row) + column - row : start(column) + row - column),
  );
}

function addInto(total: Float64Array, part: ArrayLike<number>): void {
  for (let index = 0; index < total.length; index += 1) total[index] = (total[index] ?? 0) + (part[index] ?? 0);
}

/** Clears terms whose information is nothing but rounding, so that they count as aliased. */
export function withoutRounding(evaluation: Evaluation, squares: ArrayLike<number>): Evaluation {
  const { logLikelihood, score, information } = evaluation;
  const informed = score.map((_, term) => element(information, term, term) > ROUNDING_SHARE * entry(squares, term));
  if (informed.every(Boolean)) return evaluation;
  return {
    logLikelihood,
    score: score.map((value, term) => (informed[term] === true ? value : 0)),
    information: information.map((row, term) =>
      row.map((value, other) => (informed[term] === true && informed[other] === true ? value : 0)),
    ),
  };
}

/** Evaluates the log partial likelihood of one or more strata at the coefficients their risk sums were made with. */
export function evaluate(strata: readonly (readonly RiskSums[])[], coefficients: Vector, ties: Ties): Evaluation {
  const terms = coefficients.length;
  let logLikelihood = 0;
  const score = new Float64Array(terms);
  const squares = new Float64Array(terms);
  const information = new Float64Array((terms * (terms + 1)) / 2);
  for (const stratum of strata) {
    for (const sums of stratum) {
      if (sums.events === 0) continue;
      const time = evaluateTime(sums, coefficients, ties);
      logLikelihood += time.logLikelihood;
      addInto(score, time.score);
      addInto(squares, time.squares);
      addInto(information, time.information);
    }
  }
  const unpacked = { logLikelihood, score: [...score], information: unpackSymmetric(information, terms) };
  return withoutRounding(unpacked, squares);
}

/** Adds the evaluations of strata or sites at the same coefficients (stratified Cox in rounds). */
export function addEvaluations(evaluations: readonly Evaluation[], terms: number): Evaluation {
  const none: Evaluation = { logLikelihood: 0, score: zeroVector(terms), information: zeroMatrix(terms) };
  return evaluations.reduce(
    (sum, part) => ({
      logLikelihood: sum.logLikelihood + part.logLikelihood,
      score: addVectors(sum.score, part.score),
      information: addMatrices(sum.information, part.information),
    }),
    none,
  );
}
