import type { EstimateRow } from '../protocol/estimate.ts';
import { estimateColumns } from './estimates-files.ts';

const headers = {
  study_id: 'onderzoek',
  analysis_id: 'analyse',
  provider: 'leverancier',
  municipality: 'gemeente',
  measure: 'maat',
  group: 'groep',
  time_days: 'dagen',
  n: 'aantal',
  events: 'gebeurtenissen',
  value: 'waarde',
  standard_error: 'standaardfout',
  ci_low: 'ondergrens',
  ci_high: 'bovengrens',
  status: 'status',
  method: 'methode',
  grid: 'raster',
  data_from: 'gegevens_van',
  data_until: 'gegevens_tot',
  policy: 'beleid',
  schema_version: 'versie',
} as const satisfies Readonly<Record<keyof EstimateRow, string>>;

/** Text that a spreadsheet would run as a formula gets an apostrophe; a minus before a number stays. */
function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', ',');
  const text = /^[=+@\-\t\r]/.test(value) ? `'${value}` : value;
  return /[";\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The tidy table for a Dutch Excel: UTF-8 with a mark, semicolons, decimal commas, Dutch headers, CRLF. */
export function estimatesExcel(rows: readonly EstimateRow[]): string {
  const lines = [
    estimateColumns.map((name) => headers[name]),
    ...rows.map((row) => estimateColumns.map((name) => field(row[name]))),
  ];
  return `\uFEFF${lines.map((line) => line.join(';')).join('\r\n')}\r\n`;
}
