import type { CountingProcess } from '../statistics/cox/counting-process.ts';
import type { HazardPath } from '../statistics/cox/hazard-path.ts';
import { relativeHazards } from '../statistics/cox/process-sums.ts';
import { addScoreResidual } from '../statistics/cox/score-residuals.ts';
import { addTo, dot, type Matrix, matrixTimesVector, scaleVector, type Vector } from '../statistics/linear-algebra.ts';
import { lastAtOrBefore } from '../statistics/time-grid.ts';
import { metric } from './units.ts';

type Stratum = { readonly path: HazardPath; readonly rows: ArrayLike<number> };

function strataOf(process: CountingProcess, paths: readonly HazardPath[]): readonly Stratum[] {
  return process.order.flatMap(({ byEnd }, index) => {
    const path = paths[index];
    return path === undefined || path.steps.length === 0 ? [] : [{ path, rows: byEnd }];
  });
}

const covariatesOf = ({ covariates, terms }: CountingProcess, row: number): number[] =>
  Array.from({ length: terms }, (_, term) => covariates[row * terms + term] ?? 0);

/** Sum of score residuals of each household (Lin and Wei 1989), in the order of their numbers. */
export function householdScores(
  process: CountingProcess,
  coefficients: Vector,
  paths: readonly HazardPath[],
  households: number,
): readonly Vector[] {
  const { terms, covariates, events, endDays, clusters } = process;
  const hazards = relativeHazards(process, coefficients);
  const sums = new Float64Array(households * terms);
  for (const { path, rows } of strataOf(process, paths))
    for (const row of Array.from(rows)) {
      const leaver = {
        startDays: Number.NEGATIVE_INFINITY,
        endDays: endDays[row] ?? 0,
        event: (events[row] ?? 0) > 0,
        covariates,
        offset: row * terms,
        relativeHazard: hazards[row] ?? 0,
      };
      addScoreResidual({ sums, start: (clusters[row] ?? 0) * terms }, leaver, path);
    }
  return Array.from({ length: households }, (_, index) => [...sums.subarray(index * terms, (index + 1) * terms)]);
}

/** Running sums over the steps of a path of hazard × mean'M mean. */
function meanMetrics({ steps }: HazardPath, inverse: Matrix): readonly number[] {
  let total = 0;
  return steps.map(({ hazard, hazardMean }) => {
    if (hazard > 0) total += hazard * metric(inverse, scaleVector(hazardMean, 1 / hazard));
    return total;
  });
}

/**
 * Share of each household in the information: trace of I^-1 times its part, the sum over event times of exp(x'b) dH (x - mu)(x - mu)';
 * exact for Breslow, and the shares of all households add up to the number of terms.
 */
export function householdLeverage(
  process: CountingProcess,
  paths: readonly HazardPath[],
  inverse: Matrix,
  { hazards, households }: { readonly hazards: Float64Array; readonly households: number },
): Float64Array {
  const leverage = new Float64Array(households);
  for (const { path, rows } of strataOf(process, paths)) {
    const metrics = meanMetrics(path, inverse);
    for (const row of Array.from(rows)) {
      const last = lastAtOrBefore(path.timesDays, process.endDays[row] ?? 0);
      if (last < 0) continue;
      const covariates = covariatesOf(process, row);
      const cross = dot(matrixTimesVector(inverse, covariates), path.cumulativeMean[last] ?? []);
      const own = (path.cumulativeHazard[last] ?? 0) * metric(inverse, covariates);
      addTo(leverage, process.clusters[row] ?? 0, (hazards[row] ?? 0) * (own - 2 * cross + (metrics[last] ?? 0)));
    }
  }
  return leverage;
}
