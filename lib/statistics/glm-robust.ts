import {
  addClusterSums,
  clusterCovariance,
  clusterSums,
  type RobustCovariance,
  type SmallSample,
} from './cluster-robust.ts';
import {
  addSatterthwaiteSums,
  adjustedClusterSums,
  type Cluster,
  type LeverageCorrection,
  satterthwaiteDegrees,
  satterthwaiteSums,
} from './cluster-robust-few.ts';
import type { GlmFit } from './glm.ts';
import type { GlmFamily } from './glm-family.ts';
import { eachKernel, type GlmData, glmMessage } from './glm-message.ts';
import { addMatrices, addTo, diagonal, entry, rowOf, type Vector } from './linear-algebra.ts';
import { invertSymmetric } from './linear-algebra-solve.ts';
import { backTransformation, rawCovariance } from './standardisation.ts';

/** Score of each cluster of a site; `clusterOf` gives the household of each row, or its own number. */
export function clusterScores(
  data: GlmData,
  family: GlmFamily,
  coefficients: Vector,
  clusterOf: (row: number) => string | number,
): Iterable<Vector> {
  const scores = new Map<string | number, number[]>();
  eachKernel(data, family, coefficients, (kernel, row) => {
    const key = clusterOf(row);
    const score = scores.get(key) ?? coefficients.map(() => 0);
    for (const [index, value] of rowOf(data.covariates, row).entries()) {
      addTo(score, index, value * kernel.score);
    }
    scores.set(key, score);
  });
  return scores.values();
}

/** Standard errors that allow for households (or with each row its own cluster, for any variance); null if not fitted. */
export function householdRobust(
  fit: GlmFit,
  family: GlmFamily,
  householdOf: (site: number, row: number) => string | number,
  correction: SmallSample,
): RobustCovariance | null {
  const { end, sites, standardisation } = fit;
  if (end?.status !== 'converged') return null;
  const size = end.coefficients.length;
  const sums = sites
    .map((site, index) => clusterScores(site, family, end.coefficients, (row) => householdOf(index, row)))
    .map((scores) => clusterSums(scores, size))
    .reduce(addClusterSums);
  return clusterCovariance(invertSymmetric(end.message.information), sums, correction, standardisation);
}

/** Robust covariance with the degrees of freedom of each coefficient; null where no two municipalities tell about its error. */
export type FewClustersCovariance = Omit<RobustCovariance, 'standardErrors'> & {
  readonly standardErrors: readonly (number | null)[];
  readonly degreesOfFreedom: readonly (number | null)[];
};

/** A variance below this share of the model's is what dropping all that one municipality determines leaves. */
const noVariance = 1e-12;

/** Standard errors over municipalities, each site one: CR2 has Satterthwaite's degrees of freedom, others G - 1. */
export function municipalityRobust(
  fit: GlmFit,
  family: GlmFamily,
  correction: LeverageCorrection | 'CR1',
): FewClustersCovariance | null {
  const { end, sites, standardisation } = fit;
  if (end?.status !== 'converged') return null;
  const clusters: readonly Cluster[] = sites.map((site) => glmMessage(site, family, end.coefficients));
  const information = clusters.map((cluster) => cluster.information).reduce(addMatrices);
  const sums = adjustedClusterSums(information, clusters, correction === 'CR1' ? 'CR0' : correction);
  const small = correction === 'CR1' ? 'CR1' : 'CR0';
  const robust = clusterCovariance(invertSymmetric(information), sums, small, standardisation);
  if (robust === null) return null;
  const bread = diagonal(rawCovariance(standardisation, invertSymmetric(information)));
  const told = diagonal(robust.covariance).map((variance, index) => variance > noVariance * entry(bread, index));
  const degreesOfFreedom = backTransformation(standardisation).map((contrast, index) => {
    if (told[index] !== true) return null;
    return correction === 'CR2'
      ? satterthwaiteDegrees(
          information,
          clusters.map((cluster) => satterthwaiteSums(information, [cluster], contrast)).reduce(addSatterthwaiteSums),
        )
      : clusters.length - 1;
  });
  const standardErrors = robust.standardErrors.map((error, index) => (told[index] === true ? error : null));
  return { ...robust, standardErrors, degreesOfFreedom };
}
