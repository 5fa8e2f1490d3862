import { chiSquareTails } from './distributions/chi-square.ts';
import type { Proportion } from './proportions.ts';

/** Result of a chi-square test; `not-estimable` says why there is none. */
export type ChiSquareTest =
  | {
      readonly status: 'estimated';
      readonly chiSquare: number;
      readonly degreesOfFreedom: number;
      readonly pValue: number;
    }
  | { readonly status: 'not-estimable'; readonly reason: 'empty' | 'one-level' | 'no-variation' };

/** A chi-square statistic with its upper tail. */
export function chiSquareTest(chiSquare: number, degreesOfFreedom: number): ChiSquareTest {
  const pValue = chiSquareTails(chiSquare, degreesOfFreedom).upper;
  return { status: 'estimated', chiSquare, degreesOfFreedom, pValue };
}

/** Cochran and Armitage's test for a trend in proportions over scores, 1, 2, ... if none (R `prop.trend.test`). */
export function trendTest(groups: readonly Proportion[], scores?: readonly number[]): ChiSquareTest {
  const total = groups.reduce((sum, group) => sum + group.total, 0);
  const successes = groups.reduce((sum, group) => sum + group.successes, 0);
  if (total === 0) return { status: 'not-estimable', reason: 'empty' };
  if (successes === 0 || successes === total) return { status: 'not-estimable', reason: 'no-variation' };
  const share = successes / total;
  const score = (index: number): number => scores?.[index] ?? index + 1;
  const meanScore = groups.reduce((sum, group, index) => sum + group.total * score(index), 0) / total;
  let trend = 0;
  let spread = 0;
  for (const [index, group] of groups.entries()) {
    const distance = score(index) - meanScore;
    trend += distance * (group.successes - group.total * share);
    spread += group.total * distance * distance;
  }
  if (spread === 0) return { status: 'not-estimable', reason: 'one-level' };
  return chiSquareTest((trend * trend) / (share * (1 - share) * spread), 1);
}
