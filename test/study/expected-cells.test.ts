import { describe, expect, test } from 'vitest';
import { variables } from '../../lib/dataset/variables.ts';
import { Study } from '../../lib/protocol/study.ts';
import { type ExpectedSize, expectedSmallCells } from '../../lib/study/expected-cells.ts';
import { expectedCellsWords } from '../../lib/study/expected-cells-words.ts';
import { nationalShares } from '../../lib/study/national-shares.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';

const study = (analysis: Record<string, unknown>) =>
  Study.parse({
    schema: 'vroegzicht-study/1',
    study: 'a-study',
    version: 1,
    title: 'A study',
    researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
    purpose: 'research',
    minimumMunicipalities: 5,
    analyses: [{ id: 'one', ...analysis }],
  });
const size: ExpectedSize = { municipalities: 5, inhabitants: 20_000 };
const table = (by: readonly string[], rest: Record<string, unknown> = {}) =>
  study({ analysis: 'table', unit: 'cases', by, measures: [{ measure: 'count' }], ...rest });
const only = (given: Study, asked = size) => expectedSmallCells(given, asked)[0];
const cellOf = (given: Study, code: string, asked = size) =>
  only(given, asked)?.small.find(({ levels }) => levels.some((level) => level.code === code));

describe('cells expected to be too small', () => {
  test('the shares of every variable with a figure are codes of the codebook and add up to one', () => {
    for (const { name, levels, units } of variables)
      for (const unit of units) {
        const shares = nationalShares(name, unit);
        if (shares === undefined) continue;
        const codes = levels.map(({ code }) => code);
        const used = Object.entries(shares).filter(([, share]) => share > 0);
        expect(used.filter(([code]) => !codes.includes(code)).map(([code]) => `${name} ${code}`)).toEqual([]);
        expect(
          used.reduce((sum, [, share]) => sum + share, 0),
          name,
        ).toBeCloseTo(1, 6);
      }
  });

  test('counts by hand: 4.4 signals a month for 1,000 inhabitants, 40% of them repeats, 1% of municipal taxes', () => {
    // first signals of households of 60,000 inhabitants in six months
    const signals = study({
      analysis: 'table',
      unit: 'signals',
      by: ['partner-type'],
      measures: [{ measure: 'count' }],
    });
    const asked = { municipalities: 1, inhabitants: 60_000 };
    expect(cellOf(signals, 'municipal-taxes', asked)?.households).toBeCloseTo(0.0044 * 6 * 60_000 * 0.6 * 0.01, 8);
    expect(cellOf(signals, 'municipal-taxes')).toBeUndefined();
    expect(cellOf(signals, 'mortgage')?.households).toBe(0);
  });

  test('names the coarser variable of the codebook, and the cells that stay are those of the coarser study', () => {
    const found = only(table(['outcome', 'contact-arm']));
    for (const change of found?.coarsen ?? []) {
      const by = ['outcome', 'contact-arm'].flatMap((name) => (name === change.variable ? change.by : [name]));
      if (change.change === 'leave-out-levels') continue;
      expect(only(table(by))?.small.length ?? 0, change.variable).toBe(change.remaining);
    }
    expect(only(table(['primary-method']))?.coarsen).toContainEqual(
      expect.objectContaining({ change: 'coarser-variable', by: ['first-attempt-kind'] }),
    );
  });

  test('names the level to leave out, and leaving it out leaves none', () => {
    const cox = (covariate: Record<string, unknown>) =>
      study({ analysis: 'cox', unit: 'new-households', closedEntryDays: 118, covariates: [covariate] });
    const found = only(cox({ variable: 'arrears-band' }));
    const change = found?.coarsen.find((each) => each.change === 'leave-out-levels');
    expect(change?.by).toContain('over-2000');
    const levels = ['0-200', '200-700', '700-2000', 'over-2000'].filter((code) => change?.by.includes(code) !== true);
    expect(only(cox({ variable: 'arrears-band', levels }))?.small.length ?? 0).toBe(change?.remaining);
  });

  test('a condition keeps its share, and more municipalities mend what figures know', () => {
    const where = [{ variable: 'landmark-arm', in: ['accepted'] }];
    const narrow = table(['age-band'], { unit: 'landmark-28', where });
    const asked = { municipalities: 1, inhabitants: 6000 };
    const found = only(narrow, asked);
    expect(found?.small).toHaveLength(4);
    const enough = found?.enoughFrom ?? 0;
    expect(enough).toBeGreaterThan(1);
    expect(expectedSmallCells(narrow, { ...asked, municipalities: enough })).toEqual([]);
    expect(expectedSmallCells(narrow, { ...asked, municipalities: enough - 1 })).not.toEqual([]);
    expect(only(table(['partner-type'], { unit: 'signals' }))?.enoughFrom).toBeNull();
  });

  test('says which variables have no public figure', () => {
    const found = only(table(['closed', 'outcome']));
    expect(found?.withoutFigure).toEqual(['closed']);
    expect(expectedCellsWords(found === undefined ? [] : [found], size).join('\n')).toContain(
      'no public figure for closed',
    );
  });

  test('every analysis of the example studies can be counted', async () => {
    for (const name of ['contact-and-return-2026', 'effectiveness-2026', 'effectiveness-notebook-2026']) {
      const given = await readStudyFile(`studies/${name}.yaml`);
      const few = expectedSmallCells(given, { municipalities: 3, inhabitants: 6000 });
      const many = expectedSmallCells(given, { municipalities: 300, inhabitants: 50_000 });
      const count = (found: typeof few) => found.reduce((sum, { small }) => sum + small.length, 0);
      expect(count(few)).toBeGreaterThan(count(many));
      for (const { small, cells } of few) expect(small.length).toBeLessThanOrEqual(cells);
    }
  });
});
