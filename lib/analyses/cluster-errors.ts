import type { ReleasedEvidence } from '../protocol/evidence.ts';
import type { ReleasedClusterSums } from '../protocol/evidence-sums.ts';
import { fisherTails } from '../statistics/distributions/fisher.ts';
import { type Matrix, sandwich, scaleMatrix } from '../statistics/linear-algebra.ts';
import type { Clustering } from './cluster-evidence.ts';

/** A covariance that allows for clusters, in words, with the degrees of freedom of its t when clusters are few. */
export type ClusterErrors = {
  readonly words: string;
  readonly covariance: Matrix;
  readonly degreesOfFreedom: number | undefined;
  /** Only the standard errors, beside a correction that is better with few clusters. */
  readonly errorsOnly: boolean;
};

/** Errors asked for that are not there, in words. */
export type MissingErrors = { readonly words: string; readonly status: 'withheld' };

/** Which fit the sums must be of, and the inverse information to put around them; `householdFactor` is the small-sample factor, null if there is none. */
export type Bread = {
  readonly ties: string;
  readonly edgesDays: readonly number[];
  readonly bread: Matrix;
  readonly householdFactor: (clusters: number) => number | null;
};

type Sums = NonNullable<ReleasedClusterSums['sums']>;

function byMunicipality(sums: Sums, fit: Sums['fits'][number], bread: Matrix): readonly ClusterErrors[] {
  const { clusters, degreesOfFreedom } = sums;
  const plain = sandwich(bread, fit.meat);
  const shared = { degreesOfFreedom, errorsOnly: true };
  const adjusted =
    fit.adjusted === null
      ? []
      : [{ words: 'CR3', covariance: sandwich(bread, fit.adjusted), degreesOfFreedom, errorsOnly: false }];
  return [
    ...adjusted,
    { words: 'CR1', covariance: scaleMatrix(plain, clusters / degreesOfFreedom), ...shared },
    { words: 'CR0', covariance: plain, ...shared },
  ].map((each) => ({ ...each, words: `errors by municipality, ${each.words}, t with ${degreesOfFreedom} df` }));
}

/** The errors by cluster that an analysis asked for, in the order it asked, from released sums. */
export function clusterErrors(
  asked: readonly Clustering[] | undefined,
  evidence: readonly ReleasedEvidence[],
  { ties, edgesDays, bread, householdFactor }: Bread,
): readonly (ClusterErrors | MissingErrors)[] {
  return (asked ?? []).flatMap((name): readonly (ClusterErrors | MissingErrors)[] => {
    const part = evidence.find((each) => each.kind === 'cluster-sums' && each.name === name);
    const sums = part?.kind === 'cluster-sums' ? part.sums : null;
    const fit = sums?.fits.find(
      (each) => each.ties === ties && each.edgesDays.join(' ') === edgesDays.join(' ') && each.meat.length > 0,
    );
    if (sums === null || fit === undefined || sums.degreesOfFreedom < 1)
      return [{ words: `errors by ${name}`, status: 'withheld' }];
    if (name === 'municipality') return byMunicipality(sums, fit, bread);
    const factor = householdFactor(sums.clusters);
    if (factor === null) return [];
    const covariance = scaleMatrix(sandwich(bread, fit.meat), factor);
    return [{ words: 'errors by household', covariance, degreesOfFreedom: undefined, errorsOnly: false }];
  });
}

/** Wald's test with few clusters: the statistic over its degrees of freedom against F with those of the clusters. */
export function fewClustersTest<Test extends { readonly chiSquare: number; readonly degreesOfFreedom: number }>(
  test: (Test & { readonly pValue: number }) | null,
  degreesOfFreedom: number | undefined,
) {
  if (test === null || degreesOfFreedom === undefined) return test;
  const { chiSquare, degreesOfFreedom: terms } = test;
  if (terms > degreesOfFreedom) return null;
  return { ...test, pValue: fisherTails(chiSquare / terms, terms, degreesOfFreedom).upper };
}
