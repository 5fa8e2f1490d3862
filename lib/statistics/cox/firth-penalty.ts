import {
  addTo,
  dot,
  entry,
  type Matrix,
  matrixTimesVector,
  quadraticForm,
  type Vector,
  vector,
  zeroVector,
} from '../linear-algebra.ts';
import { cholesky, invertFactored, logDeterminant } from '../linear-algebra-solve.ts';
import type { CountingProcess } from './counting-process.ts';
import { type Evaluation, evaluate, unpackSymmetric } from './partial-likelihood.ts';
import type { PatternRisk } from './pattern-table.ts';
import type { RiskSums } from './risk-sums.ts';
import type { Ties } from './ties.ts';

/** Risk sums at some coefficients, and the same with one more term x'Vx, which brings the third moments along. */
export type FirthSource = {
  readonly riskSums: (coefficients: Vector) => readonly (readonly RiskSums[])[];
  readonly curvedSums: (coefficients: Vector, bread: Matrix) => readonly (readonly RiskSums[])[];
};

/** Patterns with x'Vx as a last term; its coefficient is 0. */
export function curvePatterns(patterns: readonly PatternRisk[], bread: Matrix): readonly PatternRisk[] {
  return patterns.map((pattern) => ({
    ...pattern,
    covariates: [...pattern.covariates, quadraticForm(bread, pattern.covariates)],
  }));
}

/** Rows with x'Vx as a last term; its coefficient is 0. */
export function curveProcess(process: CountingProcess, bread: Matrix): CountingProcess {
  const { terms } = process;
  const covariates = new Float64Array(process.endDays.length * (terms + 1));
  for (let row = 0; row < process.endDays.length; row += 1) {
    const values = vector(terms, (term) => entry(process.covariates, row * terms + term));
    covariates.set([...values, quadraticForm(bread, values)], row * (terms + 1));
  }
  return { ...process, terms: terms + 1, covariates };
}

/** Adds V : (third central moment of the risk set) for one tied event, weighted. */
function addThirdMoment(
  trace: number[],
  sums: RiskSums,
  bread: Matrix,
  tie: { fraction: number; weight: number },
): void {
  const terms = trace.length;
  const packed = vector(
    sums.atRisk.length,
    (index) => entry(sums.atRisk, index) - tie.fraction * entry(sums.tied, index),
  );
  const total = entry(packed, 0);
  const mean = vector(terms, (term) => entry(packed, 1 + term) / total);
  const squares = unpackSymmetric(packed.slice(1 + terms + 1), terms + 1);
  const second = vector(terms, (row) => row).map((row) =>
    vector(terms, (column) => entry(squares[row] ?? [], column) / total),
  );
  const curved = entry(packed, 1 + terms) / total;
  const pull = matrixTimesVector(bread, mean);
  const bend = matrixTimesVector(second, pull);
  const centre = dot(mean, pull);
  for (let term = 0; term < terms; term += 1) {
    const cubic = entry(squares[term] ?? [], terms) / total;
    const third = cubic - curved * entry(mean, term) - 2 * entry(bend, term) + 2 * centre * entry(mean, term);
    addTo(trace, term, tie.weight * third);
  }
}

/** tr(I^-1 dI/db) per term from risk sums with the last term x'Vx, V = I^-1. */
function informationTrend(strata: readonly (readonly RiskSums[])[], bread: Matrix, ties: Ties): readonly number[] {
  const trace = zeroVector(bread.length);
  for (const sums of strata.flat()) {
    if (sums.events === 0) continue;
    const weight = sums.eventWeight / sums.events;
    if (ties === 'breslow') {
      addThirdMoment(trace, sums, bread, { fraction: 0, weight: weight * sums.events });
      continue;
    }
    for (let index = 0; index < sums.events; index += 1) {
      addThirdMoment(trace, sums, bread, { fraction: index / sums.events, weight });
    }
  }
  return trace;
}

/**
 * Firth's penalised likelihood L + ln|I|/2 and its score U + tr(I^-1 dI/db)/2 (Heinze and Schemper 2001; R `coxphf`),
 * in two exchanges: the information, then the curved sums.
 */
export function evaluateFirth(source: FirthSource, coefficients: Vector, ties: Ties): Evaluation {
  const { logLikelihood, score, information } = evaluate(source.riskSums(coefficients), coefficients, ties);
  const factor = cholesky(information);
  const bread = invertFactored(factor);
  const trend = informationTrend(source.curvedSums(coefficients, bread), bread, ties);
  return {
    logLikelihood: logLikelihood + logDeterminant(factor) / 2,
    score: score.map((value, term) => value + entry(trend, term) / 2),
    information,
  };
}
