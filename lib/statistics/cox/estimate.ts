import { type Vector, zeroVector } from '../linear-algebra.ts';
import type { CountingProcess } from './counting-process.ts';
import { type CoxFit, coxFit } from './fit.ts';
import { type Evaluation, evaluate } from './partial-likelihood.ts';
import { type PatternRisk, patternRiskSums } from './pattern-table.ts';
import { processRiskSums } from './process-sums.ts';
import type { RiskSums } from './risk-sums.ts';
import { searchCox } from './rounds.ts';
import {
  patternStandard,
  processStandard,
  type Standard,
  standardisePatterns,
  standardiseProcess,
} from './standard.ts';
import type { Ties } from './ties.ts';

/** A fit with what a reader must know of the data behind it. */
export type CoxResult = CoxFit & {
  readonly ties: Ties;
  readonly events: number;
  readonly strata: number;
  /** strata in which no term varies at any event: they say nothing about the coefficients */
  readonly strataWithoutInformation: number;
};

/** Risk sums per stratum at some coefficients: all that a Cox fit asks of its data. */
export type RiskSumSource = (coefficients: Vector) => readonly (readonly RiskSums[])[];

/** Evaluations of data at hand cost nothing but time. */
const mostRoundsAtHand = 40;

const hasInformation = (evaluation: Evaluation): boolean =>
  evaluation.information.some((row, term) => (row[term] ?? 0) > 1e-12);

/** Fits a Cox model to any source of risk sums of standardised terms (Cox 1972; R `coxph`). */
export function fitCox(source: RiskSumSource, standard: Standard, ties: Ties = 'efron'): CoxResult {
  const terms = standard.centres.length;
  const zero = zeroVector(terms);
  const strata = source(zero);
  const sumsAt: RiskSumSource = (coefficients) =>
    coefficients.every((value) => value === 0) ? strata : source(coefficients);
  const end = searchCox((coefficients) => evaluate(sumsAt(coefficients), coefficients, ties), terms, mostRoundsAtHand);
  const informative = strata.filter((stratum) => hasInformation(evaluate([stratum], zero, ties))).length;
  return {
    ...coxFit(end, standard),
    ties,
    events: strata.flat().reduce((sum, { events }) => sum + events, 0),
    strata: strata.length,
    strataWithoutInformation: strata.length - informative,
  };
}

/** Cox model of categorical terms from risk tables per pattern: one pass over the data, any submodel, any ties. */
export function coxFromPatterns(patterns: readonly PatternRisk[], ties: Ties = 'efron'): CoxResult {
  const standard = patternStandard(patterns);
  const standardised = standardisePatterns(patterns, standard);
  return fitCox((coefficients) => patternRiskSums(standardised, coefficients), standard, ties);
}

/** Cox model from rows (start, end], with continuous or time-dependent terms, weights, strata and recurrent events. */
export function coxFromProcess(process: CountingProcess, ties: Ties = 'efron'): CoxResult {
  const standard = processStandard(process);
  const standardised = standardiseProcess(process, standard);
  return fitCox((coefficients) => processRiskSums(standardised, coefficients), standard, ties);
}
