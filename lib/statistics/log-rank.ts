import { chiSquareTails } from './distributions/chi-square.ts';
import type { Matrix } from './linear-algebra.ts';
import {
  addMatrices,
  addTo,
  addVectors,
  dot,
  entry,
  rowOf,
  subtractVectors,
  zeroMatrix,
  zeroVector,
} from './linear-algebra.ts';
import { cholesky, solveFactored } from './linear-algebra-solve.ts';
import { type RiskInterval, requireSameEdges } from './risk-table.ts';

/** Additive part of a log-rank test: weighted events O and E per group and the covariance V of O - E. */
export type LogRankSums = {
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  readonly variance: Matrix;
};

/** A log-rank test; statistic and p-value are null when no two groups were ever at risk at an event. */
export type LogRankTest = LogRankSums & {
  readonly status: 'estimated' | 'not-estimable';
  readonly chiSquare: number | null;
  readonly degreesOfFreedom: number;
  readonly pValue: number | null;
};

type Cell = { readonly atRisk: readonly number[]; readonly events: readonly number[] };

function cells(groups: readonly (readonly RiskInterval[])[]): readonly Cell[] {
  return (groups[0] ?? []).map((_, index) => ({
    atRisk: groups.map((table) => table[index]?.atRisk ?? 0),
    events: groups.map((table) => table[index]?.events ?? 0),
  }));
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** V = w^2 d(n-d)/(n-1) (diag(p) - pp') with p the groups' shares of those at risk. */
function addHypergeometricVariance(variance: number[][], shares: readonly number[], factor: number): void {
  for (const [group, share] of shares.entries()) {
    const row = variance[group] ?? [];
    for (const [other, otherShare] of shares.entries()) {
      addTo(row, other, factor * share * ((group === other ? 1 : 0) - otherShare));
    }
  }
}

/** Sums of one stratum; rho = 0 is the log-rank test, 1 Peto-Peto (Harrington and Fleming 1982; R `survdiff`). */
export function logRankSums(groups: readonly (readonly RiskInterval[])[], rho = 0): LogRankSums {
  requireSameEdges(groups);
  const observed = zeroVector(groups.length);
  const expected = zeroVector(groups.length);
  const variance = zeroMatrix(groups.length);
  let survival = 1;
  for (const { atRisk, events } of cells(groups)) {
    const atRiskTotal = total(atRisk);
    const eventTotal = total(events);
    if (atRiskTotal <= 0 || eventTotal <= 0) continue;
    const weight = rho === 0 ? 1 : survival ** rho;
    const shares = atRisk.map((count) => count / atRiskTotal);
    for (const [group, share] of shares.entries()) {
      addTo(observed, group, weight * entry(events, group));
      addTo(expected, group, weight * eventTotal * share);
    }
    const spread = atRiskTotal > 1 ? (eventTotal * (atRiskTotal - eventTotal)) / (atRiskTotal - 1) : 0;
    addHypergeometricVariance(variance, shares, weight * weight * spread);
    survival *= (atRiskTotal - eventTotal) / atRiskTotal;
  }
  return { observed, expected, variance };
}

/** Adds the sums of strata, so that a stratified test needs nothing else (R `survdiff` with strata). */
export function addLogRankSums(strata: readonly LogRankSums[]): LogRankSums {
  return strata.reduce((sum, stratum) => ({
    observed: addVectors(sum.observed, stratum.observed),
    expected: addVectors(sum.expected, stratum.expected),
    variance: addMatrices(sum.variance, stratum.variance),
  }));
}

/** The test X2 = u'V^-u with u = O - E; groups without information cost no degree of freedom. */
export function logRankTest(sums: LogRankSums): LogRankTest {
  const groups = sums.observed.length;
  const difference = subtractVectors(sums.observed, sums.expected);
  const kept = sums.variance.map((row, group) => ({ group, own: entry(row, group) })).filter(({ own }) => own > 0);
  const tested = kept.slice(1).map(({ group }) => group);
  const factor = cholesky(tested.map((group) => tested.map((other) => entry(rowOf(sums.variance, group), other))));
  const degreesOfFreedom = tested.length - factor.aliased.length;
  if (groups < 2 || degreesOfFreedom < 1) {
    return { ...sums, status: 'not-estimable', chiSquare: null, degreesOfFreedom: 0, pValue: null };
  }
  const score = tested.map((group) => entry(difference, group));
  const chiSquare = dot(score, solveFactored(factor, score));
  const pValue = chiSquareTails(chiSquare, degreesOfFreedom).upper;
  return { ...sums, status: 'estimated', chiSquare, degreesOfFreedom, pValue };
}

/** Log-rank test over the risk tables of the groups, which share their edges. */
export function logRank(groups: readonly (readonly RiskInterval[])[], rho = 0): LogRankTest {
  return logRankTest(logRankSums(groups, rho));
}

/** Log-rank test stratified by municipality or another stratum: one list of group tables per stratum. */
export function stratifiedLogRank(strata: readonly (readonly (readonly RiskInterval[])[])[], rho = 0): LogRankTest {
  const none: LogRankSums = { observed: [], expected: [], variance: [] };
  return logRankTest(strata.length === 0 ? none : addLogRankSums(strata.map((groups) => logRankSums(groups, rho))));
}
