import {
  type CountingProcess,
  type CountingProcessRow,
  countingProcess,
} from '../../lib/statistics/cox/counting-process.ts';
import type { PatternRisk } from '../../lib/statistics/cox/pattern-table.ts';
import { diagonal, element, entry, type Matrix } from '../../lib/statistics/linear-algebra.ts';
import { type DataRow, referenceData } from './reference.ts';
import { distinctTimes, tabulate } from './survival-tables.ts';

const complete = ['time', 'status', 'age', 'sex', 'ph.ecog', 'inst'] as const;

/** The 226 complete cases of lung, with age, sex and ph.ecog as terms and the institution as cluster. */
export const lungRows: readonly CountingProcessRow[] = referenceData('lung')
  .filter((row) => complete.every((column) => !['', 'NA'].includes(row.text(column))))
  .map((row) => ({
    endDays: row.number('time'),
    event: row.number('status') === 2,
    covariates: [row.number('age'), row.number('sex'), row.number('ph.ecog')],
    cluster: row.number('inst'),
  }));

/** The same rows with the institution as stratum. */
export const lungStrata = lungRows.map((row) => ({ ...row, stratum: row.cluster ?? 0 }));

/** B, C, prior6, debt bands 2 to 4 and the age band of a synthetic case. */
export const caseTerms = (row: DataRow): readonly number[] => [
  ...['B', 'C'].map((arm) => (row.text('arm') === arm ? 1 : 0)),
  row.number('prior6'),
  ...[2, 3, 4].map((band) => (row.number('debt_band') === band ? 1 : 0)),
  row.number('age_band'),
];

/** A synthetic case on the weekly grid; its municipality (1-7) is the stratum and its household the cluster. */
export const caseRow = (row: DataRow): CountingProcessRow => ({
  endDays: 7 * Math.ceil(row.number('time') / 7),
  event: row.number('status') === 1,
  covariates: caseTerms(row),
  stratum: Number(row.text('muni').slice(1)),
  cluster: row.number('hh'),
});

/** All synthetic cases. */
export const cases: readonly DataRow[] = referenceData('vs_cases');

/** Rows without strata. */
export const pooled = (rows: readonly CountingProcessRow[]): readonly CountingProcessRow[] =>
  rows.map((row) => ({ ...row, stratum: 0 }));

/** The risk tables per pattern of covariates and stratum of rows without delayed entry. */
export function patternsOf(rows: readonly CountingProcessRow[], edgesDays?: readonly number[]): readonly PatternRisk[] {
  const followUps = rows.map((row) => ({ timeDays: row.endDays, event: row.event }));
  const edges = edgesDays ?? distinctTimes(followUps);
  const groups = new Map<string, CountingProcessRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.stratum ?? 0, row.covariates]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    if (first === undefined) return [];
    const intervals = tabulate(
      group.map((row) => ({ timeDays: row.endDays, event: row.event })),
      edges,
    );
    return [{ covariates: first.covariates, stratum: String(first.stratum ?? 0), intervals }];
  });
}

/** Columns of rows whose number of terms is that of the first. */
export const processOf = (rows: readonly CountingProcessRow[]): CountingProcess =>
  countingProcess(rows, rows[0]?.covariates.length ?? 0);

/** Numbers of estimates, NaN where there is none, so that a comparison fails. */
export const numbers = (values: readonly (number | null | undefined)[]): readonly number[] =>
  values.map((value) => value ?? Number.NaN);

/** Largest error of a covariance as a share of the product of the standard errors. */
export function covarianceError(actual: Matrix, expected: Matrix): number {
  const errors = diagonal(expected).map(Math.sqrt);
  return Math.max(
    ...expected.flatMap((row, i) =>
      row.map((value, j) => Math.abs(element(actual, i, j) - value) / (entry(errors, i) * entry(errors, j))),
    ),
  );
}
