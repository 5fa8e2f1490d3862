import { entry, type Vector, vector, zeroVector } from '../linear-algebra.ts';
import { lastAtOrBefore } from '../time-grid.ts';
import type { RiskSums } from './risk-sums.ts';
import { type Ties, tieSums } from './ties.ts';

/**
 * What one event time adds for persons at risk, per unit of exp(x'b), with mu(m) the tied means of the risk set:
 * `hazard` = sum of 1/(S0 - f E0), `hazardMean` the same with mu, `tied...` the same with f, `eventMean` = mean of mu.
 */
export type HazardStep = {
  readonly timeDays: number;
  readonly eventMean: Vector;
  readonly hazard: number;
  readonly hazardVariance: number;
  readonly hazardMean: Vector;
  readonly tiedHazard: number;
  readonly tiedHazardMean: Vector;
};

/** Steps of one stratum and their running totals up to and including each time. */
export type HazardPath = {
  readonly steps: readonly HazardStep[];
  readonly timesDays: readonly number[];
  readonly cumulativeHazard: readonly number[];
  readonly cumulativeVariance: readonly number[];
  readonly cumulativeMean: readonly Vector[];
};

function hazardStep(sums: RiskSums, ties: Ties, terms: number): HazardStep {
  const { timeDays, events } = sums;
  const combine = (atRisk: number, tied: number): number[] =>
    vector(terms, (term) => entry(sums.atRisk, 1 + term) * atRisk - entry(sums.tied, 1 + term) * tied);
  if (events === 0) {
    const none = { hazard: 0, hazardVariance: 0, hazardMean: zeroVector(terms), tiedHazard: 0 };
    return { timeDays, eventMean: combine(1 / entry(sums.atRisk, 0), 0), ...none, tiedHazardMean: zeroVector(terms) };
  }
  const tie = tieSums(sums, ties);
  const weight = sums.eventWeight / events;
  return {
    timeDays,
    eventMean: combine(tie.first / events, tie.firstTied / events),
    hazard: weight * tie.first,
    hazardVariance: weight * weight * tie.second,
    hazardMean: combine(weight * tie.second, weight * tie.secondTied),
    tiedHazard: weight * tie.firstTied,
    tiedHazardMean: combine(weight * tie.secondTied, weight * tie.secondTiedTwice),
  };
}

function running(values: readonly number[]): readonly number[] {
  let total = 0;
  return values.map((value) => {
    total += value;
    return total;
  });
}

/** The baseline hazard of one stratum with all that score residuals and adjusted curves need (R `agsurv`, `coxscore`). */
export function hazardPath(stratum: readonly RiskSums[], ties: Ties): HazardPath {
  const terms = stratum[0]?.eventScore.length ?? 0;
  const steps = stratum.filter((sums) => entry(sums.atRisk, 0) > 0).map((sums) => hazardStep(sums, ties, terms));
  const means = vector(terms, (term) => term).map((term) => running(steps.map((step) => entry(step.hazardMean, term))));
  return {
    steps,
    timesDays: steps.map((step) => step.timeDays),
    cumulativeHazard: running(steps.map((step) => step.hazard)),
    cumulativeVariance: running(steps.map((step) => step.hazardVariance)),
    cumulativeMean: steps.map((_, index) => means.map((mean) => entry(mean, index))),
  };
}

/** Totals of a path at a time: hazard, its variance, and the hazard-weighted means. */
export function pathAt(path: HazardPath, timeDays: number): { hazard: number; variance: number; mean: Vector } {
  const index = lastAtOrBefore(path.timesDays, timeDays);
  if (index < 0) return { hazard: 0, variance: 0, mean: zeroVector(path.steps[0]?.eventMean.length ?? 0) };
  return {
    hazard: entry(path.cumulativeHazard, index),
    variance: entry(path.cumulativeVariance, index),
    mean: path.cumulativeMean[index] ?? [],
  };
}
