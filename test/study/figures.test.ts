import { expect, test } from 'vitest';
import type { AnalysisOutcome } from '../../lib/protocol/evidence.ts';
import { Study } from '../../lib/protocol/study.ts';
import { survivalFigures } from '../../lib/study/figures.ts';
import { modelFigures } from '../../lib/study/model-figures.ts';

const study = Study.parse({
  schema: 'vroegzicht-study/1',
  study: 'figures',
  version: 1,
  title: 'Figures',
  researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
  purpose: 'research',
  analyses: [
    {
      id: 'ratios',
      question: 'Is a new signal associated with <contact> & help?',
      analysis: 'cox',
      unit: 'landmark-28',
      closedEntryDays: 75,
      covariates: [{ variable: 'landmark-arm', reference: 'not-reached' }],
      ties: ['efron', 'breslow'],
    },
    {
      id: 'numbers',
      analysis: 'recurrence',
      unit: 'landmark-28',
      by: ['landmark-arm'],
      horizonsDays: [45, 75],
      closedEntryDays: 75,
    },
  ],
});
const levels = ['not-reached', 'reached', 'accepted'];
const dimensions = [{ variable: 'landmark-arm', levels }];
const protection = { roundingBase: 5, uncontrolled: false };
const coverage = { dataFrom: null, dataUntil: null, municipalities: 8 };
const risk = (withheld: boolean): AnalysisOutcome => ({
  analysis: 'ratios',
  status: 'released',
  coverage,
  evidence: [
    {
      kind: 'risk-table',
      name: 'return',
      dimensions,
      edgesDays: [45, 75],
      protection,
      patterns: levels.map((level, index) =>
        withheld && index === 2
          ? { levels: [level], entries: null, intervals: null }
          : {
              levels: [level],
              entries: 500,
              intervals: [
                { events: 60 - 10 * index, censored: 0 },
                { events: 40, censored: 0 },
              ],
            },
      ),
    },
  ],
});

test('a model has a forest plot with levels in words, one row a coefficient, and words for association', () => {
  const [figure] = modelFigures(study, [risk(false)]);
  expect(figure?.name).toBe('ratios');
  expect(figure?.svg.match(/<rect x=/g)).toHaveLength(2);
  for (const words of [
    'reached, accepted help',
    'against not reached yet',
    'not an effect',
    'fewer new signals',
    '&lt;contact&gt; &amp; help',
  ])
    expect(figure?.svg).toContain(words);
});

test('a withheld model has no figure, and a model is no curve', () => {
  expect(modelFigures(study, [risk(true)])).toEqual([]);
  expect(survivalFigures(study, [risk(false)])).toEqual([]);
});

test('mean counts stand at their days with households and limits', () => {
  const part = (days: number, mean: number) => ({
    kind: 'sums' as const,
    name: `signals-by-${days}`,
    dimensions,
    protection,
    cells: levels.map((level, index) => ({
      levels: [level],
      count: 300,
      mean: mean + index / 10,
      meanStep: 0.01,
      sumOfSquaredDeviations: 90,
    })),
  });
  const evidence = [part(45, 0.2), part(75, 0.3)];
  const [figure] = modelFigures(study, [{ analysis: 'numbers', status: 'released', coverage, evidence }]);
  expect(figure?.svg.match(/<circle/g)).toHaveLength(3 + 6);
  expect(figure?.svg).toContain('reached, accepted help (300 households)');
  expect(figure?.svg).not.toContain('NaN');
});
