import type { EstimateRow } from '../protocol/estimate.ts';

/** Columns of the tidy table, in order (architecture, section 9). */
export const estimateColumns = [
  'study_id',
  'analysis_id',
  'provider',
  'municipality',
  'measure',
  'group',
  'time_days',
  'n',
  'events',
  'value',
  'standard_error',
  'ci_low',
  'ci_high',
  'status',
  'method',
  'grid',
  'data_from',
  'data_until',
  'policy',
  'schema_version',
] as const satisfies readonly (keyof EstimateRow)[];

/** A field of RFC 4180; text that a spreadsheet would run as a formula is quoted with an apostrophe. */
function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The tidy table as CSV: UTF-8, comma, full precision, empty for missing. */
export function estimatesCsv(rows: readonly EstimateRow[]): string {
  return [
    estimateColumns.join(','),
    ...rows.map((row) => estimateColumns.map((column) => field(row[column])).join(',')),
  ]
    .join('\n')
    .concat('\n');
}

/** The tidy table as a JSON array, one estimate a line. */
export function estimatesJson(rows: readonly EstimateRow[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}
