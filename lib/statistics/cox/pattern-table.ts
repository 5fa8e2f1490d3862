import { dot, type Vector, zeroVector } from '../linear-algebra.ts';
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

type Weighted = { readonly pattern: PatternRisk; readonly relativeHazard: number };

function sumsAt(weighted: readonly Weighted[], index: number, terms: number): RiskSums {
  const place = { terms, offset: 0 };
  const atRisk = new Float64Array(momentLength(terms));
  const tied = new Float64Array(momentLength(terms));
  const eventScore = zeroVector(terms);
  let events = 0;
  for (const { pattern, relativeHazard } of weighted) {
    const cell = pattern.intervals[index];
    if (cell === undefined || cell.atRisk <= 0) continue;
    addMoments(atRisk, pattern.covariates, place, cell.atRisk * relativeHazard);
    if (cell.events === 0) continue;
    addMoments(tied, pattern.covariates, place, cell.events * relativeHazard);
    events += cell.events;
    for (let term = 0; term < terms; term += 1) {
      eventScore[term] = (eventScore[term] ?? 0) + cell.events * (pattern.covariates[term] ?? 0);
    }
  }
  const timeDays = weighted[0]?.pattern.intervals[index]?.endDays ?? Number.NaN;
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
  return byStratum(patterns).map((stratum) => {
    const weighted = stratum.map((pattern) => ({
      pattern,
      relativeHazard: Math.exp(dot(pattern.covariates, coefficients)),
    }));
    const asked = (index: number): boolean =>
      times === 'all' || stratum.some((pattern) => (pattern.intervals[index]?.events ?? 0) > 0);
    const cells = [...(stratum[0]?.intervals ?? []).keys()].filter(asked);
    return cells.map((index) => sumsAt(weighted, index, coefficients.length));
  });
}
