import type { ClusterSums } from '../cluster-robust.ts';
import type { Vector } from '../linear-algebra.ts';
import { lastAtOrBefore } from '../time-grid.ts';
import type { CountingProcess } from './counting-process.ts';
import type { HazardPath } from './hazard-path.ts';
import { unpackSymmetric } from './partial-likelihood.ts';
import { relativeHazards } from './process-sums.ts';
import { addMoments, momentLength } from './risk-sums.ts';

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
 * Adds the weighted score residual of one row (Lin and Wei 1989; `coxscore2` of R survival):
 * d (x - mean mu) - exp(x'b) sum over its event times of (x - mu)(1 - f d)/(S0 - f E0).
 */
export function addScoreResidual(
  totals: { readonly sums: Float64Array; readonly start: number },
  leaver: Leaver,
  path: HazardPath,
  weight = 1,
): void {
  const { covariates, offset, relativeHazard } = leaver;
  const last = lastAtOrBefore(path.timesDays, leaver.endDays);
  const first = lastAtOrBefore(path.timesDays, leaver.startDays);
  const hazard = (path.cumulativeHazard[last] ?? 0) - (path.cumulativeHazard[first] ?? 0);
  const [upper, lower] = [path.cumulativeMean[last], path.cumulativeMean[first]];
  const step = leaver.event ? path.steps[last] : undefined;
  if (leaver.event && step?.timeDays !== leaver.endDays) throw new RangeError('an event outside the hazard path');
  const terms = path.steps[0]?.eventMean.length ?? 0;
  for (let term = 0; term < terms; term += 1) {
    const covariate = covariates[offset + term] ?? 0;
    let residual = -relativeHazard * (covariate * hazard - (upper?.[term] ?? 0) + (lower?.[term] ?? 0));
    if (step !== undefined) {
      const shared = covariate * step.tiedHazard - (step.tiedHazardMean[term] ?? 0);
      residual += covariate - (step.eventMean[term] ?? 0) + relativeHazard * shared;
    }
    const place = totals.start + term;
    totals.sums[place] = (totals.sums[place] ?? 0) + weight * residual;
  }
}

function clusterIndex(process: CountingProcess): ReadonlyMap<number, number> {
  const clusters = new Map<number, number>();
  for (let row = 0; row < process.clusters.length; row += 1) {
    const cluster = process.clusters[row] ?? 0;
    if (!clusters.has(cluster)) clusters.set(cluster, clusters.size);
  }
  return clusters;
}

function crossProducts(sums: Float64Array, terms: number, clusters: number): number[][] {
  const moments = new Float64Array(momentLength(terms));
  for (let cluster = 0; cluster < clusters; cluster += 1)
    addMoments(moments, sums, { terms, offset: cluster * terms }, 1);
  return unpackSymmetric(moments.subarray(1 + terms), terms);
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
  const sums = new Float64Array(clusters.size * terms);
  for (const [stratum, order] of process.order.entries()) {
    const path = paths.length === 1 ? paths[0] : paths[stratum];
    if (path === undefined || path.steps.length === 0) continue;
    for (let index = 0; index < order.byEnd.length; index += 1) {
      const row = order.byEnd[index] ?? 0;
      const weight = process.weights[row] ?? 0;
      if (weight === 0) continue;
      const leaver: Leaver = {
        startDays: startDays[row] ?? 0,
        endDays: endDays[row] ?? 0,
        event: (events[row] ?? 0) > 0,
        covariates,
        offset: row * terms,
        relativeHazard: (hazards[row] ?? 0) / weight,
      };
      const start = (clusters.get(process.clusters[row] ?? 0) ?? 0) * terms;
      addScoreResidual({ sums, start }, leaver, path, weight);
    }
  }
  return { meat: crossProducts(sums, terms, clusters.size), clusters: clusters.size };
}
