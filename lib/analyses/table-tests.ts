import { outsideLevel } from '../dataset/plan.ts';
import { unknownLevel } from '../dataset/variables.ts';
import type { Condition } from '../protocol/analysis.ts';
import type { Estimate } from '../protocol/estimate.ts';
import { type CrossTable, likelihoodRatioTest, pearsonTest } from '../statistics/contingency.ts';
import { trendTest } from '../statistics/trend.ts';
import { estimate } from './estimate-rows.ts';
import { testRows } from './model-rows.ts';

/** Whether a group is one that the conditions of the analysis let in: the others are empty by the question, not by the data. */
export const isAsked = ({ group }: Estimate, where: readonly Condition[]): boolean =>
  group.split(';').every((part) => {
    const [variable = '', code = ''] = part.split('=');
    return where.every((condition) => condition.variable !== variable || condition.in.includes(code));
  });

/**
 * Tests that proportions are equal in all groups, from their released rows: Pearson's chi-square and the likelihood ratio (R
 * `chisq.test(correct = FALSE)`). Withheld when a group is: what is left would be a selection.
 */
export function groupTests(proportions: readonly Estimate[]): readonly Estimate[] {
  const [first] = proportions;
  if (first === undefined || proportions.length < 2) return [];
  const hidden = proportions.find((row) => row.status === 'withheld');
  const table: CrossTable = proportions.map(({ n, events }) => [events ?? 0, (n ?? 0) - (events ?? 0)]);
  const counts = first.status === 'rounded' ? 'rounded counts' : 'counts';
  const rows = { status: first.status, method: counts, grid: '', n: 0, events: 0 };
  return [pearsonTest, likelihoodRatioTest].flatMap((test, index) => {
    const name = index === 0 ? 'Pearson chi-square' : 'likelihood ratio, independence';
    if (hidden !== undefined)
      return [estimate({ measure: 'chi-square', method: `${name}; ${counts}`, status: 'withheld' })];
    const found = test(table);
    return testRows(rows, '', name, found.status === 'estimated' ? found : null);
  });
}

const isKnown = ({ group }: Estimate) => !group.endsWith(`=${unknownLevel}`) && !group.endsWith(`=${outsideLevel}`);

/**
 * Cochran and Armitage's test for a trend of proportions over the known levels of an ordered variable, scores 1, 2, ... in the order of
 * the codebook (R `prop.trend.test`), from the released rows. Withheld when a level is: what is left would be a selection.
 */
export function trendRows(proportions: readonly Estimate[]): readonly Estimate[] {
  const known = proportions.filter(isKnown);
  const [first] = known;
  if (first === undefined || known.length < 2) return [];
  const counts = first.status === 'rounded' ? 'rounded counts' : 'counts';
  const name = 'Cochran-Armitage trend';
  if (known.some((row) => row.status === 'withheld'))
    return [estimate({ measure: 'chi-square', method: `${name}; ${counts}`, status: 'withheld' })];
  const found = trendTest(known.map(({ n, events }) => ({ total: n ?? 0, successes: events ?? 0 })));
  const rows = { status: first.status, method: counts, grid: '', n: 0, events: 0 };
  return testRows(rows, '', name, found.status === 'estimated' ? found : null);
}
