import type { GlmData } from '../../lib/statistics/glm-message.ts';
import { type DataRow, referenceData } from './reference.ts';

/** A term of a model: how a row gives its value. */
export type Term = (row: DataRow) => number;

/** 1 where the column holds the text. */
export const is =
  (column: string, value: string): Term =>
  (row) =>
    row.text(column) === value ? 1 : 0;

/** The number in the column. */
export const of =
  (column: string): Term =>
  (row) =>
    row.number(column);

/** A design with an intercept and the terms. */
export function design(rows: readonly DataRow[], response: string, terms: readonly Term[], offset?: Term): GlmData {
  return {
    covariates: rows.map((row) => [1, ...terms.map((term) => term(row))]),
    response: rows.map((row) => row.number(response)),
    ...(offset === undefined ? {} : { offset: rows.map(offset) }),
  };
}

/** Rows grouped by the text of a column, in order of first appearance. */
export function groupRows(rows: readonly DataRow[], column: string): readonly (readonly DataRow[])[] {
  return [...Map.groupBy(rows, (row) => row.text(column)).values()];
}

/** `low ~ age + lwt + race + smoke + ptl + ht + ui` on MASS::birthwt. */
export function birthWeight(rows: readonly DataRow[] = referenceData('birthwt')): GlmData {
  const race = [is('race', 'black'), is('race', 'other')];
  return design(rows, 'low', [of('age'), of('lwt'), ...race, ...['smoke', 'ptl', 'ht', 'ui'].map(of)]);
}

const reachTerms = [
  ...['phone', 'visit', 'sms'].map((method) => is('method', method)),
  (row: DataRow) => Math.log(row.number('debt')),
  of('prior6'),
  (row: DataRow) => (row.number('age_band') >= 3 ? 1 : 0),
];

/** `reached ~ method + log(debt) + prior6 + (age_band >= 3)` on the synthetic cases. */
export function reachModel(rows: readonly DataRow[]): GlmData {
  return design(rows, 'reached', reachTerms);
}
