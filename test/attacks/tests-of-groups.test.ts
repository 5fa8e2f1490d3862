import { describe, expect, test } from 'vitest';
import { familyRows } from '../../lib/analyses/families.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { measureName, table as tableAnalysis } from '../../lib/analyses/table.ts';
import { TableParameters } from '../../lib/protocol/analysis.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { Study } from '../../lib/protocol/study.ts';
import { trendTest } from '../../lib/statistics/trend.ts';
import { gate, table } from '../support/gate.ts';
import { pValueRow } from '../support/p-values.ts';
import { smallStudy } from '../support/studies.ts';

describe('B11 solving the statistic of a trend for a cell', () => {
  const totals = [100, 100, 120];
  const trend = (hidden: number) => {
    const successes = [40, hidden, 70];
    const found = trendTest(totals.map((total, index) => ({ total, successes: successes[index] ?? 0 })));
    return found.status === 'estimated' ? found.chiSquare : Number.NaN;
  };
  const measure = { measure: 'proportion' as const, variable: 'age', success: ['young'] };
  const asked = {
    id: 'trend',
    analysis: 'table',
    unit: 'cases',
    by: ['type'],
    measures: [measure],
    compareTrend: true,
  };
  const parameters = TableParameters.parse(asked);

  /** What the gate releases of the same table, its middle count four or eight, and the rows computed from that. */
  function released(hidden: number): { readonly evidence: readonly ReleasedEvidence[]; readonly rows: string } {
    const young = { 'rent young': 40, 'energy young': hidden, 'water young': 70 };
    const old = { 'rent old': 60, 'energy old': 96, 'water old': 50 };
    const part = table('trend', ['type', 'age'], { ...young, ...old }, { success: ['young'] });
    const [counts] = gate([part]).released;
    if (counts?.kind !== 'counts') throw new Error('the gate gave no counts');
    const evidence = [{ ...counts, name: measureName(measure) }];
    return { evidence, rows: JSON.stringify(tableAnalysis.estimate(parameters, evidence, studyContext(smallStudy))) };
  }

  test('works on exact counts: of all that the hidden count can be, two fit the statistic', () => {
    const fits = Array.from({ length: 101 }, (_, hidden) => hidden).filter(
      (hidden) => Math.abs(trend(hidden) - trend(4)) < 1e-9,
    );
    expect(fits).toContain(4);
    expect(fits.length).toBeLessThanOrEqual(2);
  });

  test('is stopped: the test is withheld with the count, and four and eight give the same bytes', () => {
    const [four, eight] = [released(4), released(8)];
    expect(four.rows).toContain('Cochran-Armitage trend');
    expect(four.rows).toContain('"withheld"');
    expect(four).toEqual(eight);
  });
});

describe('an adjusted p-value tells of the tests beside it', () => {
  const ids = ['first', 'second', 'hidden'];
  const study = Study.parse({
    ...smallStudy,
    primary: ids,
    report: { indicators: ['first'] },
    multiplicity: 'benjamini-hochberg',
    analyses: ids.map((id) => ({
      id,
      family: 'reach',
      question: 'Who is reached?',
      analysis: 'table',
      unit: 'signals',
      measures: [{ measure: 'count' }],
    })),
  });
  const row = (id: string, value: number | null) => pValueRow(study.study, id, 'Cochran-Armitage trend; counts', value);
  const shown = (hidden: number | null) =>
    familyRows(study, [row('first', 0.02), row('second', 0.03), row('hidden', hidden)])
      .filter(({ analysis_id }) => analysis_id !== 'hidden')
      .map(({ value }) => value);

  test('works when the third is counted though it is not shown: a small one makes the others smaller', () => {
    expect(shown(0.001)).not.toEqual(shown(0.9));
  });

  test('is stopped: a withheld test counts as 1 whatever it is, and has no row', () => {
    expect(shown(null)).toEqual(shown(1));
    expect(familyRows(study, [row('first', 0.02), row('hidden', null)]).map((each) => each.analysis_id)).toEqual([
      'first',
    ]);
  });
});
