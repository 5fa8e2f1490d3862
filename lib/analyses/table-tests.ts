import type { Estimate } from '../protocol/estimate.ts';
import { type CrossTable, likelihoodRatioTest, pearsonTest } from '../statistics/contingency.ts';
import { estimate } from './estimate-rows.ts';
import { testRows } from './model-rows.ts';

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
