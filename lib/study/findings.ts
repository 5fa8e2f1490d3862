import { isAdjusted } from '../analyses/families.ts';
import type { EstimateMeasure, EstimateRow } from '../protocol/estimate.ts';
import type { Study } from '../protocol/study.ts';
import { groupInWords, referenceInWords } from './figure-words.ts';

/** One primary analysis in plain words: its question, what was found by group, and the test with its family. */
export type Finding = { readonly question: string; readonly lines: readonly string[] };

const ratioWords: Readonly<Partial<Record<EstimateMeasure, string>>> = {
  'hazard-ratio': 'hazard ratio',
  'odds-ratio': 'odds ratio',
  'rate-ratio': 'rate ratio',
};

const interval = ({ ci_low: low, ci_high: high }: EstimateRow): string =>
  low === null || high === null ? '' : ` (95% limits ${low.toFixed(2)} to ${high.toFixed(2)})`;

function ratioLines(rows: readonly EstimateRow[]): readonly string[] {
  const ratios = rows.filter((row) => ratioWords[row.measure] !== undefined && typeof row.value === 'number');
  const [first] = ratios;
  const last = Math.max(...ratios.map((row) => row.time_days ?? 0));
  return ratios
    .filter((row) => row.method === first?.method && (row.time_days ?? last) === last)
    .map((row) => {
      const reference = referenceInWords(row.group, row.method);
      const words = `${ratioWords[row.measure] ?? row.measure} ${Number(row.value).toFixed(2)}${interval(row)}`;
      const day = row.time_days === null ? '' : ` by day ${last}`;
      return `${groupInWords(row.group)}: ${words}${day}${reference === '' ? '' : `, ${reference}`}`;
    });
}

function meanLines(rows: readonly EstimateRow[]): readonly string[] {
  const means = rows.filter((row) => row.measure === 'mean-cumulative-count' && typeof row.value === 'number');
  const last = Math.max(...means.map((row) => row.time_days ?? 0));
  return means
    .filter((row) => row.time_days === last)
    .map(
      (row) =>
        `${groupInWords(row.group)}: ${Number(row.value).toFixed(2)} new signals a household by day ${last}${interval(row)}`,
    );
}

const pValue = (value: number): string => (value < 0.001 ? 'p < 0.001' : `p = ${value.toFixed(3)}`);

function testLines(rows: readonly EstimateRow[]): readonly string[] {
  const adjusted = rows.find(isAdjusted);
  if (typeof adjusted?.value !== 'number') return [];
  const [family = ''] = adjusted.method.split(';');
  return [`${family}: ${pValue(adjusted.value)}`];
}

/**
 * The registered primary analyses in words, from rows over all providers; one that was withheld or is not available says so. Every
 * line is an association.
 */
export function findingsOf(study: Study, estimates: readonly EstimateRow[]): readonly Finding[] {
  return study.analyses
    .filter(({ id }) => study.primary.includes(id))
    .map(({ id, question }) => {
      const rows = estimates.filter((row) => row.analysis_id === id && row.provider === 'pooled');
      const found = [...ratioLines(rows), ...meanLines(rows)];
      const none = rows.some((row) => row.status === 'withheld') ? 'withheld' : 'not available';
      return { question: question ?? id, lines: found.length === 0 ? [none] : [...found, ...testLines(rows)] };
    });
}
