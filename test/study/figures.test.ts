import { expect, test } from 'vitest';
import type { AnalysisOutcome } from '../../lib/protocol/evidence.ts';
import { Study } from '../../lib/protocol/study.ts';
import { allFigures } from '../../lib/study/all-figures.ts';
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
    {
      id: 'causes',
      analysis: 'competing-risks',
      unit: 'landmark-28',
      causes: 'creditor',
      horizonsDays: [75],
      closedEntryDays: 75,
    },
    {
      id: 'recurring',
      analysis: 'recurrence',
      model: 'andersen-gill',
      unit: 'landmark-28',
      by: ['landmark-arm'],
      horizonsDays: [45, 75],
      closedEntryDays: 75,
    },
    {
      id: 'steps',
      analysis: 'funnel',
      steps: ['signals', 'forwarded', 'reached'].map((name) => ({ name, unit: 'signals' })),
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

/** Moments of new signals by a day, the more the further the arm. */
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

test('mean counts stand at their days with households and limits', () => {
  const evidence = [part(45, 0.2), part(75, 0.3)];
  const [figure] = modelFigures(study, [{ analysis: 'numbers', status: 'released', coverage, evidence }]);
  expect(figure?.svg.match(/<circle/g)).toHaveLength(3 + 6);
  expect(figure?.svg).toContain('reached, accepted help (300 households)');
  expect(figure?.svg).not.toContain('NaN');
});

test('kinds of signal have a curve each from the landmark on, with who is left at risk', () => {
  const intervals = [
    { events: [60, 30], censored: 0 },
    { events: [20, 15], censored: 0 },
  ];
  const table = { kind: 'competing-table' as const, name: 'return', dimensions: [], protection };
  const causes = ['same-creditor', 'other-creditor'];
  const patterns = [{ levels: [], entries: 1500, intervals }];
  const evidence = [{ ...table, causes, edgesDays: [45, 75], patterns }];
  const figures = allFigures(study, [{ analysis: 'causes', status: 'released', coverage, evidence }]);
  expect(figures.map(({ name }) => name)).toEqual(['causes']);
  for (const words of [
    'of the same creditor',
    'of another creditor',
    '>28<',
    '>1,500<',
    '>1,410<',
    '>1,375<',
    'first signal',
  ])
    expect(figures[0]?.svg).toContain(words);
  expect(figures[0]?.svg).not.toContain('NaN');
});

test('steps of a funnel are bars with shares of the step before; a withheld step says so', () => {
  const part = (name: string, count: number | null) => ({
    kind: 'counts' as const,
    name,
    dimensions: [],
    success: null,
    protection,
    cells: [{ levels: [], count }],
  });
  const evidence = [part('signals', 1200), part('forwarded', 900), part('reached', null)];
  const [figure] = allFigures(study, [{ analysis: 'steps', status: 'released', coverage, evidence }]);
  for (const words of ['1,200', '900', '75% of the step before', 'withheld']) expect(figure?.svg).toContain(words);
  expect(figure?.svg.match(/<rect x=/g)).toHaveLength(2);
});

const manyGroups = [
  'no-contact',
  'no-help-wanted',
  'self-resolving',
  'paid',
  'arrangement',
  'advice',
  'referred',
  'other',
];
const survivalStudy = Study.parse({
  ...study,
  analyses: [{ id: 'curves', analysis: 'survival', unit: 'case-spells', by: ['primary-method'], horizonsDays: [105] }],
});
const curves = (edgesDays: readonly number[], groups: readonly string[]): AnalysisOutcome => ({
  analysis: 'curves',
  status: 'released',
  coverage,
  evidence: [
    {
      kind: 'risk-table',
      name: 'return',
      dimensions: [{ variable: 'primary-method', levels: [...groups] }],
      edgesDays: [...edgesDays],
      patterns: groups.map((level, index) => ({
        levels: [level],
        entries: 400,
        intervals: edgesDays.map(() => ({ events: 100 + 10 * index, censored: 90 })),
      })),
      protection,
    },
  ],
});

test('where no day may be shown there is no figure: an empty frame reads as nobody', () => {
  expect(survivalFigures(survivalStudy, [curves([], ['letter', 'phone'])])).toEqual([]);
});

test('more groups than colours are shares by the last day, with limits, and a title in words', () => {
  const [figure] = survivalFigures(survivalStudy, [curves([105], manyGroups)]);
  expect(figure?.svg).toContain('<text class="title" x="16" y="26">Share with a new signal, by');
  expect(figure?.svg.match(/<circle/g)).toHaveLength(manyGroups.length);
  expect(figure?.svg).toContain('share with a new signal within 105 days since the case was closed');
  expect(figure?.svg).toContain('25.0% (');
  expect(figure?.svg).not.toContain('At risk');
});

test('a share of a group with a long name shows the whole name, and says in words what is not known', () => {
  const shown = curves([105], manyGroups);
  const [one] = shown.status === 'released' ? shown.evidence : [];
  if (shown.status !== 'released' || one?.kind !== 'risk-table') throw new Error('no curve');
  const dimensions = [...one.dimensions, { variable: 'arrears-band', levels: ['700-2000', 'unknown'] }];
  const patterns = one.patterns.flatMap((pattern) =>
    ['700-2000', 'unknown'].map((band) => ({ ...pattern, levels: [...pattern.levels, band] })),
  );
  const outcome = { ...shown, evidence: [{ ...one, dimensions, patterns }] };
  const [figure] = survivalFigures(survivalStudy, [outcome]);
  const words = [...(figure?.svg ?? '').matchAll(/<text x="16"[^>]*>([^<]*)</g)].map(([, word]) => word).join(' ');
  expect(words.match(/over 700 to 2,000 euro/g)).toHaveLength(manyGroups.length);
  expect(words.match(/not known/g)).toHaveLength(manyGroups.length);
  expect(words).not.toContain('unknown');
});

test('adjusted rate ratios of a recurrence have a forest plot of their own, by the last day', () => {
  const evidence = [part(45, 0.2), part(75, 0.3)];
  const found = modelFigures(study, [{ analysis: 'recurring', status: 'released', coverage, evidence }]);
  expect(found.map(({ name }) => name)).toEqual(['recurring', 'recurring-ratios']);
  const ratios = found[1]?.svg ?? '';
  expect(ratios).toContain('rate ratio (95% limits)');
  expect(ratios).toContain('1.33 (');
  expect(ratios).toContain('1.67 (');
});
