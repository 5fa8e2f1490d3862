import { expect, test } from 'vitest';
import { familyRows, isAdjusted } from '../../lib/analyses/families.ts';
import { Study } from '../../lib/protocol/study.ts';
import { pValueRow } from '../support/p-values.ts';

const ids = ['first', 'second', 'third', 'fourth'];
const studyWith = (further: object) =>
  Study.parse({
    schema: 'vroegzicht-study/1',
    study: 'families',
    version: 1,
    title: 'Families',
    researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
    purpose: 'research',
    primary: ids,
    analyses: ids.map((id) => ({
      id,
      family: 'reach',
      analysis: 'table',
      unit: 'signals',
      measures: [{ measure: 'count' }],
    })),
    ...further,
  });
const rowOf = (id: string, value: number | null) => pValueRow('families', id, 'Pearson chi-square; counts', value);
const adjusted = (further: object, values: readonly (number | null)[]) =>
  familyRows(
    studyWith(further),
    values.map((value, index) => rowOf(ids[index] ?? '', value)),
  );

test('a family is adjusted by Holm unless the study asks for the rate of false findings, as R p.adjust does', () => {
  const values = [0.01, 0.04, 0.03, 0.005];
  // R 4.2.2: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") and "BH"
  expect(adjusted({}, values).map(({ value }) => value)).toEqual([0.03, 0.06, 0.06, 0.02]);
  const rows = adjusted({ multiplicity: 'benjamini-hochberg' }, values);
  expect(rows.map(({ value }) => Number(Number(value).toFixed(12)))).toEqual([0.02, 0.04, 0.04, 0.02]);
  expect(rows.map(({ method }) => method)).toEqual(
    ids.map(() => 'Benjamini-Hochberg over 4 tests of reach; Pearson chi-square; counts'),
  );
  expect(rows.every(isAdjusted)).toBe(true);
  expect(isAdjusted(rowOf('first', 0.01))).toBe(false);
});

test('a withheld test of the family makes no other result look stronger, whichever the adjustment', () => {
  expect(adjusted({ multiplicity: 'benjamini-hochberg' }, [0.01, null, null, 0.02]).map(({ value }) => value)).toEqual([
    0.04, 0.04,
  ]);
  expect(adjusted({}, [0.01, null, null, 0.02]).map(({ value }) => value)).toEqual([0.04, 0.06]);
});
