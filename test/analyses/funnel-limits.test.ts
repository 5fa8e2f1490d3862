import { expect, test } from 'vitest';
import { bindAnalysis } from '../../lib/analyses/registry.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { Analysis } from '../../lib/protocol/analyses.ts';
import type { ReleasedSiteSums } from '../../lib/protocol/evidence-sums.ts';
import { modelStudy } from '../support/analyses.ts';
import { reference } from '../support/reference.ts';

const funnel = reference('funnel');
const target = funnel.number('p0');
const sizes = funnel.numbers('n').slice(0, 3);
const analysis = Analysis.parse({
  id: 'a',
  analysis: 'heterogeneity',
  unit: 'landmark-28',
  outcome: 'crisis',
  success: ['yes'],
  limitsAtSizes: sizes,
});
const sums = (mean: number | null): ReleasedSiteSums => ({
  kind: 'site-sums',
  name: 'sites',
  sums:
    mean === null
      ? null
      : { sites: 9, weight: 400, squaredWeights: 20_000, mean: Math.log(mean / (1 - mean)), weightedSquares: 11 },
  protection: { roundingBase: 5, uncontrolled: false },
});
const limitsOf = (mean: number | null) =>
  bindAnalysis(analysis, studyContext(modelStudy))
    .estimate([sums(mean)])
    .filter((row) => row.method.startsWith('funnel limits'));
const clipped = (values: readonly number[]) => values.map((value) => Math.min(1, Math.max(0, value)));

test('limits around the mean of municipalities equal the reference of Spiegelhalter, at both levels', () => {
  for (const [level, low, high] of [
    ['95', 'lo95', 'hi95'],
    ['99.8', 'lo998', 'hi998'],
  ] as const) {
    const rows = limitsOf(target).filter((row) => row.method.includes(` ${level} percent`));
    const [lower, upper] = [low, high].map((name) => clipped(funnel.numbers(name)).slice(0, 3));
    expect(rows).toHaveLength(3);
    for (const [index, row] of rows.entries()) {
      expect(row.ci_low).toBeCloseTo(lower?.[index] ?? Number.NaN, 10);
      expect(row.ci_high).toBeCloseTo(upper?.[index] ?? Number.NaN, 10);
    }
  }
});

test('without released sums there are no limits', () => {
  expect(limitsOf(null)).toEqual([]);
});
