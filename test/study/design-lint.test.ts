import { describe, expect, test } from 'vitest';
import { Study } from '../../lib/protocol/study.ts';
import { lintDesign } from '../../lib/study/design-lint.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';

const study = (analysis: Record<string, unknown>, change: Record<string, unknown> = {}) =>
  Study.parse({
    schema: 'vroegzicht-study/1',
    study: 'a-study',
    version: 1,
    title: 'A study',
    researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
    purpose: 'research',
    minimumMunicipalities: 20,
    analyses: [{ id: 'one', ...analysis }],
    ...change,
  });
const rules = (given: Study) => lintDesign(given).map((warning) => warning.rule);
const landmark = {
  analysis: 'cox',
  unit: 'landmark-28',
  closedEntryDays: 105,
  covariates: [{ variable: 'landmark-arm' }],
};

describe('the design linter', () => {
  test('finds every trap in the notebook study, with reason and repair', async () => {
    const warnings = lintDesign(await readStudyFile('studies/effectiveness-notebook-2026.yaml'));
    expect([...new Set(warnings.map((warning) => warning.rule))].sort()).toEqual([
      'breslow-on-grid',
      'clock-after-exposure',
      'few-clusters',
      'few-events',
      'later-event',
      'no-primary',
    ]);
    const of = (rule: string) => warnings.filter((warning) => warning.rule === rule).map((warning) => warning.analysis);
    expect(of('clock-after-exposure')).toEqual(expect.arrayContaining(['return-by-arm', 'cox-return-by-arm']));
    expect(of('later-event')).toEqual(expect.arrayContaining(['return-by-method', 'return-by-outcome']));
    expect(of('breslow-on-grid')).toEqual(['cox-return-by-arm', 'cox-return-by-forwarding', 'cox-return-by-speed']);
    expect(of('few-events')).toContain('return-by-method');
    for (const { reason, repair } of warnings)
      expect([reason.length, repair.length].every((length) => length > 20)).toBe(true);
  });

  test('finds none in the honest study', async () =>
    expect(lintDesign(await readStudyFile('studies/effectiveness-2026.yaml'))).toEqual([]));

  const forwarded = {
    analysis: 'table',
    unit: 'signals',
    measures: [{ measure: 'proportion', variable: 'forwarded', success: ['yes'] }],
  };
  test.each([
    ['shares nothing with municipalities', {}, []],
    [
      'gives them no Dutch title, and no question where the page has no words',
      { report: { indicators: ['one'] } },
      ['report.title', 'one'],
    ],
    ['gives both', { report: { title: 'Doorzetten', questions: { one: 'Hoe vaak?' }, indicators: ['one'] } }, []],
  ])('what a Dutch reader will read: a study that %s', (_, change, named) =>
    expect(
      lintDesign(study(forwarded, change)).flatMap((one) => (one.rule === 'page-language' ? one.analysis : [])),
    ).toEqual(named),
  );

  test('finds none in a landmark comparison with enough municipalities', () =>
    expect(rules(study(landmark))).toEqual([]));

  test.each([
    [
      'arms from the closing date',
      { ...landmark, unit: 'case-spells', covariates: [{ variable: 'contact-arm' }] },
      'clock-after-exposure',
    ],
    [
      'only those who were reached',
      { analysis: 'survival', unit: 'case-spells', horizonsDays: [90], where: [{ variable: 'reached', in: ['yes'] }] },
      'later-event',
    ],
    ['Breslow', { ...landmark, ties: ['breslow'] }, 'breslow-on-grid'],
  ])('warns of %s', (_, analysis, rule) => expect(rules(study(analysis))).toContain(rule));

  test.each([
    [7, ['few-clusters']],
    [8, []],
  ])('counts %d municipalities as clusters', (minimumMunicipalities, found) =>
    expect(
      rules(
        study(
          { ...landmark, unit: 'new-households', covariates: [{ variable: 'high-arrears' }] },
          { minimumMunicipalities },
        ),
      ),
    ).toEqual(found),
  );

  test('expects ten events for each parameter, interactions included', () => {
    const crossed = { ...landmark, covariates: [{ variable: 'partner-type' }, { variable: 'landmark-arm' }] };
    const interactions = [['partner-type', 'landmark-arm']];
    expect(rules(study(crossed, { minimumMunicipalities: 12 }))).toEqual([]);
    expect(rules(study({ ...crossed, interactions }, { minimumMunicipalities: 12 }))).toEqual(['few-events']);
  });

  test('asks for a primary analysis when there are many', () => {
    const analyses = [1, 2, 3, 4].map((index) => ({ ...landmark, id: `a-${index}` }));
    expect(rules(study(landmark, { analyses }))).toEqual(['no-primary']);
    expect(rules(study(landmark, { analyses, primary: ['a-1'] }))).toEqual([]);
  });
});
