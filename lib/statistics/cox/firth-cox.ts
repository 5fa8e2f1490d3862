import { type Matrix, type Vector, zeroVector } from '../linear-algebra.ts';
import { advanceNewton, type NewtonProgress, startNewton } from '../newton.ts';
import { type CountingProcess } from './counting-process.ts';
import { curvePatterns, curveProcess, evaluateFirth, type FirthSource } from './firth-penalty.ts';
import { type CoxFit, coxFit } from './fit.ts';
import type { Evaluation } from './partial-likelihood.ts';
import { type PatternRisk, patternRiskSums } from './pattern-table.ts';
import { processRiskSums } from './process-sums.ts';
import {
  patternStandard,
  processStandard,
  type Standard,
  standardisePatterns,
  standardiseProcess,
} from './standard.ts';
import type { Ties } from './ties.ts';

/** Data ready for Firth's estimate: standardised, with the penalised likelihood as a function of coefficients. */
export type FirthModel = {
  readonly standard: Standard;
  readonly evaluateAt: (coefficients: Vector) => Evaluation;
};

/** Firth's steps shrink only linearly. */
const mostRounds = 200;

function model(source: FirthSource, standard: Standard, ties: Ties): FirthModel {
  return { standard, evaluateAt: (coefficients) => evaluateFirth(source, coefficients, ties) };
}

/** Firth's Cox model of categorical terms from risk tables per pattern. */
export function firthFromPatterns(patterns: readonly PatternRisk[], ties: Ties = 'efron'): FirthModel {
  const standard = patternStandard(patterns);
  const standardised = standardisePatterns(patterns, standard);
  const curvedSums = (coefficients: Vector, bread: Matrix) =>
    patternRiskSums(curvePatterns(standardised, bread), [...coefficients, 0]);
  return model({ riskSums: (coefficients) => patternRiskSums(standardised, coefficients), curvedSums }, standard, ties);
}

/** Firth's Cox model from rows (start, end]. */
export function firthFromProcess(process: CountingProcess, ties: Ties = 'efron'): FirthModel {
  const standard = processStandard(process);
  const standardised = standardiseProcess(process, standard);
  const curvedSums = (coefficients: Vector, bread: Matrix) =>
    processRiskSums(curveProcess(standardised, bread), [...coefficients, 0]);
  return model({ riskSums: (coefficients) => processRiskSums(standardised, coefficients), curvedSums }, standard, ties);
}

type Ended = Exclude<NewtonProgress<Evaluation>, { status: 'continue' }>;

function hold(evaluation: Evaluation, held: number | null): Evaluation {
  if (held === null) return evaluation;
  const score = evaluation.score.map((value, term) => (term === held ? 0 : value));
  const information = evaluation.information.map((row, term) =>
    row.map((value, other) => (term === held || other === held ? 0 : value)),
  );
  return { ...evaluation, score, information };
}

/** Searches the maximum, with one term held at its start if told. */
export function searchFirth({ evaluateAt }: FirthModel, start: Vector, held: number | null = null): Ended {
  let state = startNewton<Evaluation>(start);
  for (;;) {
    const progress = advanceNewton(state, hold(evaluateAt(state.asked), held), { rounds: mostRounds });
    if (progress.status !== 'continue') return progress;
    state = progress.state;
  }
}

/** Log-likelihoods are penalised, up to a constant of the scales; every non-aliased coefficient is finite. */
export function fitFirthCox(firth: FirthModel): CoxFit {
  const terms = firth.standard.centres.length;
  const nullEvaluation = firth.evaluateAt(zeroVector(terms));
  const { status, coefficients, message, rounds, aliased } = searchFirth(firth, zeroVector(terms));
  const found = { coefficients, evaluation: message, nullEvaluation, rounds, aliased, infinite: [] };
  if (aliased.length === terms) return coxFit({ ...found, status: 'no-information' }, firth.standard);
  return coxFit({ ...found, status: status === 'converged' ? 'converged' : 'not-converged' }, firth.standard);
}
