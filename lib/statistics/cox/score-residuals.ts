import { type ClusterSums, clusterSums } from '../cluster-robust.ts';
import { addTo, entry, type Vector } from '../linear-algebra.ts';
import { lastAtOrBefore } from '../time-grid.ts';
import type { CountingProcess } from './counting-process.ts';
import type { HazardPath } from './hazard-path.ts';
import { relativeHazards } from './process-sums.ts';

/** A person leaving at a time, as score residuals see it. */
export type Leaver = {
  readonly startDays: number;
  readonly endDays: number;
  readonly event: boolean;
  readonly covariates: ArrayLike<number>;
  /** where the covariates start in their array */
  readonly offset: number;
  readonly relativeHazard: number;
};

/**
 * The score residual of one row without its weight (Lin and Wei 1989; `coxscore2` of R survival):
 * d (x - mean mu) - exp(x'b) sum over its event times of (x - mu)(1 - f d)/(S0 - f E0).
 */
export function scoreResidual(leaver: Leaver, path: HazardPath): number[] {
  const terms = path.steps[0]?.eventMean.length ?? 0;
  const last = lastAtOrBefore(path.timesDays, leaver.endDays);
  const first = lastAtOrBefore(path.timesDays, leaver.startDays);
  const covariate = (term: number): number => entry(leaver.covariates, leaver.offset + term);
  const total = (values: readonly number[], index: number): number => values[index] ?? 0;
  const hazard = total(path.cumulativeHazard, last) - total(path.cumulativeHazard, first);
  const [upper, lower] = [path.cumulativeMean[last], path.cumulativeMean[first]];
  const step = leaver.event ? path.steps[last] : undefined;
  if (leaver.event && step?.timeDays !== leaver.endDays) throw new RangeError('an event outside the hazard path');
  return Array.from({ length: terms }, (_, term) => {
    const mean = (upper?.[term] ?? 0) - (lower?.[term] ?? 0);
    const expected = leaver.relativeHazard * (covariate(term) * hazard - mean);
    if (step === undefined) return -expected;
    const shared = covariate(term) * step.tiedHazard - entry(step.tiedHazardMean, term);
    return covariate(term) - entry(step.eventMean, term) - expected + leaver.relativeHazard * shared;
  });
}

function clusterIndex(process: CountingProcess): ReadonlyMap<number, number> {
  const clusters = new Map<number, number>();
  for (let row = 0; row < process.clusters.length; row += 1) {
    const cluster = entry(process.clusters, row);
    if (!clusters.has(cluster)) clusters.set(cluster, clusters.size);
  }
  return clusters;
}

function addResidual(totals: Float64Array, start: number, residual: Vector, weight: number): void {
  for (const [term, value] of residual.entries()) addTo(totals, start + term, weight * value);
}

function* scoresOf(totals: Float64Array, terms: number): Generator<Vector> {
  for (let start = 0; start < totals.length; start += terms) yield [...totals.subarray(start, start + terms)];
}

/**
 * The household meat: sum over clusters of (sum of weighted score residuals)(...)'. Paths stand in the order of the
 * strata of the process, or one path serves all (pooled risk sets); at the coefficients the paths were made with.
 */
export function householdSums(
  process: CountingProcess,
  coefficients: Vector,
  paths: readonly HazardPath[],
): ClusterSums {
  const { terms, covariates, startDays, endDays, events } = process;
  const clusters = clusterIndex(process);
  const hazards = relativeHazards(process, coefficients);
  const totals = new Float64Array(clusters.size * terms);
  for (const [stratum, order] of process.order.entries()) {
    const path = paths.length === 1 ? paths[0] : paths[stratum];
    if (path === undefined || path.steps.length === 0) continue;
    for (let index = 0; index < order.byEnd.length; index += 1) {
      const row = entry(order.byEnd, index);
      const weight = entry(process.weights, row);
      if (weight === 0) continue;
      const leaver: Leaver = {
        startDays: entry(startDays, row),
        endDays: entry(endDays, row),
        event: entry(events, row) > 0,
        covariates,
        offset: row * terms,
        relativeHazard: entry(hazards, row) / weight,
      };
      const start = (clusters.get(entry(process.clusters, row)) ?? 0) * terms;
      addResidual(totals, start, scoreResidual(leaver, path), weight);
    }
  }
  return clusterSums(scoresOf(totals, terms), terms);
}
