import {
  addMatrices,
  addVectors,
  entry,
  type Matrix,
  multiply,
  scaleMatrix,
  scaleVector,
  submatrix,
  subtractMatrices,
  transpose,
  type Vector,
  zeroMatrix,
  zeroVector,
} from '../linear-algebra.ts';
import { invertSymmetric } from '../linear-algebra-solve.ts';
import { type ChiSquareTest, quadraticTest } from './fit.ts';
import { evaluateTime, unpackSymmetric, withoutRounding } from './partial-likelihood.ts';
import type { RiskSums } from './risk-sums.ts';
import type { Ties } from './ties.ts';

/** Sums at the estimate with g(t) a fixed function of time, additive over strata and sites. */
export type TimeVaryingSums = {
  readonly events: number;
  readonly transformSum: number;
  readonly score: Vector;
  readonly transformedScore: Vector;
  readonly information: Matrix;
  readonly transformedInformation: Matrix;
  readonly squaredInformation: Matrix;
};

/** The empty sum. */
export function noTimeVaryingSums(terms: number): TimeVaryingSums {
  const [vector, matrix] = [zeroVector(terms), zeroMatrix(terms)];
  return {
    events: 0,
    transformSum: 0,
    score: vector,
    transformedScore: vector,
    information: matrix,
    transformedInformation: matrix,
    squaredInformation: matrix,
  };
}

/** Adds the sums of strata or sites. */
export function addTimeVaryingSums(left: TimeVaryingSums, right: TimeVaryingSums): TimeVaryingSums {
  return {
    events: left.events + right.events,
    transformSum: left.transformSum + right.transformSum,
    score: addVectors(left.score, right.score),
    transformedScore: addVectors(left.transformedScore, right.transformedScore),
    information: addMatrices(left.information, right.information),
    transformedInformation: addMatrices(left.transformedInformation, right.transformedInformation),
    squaredInformation: addMatrices(left.squaredInformation, right.squaredInformation),
  };
}

/** How time enters the alternative: b(t) = b + theta g(t). */
export type TimeTransform = (timeDays: number) => number;

/** Sums of one or more strata whose risk sums were made at the estimate. */
export function timeVaryingSums(
  strata: readonly (readonly RiskSums[])[],
  coefficients: Vector,
  ties: Ties,
  transform: TimeTransform,
): TimeVaryingSums {
  const terms = coefficients.length;
  return strata
    .flat()
    .filter((sums) => sums.events > 0)
    .map((sums) => {
      const time = evaluateTime(sums, coefficients, ties);
      const moment = transform(sums.timeDays);
      const { logLikelihood } = time;
      const unpacked = {
        logLikelihood,
        score: Array.from(time.score),
        information: unpackSymmetric(time.information, terms),
      };
      const { score, information } = withoutRounding(unpacked, time.squares);
      return {
        events: sums.events,
        transformSum: moment * sums.events,
        score,
        transformedScore: scaleVector(score, moment),
        information,
        transformedInformation: scaleMatrix(information, moment),
        squaredInformation: scaleMatrix(information, moment * moment),
      };
    })
    .reduce(addTimeVaryingSums, noTimeVaryingSums(terms));
}

/** Test of proportional hazards per term and of all terms together; null where a term has no information. */
export type ProportionalHazardsTest = {
  readonly terms: readonly (ChiSquareTest | null)[];
  readonly global: ChiSquareTest | null;
};

/**
 * The score test of theta = 0 (Grambsch and Therneau 1994, exact form of `cox.zph` in R survival 3):
 * U = sum of (g - mean g)(s - mu) with variance I_gg - I_gb I^-1 I_bg, g centred at its mean over events.
 */
export function proportionalHazardsTest(sums: TimeVaryingSums): ProportionalHazardsTest {
  const centre = sums.events === 0 ? 0 : sums.transformSum / sums.events;
  const score = addVectors(sums.transformedScore, scaleVector(sums.score, -centre));
  const cross = subtractMatrices(sums.transformedInformation, scaleMatrix(sums.information, centre));
  const squared = addMatrices(
    subtractMatrices(sums.squaredInformation, scaleMatrix(sums.transformedInformation, 2 * centre)),
    scaleMatrix(sums.information, centre * centre),
  );
  const projected = multiply(multiply(cross, invertSymmetric(sums.information)), transpose(cross));
  const variance = subtractMatrices(squared, projected);
  const single = (term: number): ChiSquareTest | null =>
    quadraticTest([entry(score, term)], submatrix(variance, [term]));
  return { terms: score.map((_, term) => single(term)), global: quadraticTest(score, variance) };
}
