import { expect, test } from 'vitest';
import type { AnalysisOutcome } from '../../lib/protocol/evidence.ts';
import { Study } from '../../lib/protocol/study.ts';
import { allFigures } from '../../lib/study/all-figures.ts';

const study = Study.parse({
  schema: 'vroegzicht-study/1',
  study: 'figures',
  version: 1,
  title: 'Figures',
  researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
  purpose: 'research',
  analyses: [
    {
      id: 'differences',
      analysis: 'heterogeneity',
      unit: 'new-households',
      closedEntryDays: 28,
      outcome: 'reached-in-28',
      success: ['yes'],
      limitsAtSizes: [200, 20],
    },
    {
      id: 'shares',
      analysis: 'table',
      unit: 'landmark-28',
      by: ['landmark-arm'],
      measures: [{ measure: 'proportion', variable: 'reached-in-28', success: ['yes'] }],
    },
  ],
});
const levels = ['not-reached', 'reached', 'accepted'];
const dimensions = [{ variable: 'landmark-arm', levels }];
const protection = { roundingBase: 5, uncontrolled: false };
const coverage = { dataFrom: null, dataUntil: null, municipalities: 8 };
const siteSums = { sites: 12, weight: 400, squaredWeights: 16_000, mean: -1, weightedSquares: 20 };

test('funnel limits stand around the mean share, are wider for a smaller municipality and show none', () => {
  const outcome = (sums: typeof siteSums | null): AnalysisOutcome => ({
    analysis: 'differences',
    status: 'released',
    coverage,
    evidence: [{ kind: 'site-sums', name: 'sites', protection, sums }],
  });
  const [figure] = allFigures(study, [outcome(siteSums)]);
  expect(figure?.name).toBe('differences');
  expect(figure?.svg).toContain('mean 26.9%');
  expect(figure?.svg).not.toContain('<circle');
  const described =
    /95 percent of municipalities.*?: 20 rows ([\d.]+) to ([\d.]+) percent.* 200 rows ([\d.]+) to ([\d.]+) percent/.exec(
      figure?.svg ?? '',
    );
  const [low20, high20, low200, high200] = (described ?? []).slice(1, 5).map(Number);
  expect(Number(low20)).toBeLessThan(Number(low200));
  expect(Number(high20)).toBeGreaterThan(Number(high200));
  expect(allFigures(study, [outcome(null)])).toEqual([]);
});

test('shares of groups stand side by side with the share in words; one share alone is no figure', () => {
  const counts = (known: readonly string[]): AnalysisOutcome => ({
    analysis: 'shares',
    status: 'released',
    coverage,
    evidence: [
      {
        kind: 'counts',
        success: ['yes'],
        name: 'proportion:reached-in-28',
        dimensions: [...dimensions, { variable: 'reached-in-28', levels: ['yes', 'no'] }],
        protection,
        cells: levels.flatMap((level, index) =>
          ['yes', 'no'].map((answer) => ({
            levels: [level, answer],
            count: known.includes(level) ? 100 + 50 * index : null,
          })),
        ),
      },
    ],
  });
  const [figure] = allFigures(study, [counts(levels.slice(0, 2))]);
  expect(figure?.name).toBe('shares-shares');
  expect(figure?.svg).toContain('reached within 28 days of the first signal: yes');
  expect(figure?.svg.match(/<circle/g)).toHaveLength(2);
  expect(figure?.svg).toContain('50.0% (');
  expect(allFigures(study, [counts(levels.slice(0, 1))])).toEqual([]);
});
