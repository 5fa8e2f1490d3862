import type { Finding } from './checks.ts';
import { policy } from './policy.ts';
import { roundTo, thirdDigit, toUnit, unitWithin } from './rounding.ts';

/** A model computed from rows of many households, before the gate. Counts are of all providers together. */
export type FittedModel = {
  readonly terms: readonly string[];
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  /** What any one household can move a coefficient, on the grid 1, 2, 5. */
  readonly influence: readonly number[];
  readonly logLikelihood: number;
  /** What any one household can move the log-likelihood, on the grid 1, 2, 5. */
  readonly logLikelihoodUnit: number;
  readonly n: number;
  readonly events: number;
  readonly households: number;
  readonly eventHouseholds: number;
  /** Households without event where the outcome is yes or no; null for a time or a count. */
  readonly quietHouseholds: number | null;
  /** Coefficients in the model, the intercept included. */
  readonly parameters: number;
  readonly levels: readonly { readonly households: number; readonly eventHouseholds: number }[];
  readonly leftOut: readonly number[];
};

/** A model as it may be printed. */
export type TreatedModel = {
  readonly n: number;
  readonly events: number;
  readonly coefficients: readonly {
    readonly term: string;
    readonly value: number | null;
    readonly unit: number | null;
    readonly standardError: number | null;
  }[];
  readonly logLikelihood: number | null;
};

/** Events (of the rarer outcome) per parameter (rule G1; ruling 21), and residual degrees of freedom. */
const eventsPerParameter = 10;
const residualDegrees = 10;

const below = (check: string, measured: number, limit: number): readonly Finding[] =>
  measured >= limit ? [] : [{ check, evidence: 'model', cell: '(all)', measured, limit }];

/** What a model fails: size, events per parameter, levels with few events, terms that the data cannot estimate (G1, G2). */
export function checkModel(model: FittedModel): readonly Finding[] {
  const rarer = Math.min(model.eventHouseholds, model.quietHouseholds ?? model.eventHouseholds);
  const numbers = [...model.coefficients, ...model.standardErrors, ...model.influence, model.logLikelihood];
  return [
    ...below('residual-degrees-of-freedom', model.households - model.parameters, residualDegrees),
    ...below('events-per-parameter', rarer / model.parameters, eventsPerParameter),
    ...model.levels.flatMap(({ eventHouseholds, households }) => [
      ...below('events-per-level', eventHouseholds, policy.minimumEvents.value),
      ...(model.quietHouseholds === null
        ? []
        : below('non-events-per-level', households - eventHouseholds, policy.minimumEvents.value)),
    ]),
    ...below('estimable-terms', -model.leftOut.length, 0),
    ...(numbers.every(Number.isFinite) ? [] : below('finite-numbers', 0, 1)),
  ];
}

/**
 * Few digits (rule G5, ruling 22): the error to two digits, the value to a unit that follows from what is printed: the largest of 1, 2, 5
 * times a power of ten within half of the printed error, or the third digit of the value. Where one household moves the value by more
 * than the unit, it is withheld: the unit itself tells nothing of the rows.
 */
function printed(model: FittedModel, term: string, index: number): TreatedModel['coefficients'][number] {
  const value = model.coefficients[index] ?? Number.NaN;
  const error = Number((model.standardErrors[index] ?? Number.NaN).toPrecision(2));
  const unit = Math.max(unitWithin(error / 2), thirdDigit(value));
  const influence = model.influence[index] ?? Number.POSITIVE_INFINITY;
  if (!(influence > 0 && influence <= unit && unit <= error))
    return { term, value: null, unit: null, standardError: null };
  return { term, value: toUnit(value, unit), unit, standardError: error };
}

/** The log-likelihood in two digits, withheld where one household moves it by more than the second: the digits tell nothing of the rows. */
function printedLogLikelihood({ logLikelihood, logLikelihoodUnit }: FittedModel): number | null {
  const unit = Math.max(1, 10 * thirdDigit(logLikelihood));
  return logLikelihoodUnit <= unit ? toUnit(logLikelihood, unit) : null;
}

/** Brings a model to what may be printed; null when it may not be at all. */
export function treatModel(model: FittedModel): {
  readonly treated: TreatedModel | null;
  readonly findings: readonly Finding[];
} {
  const findings = checkModel(model);
  if (findings.length > 0) return { treated: null, findings };
  return {
    findings,
    treated: {
      n: roundTo(model.n, policy.roundingBase.value),
      events: roundTo(model.events, policy.roundingBase.value),
      coefficients: model.terms.map((term, index) => printed(model, term, index)),
      logLikelihood: printedLogLikelihood(model),
    },
  };
}
