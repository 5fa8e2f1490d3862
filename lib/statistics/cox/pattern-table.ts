import { addVectors, dot, scaleVector, type Vector, zeroVector } from '../linear-algebra.ts';
import { type RiskInterval, requireSameEdges } from '../risk-table.ts';
import { addMoments, momentLength, type RiskSums } from './risk-sums.ts';

/** The risk table of all persons of one stratum with the same covariates; tables share their edges. */
export type PatternRisk = {
  readonly covariates: Vector;
  readonly stratum: string;
  readonly intervals: readonly RiskInterval[];
};

/** Keeps some of the terms of each pattern, for a submodel of the same table. */
export function selectTerms(patterns: readonly PatternRisk[], terms: readonly number[]): readonly PatternRisk[] {
  return patterns.map((pattern) => ({
    ...pattern,
    covariates: terms.map((term) => pattern.covariates[term] ?? Number.NaN),
  }));
}

/** Groups patterns by stratum, in order of first appearance. */
export function byStratum(patterns: readonly PatternRisk[]): readonly (readonly PatternRisk[])[] {
  const strata = new Map<string, PatternRisk[]>();
  for (const pattern of patterns) {
    const known = strata.get(pattern.stratum);
    if (known === undefined) strata.set(pattern.stratum, [pattern]);
    else known.push(pattern);
  }
  return [...strata.values()];
}

function sumsAt(patterns: readonly PatternRisk[], index: number, coefficients: Vector): RiskSums {
  const length = momentLength(coefficients.length);
  const atRisk = new Float64Array(length);
  const tied = new Float64Array(length);
  let eventScore = zeroVector(coefficients.length);
  let events = 0;
  for (const { covariates, intervals } of patterns) {
    const cell = intervals[index];
    if (cell === undefined || cell.atRisk <= 0) continue;
    const relativeHazard = Math.exp(dot(covariates, coefficients));
    addMoments(atRisk, covariates, 0, cell.atRisk * relativeHazard);
    if (cell.events === 0) continue;
    addMoments(tied, covariates, 0, cell.events * relativeHazard);
    eventScore = addVectors(eventScore, scaleVector(covariates, cell.events));
    events += cell.events;
  }
  const timeDays = patterns[0]?.intervals[index]?.endDays ?? Number.NaN;
  return { timeDays, events, eventWeight: events, eventScore, atRisk, tied };
}

/**
 * Risk sums per stratum and grid time at some coefficients: any Cox model of categorical terms from one table of counts.
 * Times without events of the stratum are left out unless all are asked for, to be pooled with other sites.
 */
export function patternRiskSums(
  patterns: readonly PatternRisk[],
  coefficients: Vector,
  times: 'with-events' | 'all' = 'with-events',
): readonly (readonly RiskSums[])[] {
  requireSameEdges(patterns.map((pattern) => pattern.intervals));
  return byStratum(patterns).map((stratum) =>
    (stratum[0]?.intervals ?? [])
      .map((_, index) => index)
      .filter((index) => times === 'all' || stratum.some((pattern) => (pattern.intervals[index]?.events ?? 0) > 0))
      .map((index) => sumsAt(stratum, index, coefficients)),
  );
}
