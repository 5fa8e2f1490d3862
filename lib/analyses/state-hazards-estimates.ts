import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedScoreSums } from '../protocol/evidence-sums.ts';
import { quadraticTest } from '../statistics/cox/fit.ts';
import { diagonal, type Matrix, matrix, matrixTimesVector, sandwich, submatrix } from '../statistics/linear-algebra.ts';
import { invertSymmetric } from '../statistics/linear-algebra-solve.ts';
import { roundingVariance, statusOf, withheld } from './estimate-rows.ts';
import { coefficientRows, methodName, testRows } from './model-rows.ts';

/**
 * Log hazard ratios V^-1 (O - E) of all groups against the first (Peto's one step, Yusuf et al. 1985), with the variance of rounding
 * the observed events added; close to Cox while ratios lie between a half and two.
 */
function oneStep(difference: readonly number[], variance: Matrix, rounding: number) {
  const bread = invertSymmetric(variance);
  const noise = matrix(difference.length, difference.length, (row, column) => (row === column ? rounding : 0));
  const extra = sandwich(bread, noise);
  const errors = diagonal(bread).map((value, index) => Math.sqrt(Math.max(0, value + (extra[index]?.[index] ?? 0))));
  return { values: matrixTimesVector(bread, difference), errors };
}

/** Hazard ratios of the states against the first, and the test that they are equal, from released sums. */
export function estimateStateHazards(part: ReleasedScoreSums): readonly Estimate[] {
  const [reference = '', ...others] = part.groups;
  const method = methodName(['exact days, within municipalities, one step', `reference state=${reference}`]);
  if (part.sums === null) return others.flatMap((group) => [withheld('hazard-ratio', `state=${group}`, method)]);
  const { observed, expected, variance } = part.sums;
  const kept = others.map((_, index) => index + 1);
  const difference = kept.map((group) => (observed[group] ?? 0) - (expected[group] ?? 0));
  const between = submatrix(variance, kept);
  const { values, errors } = oneStep(difference, between, roundingVariance(part.protection));
  const rows = { status: statusOf(part.protection), method, grid: '', n: 0 };
  return [
    ...others.flatMap((group, index) => {
      const shared = { ...rows, n: expected[index + 1] ?? 0, events: observed[index + 1] ?? 0 };
      const coefficient = {
        name: `state=${group}`,
        value: values[index] ?? null,
        standardError: errors[index] ?? null,
      };
      return coefficientRows(shared, 'hazard-ratio', { ...coefficient, reason: 'no days in the state' });
    }),
    ...testRows({ ...rows, events: 0 }, '', 'log-rank', quadraticTest(difference, between)),
  ];
}
