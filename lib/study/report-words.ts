import type { EstimateMeasure, EstimateRow, EstimateStatus } from '../protocol/estimate.ts';

/** Measures in words, as a reader of a paper expects them. */
const measures: Readonly<Record<EstimateMeasure, string>> = {
  count: 'count',
  proportion: 'proportion',
  mean: 'mean',
  quantile: 'quantile',
  maximum: 'maximum',
  date: 'date',
  'cumulative-incidence': 'cumulative incidence',
  survival: 'survival',
  'median-time': 'median time (days)',
  'restricted-mean': 'restricted mean (days)',
  'mean-cumulative-count': 'mean cumulative count',
  'chi-square': 'chi-square',
  'degrees-of-freedom': 'degrees of freedom',
  'p-value': 'p-value',
  coefficient: 'coefficient',
  'hazard-ratio': 'hazard ratio',
  'odds-ratio': 'odds ratio',
  'rate-ratio': 'rate ratio',
  'risk-difference': 'risk difference',
  'log-likelihood': 'log-likelihood',
  'variance-component': 'variance component',
  'person-time': 'person-time (days)',
};

const shares: readonly EstimateMeasure[] = ['proportion', 'cumulative-incidence', 'survival', 'risk-difference'];

const absent: Readonly<Partial<Record<EstimateStatus, string>>> = {
  withheld: 'withheld',
  'not-available': 'not in this source',
  refused: 'refused',
};

export const measureInWords = (measure: EstimateMeasure): string => measures[measure];

/** Thousands are grouped, fractions have four significant digits. */
export const numberInWords = (value: number): string =>
  Number.isInteger(value)
    ? value.toLocaleString('en-GB')
    : value.toLocaleString('en-GB', { maximumSignificantDigits: Math.abs(value) < 1000 ? 4 : 6 });

function quantity(measure: EstimateMeasure, value: number): string {
  if (measure === 'p-value') return value < 0.001 ? '< 0.001' : value.toFixed(3);
  return shares.includes(measure) ? `${(100 * value).toFixed(1)}%` : numberInWords(value);
}

/** The estimate, or the one word for why there is none; a median that lies beyond the last day says so. */
export function valueInWords({ measure, value, status }: EstimateRow): string {
  if (typeof value === 'number') return quantity(measure, value);
  if (value !== null) return value;
  return absent[status] ?? (measure === 'median-time' ? 'not reached' : 'cannot be estimated');
}

/** Both limits, or nothing. */
export function intervalInWords({ measure, ci_low: low, ci_high: high }: EstimateRow): string {
  return low === null || high === null ? '' : `${quantity(measure, low)} to ${quantity(measure, high)}`;
}

/** How many estimates of an analysis are shown and how many are not, in one sentence. */
export function withheldInWords(rows: readonly EstimateRow[]): string {
  const withheld = rows.filter(({ status }) => status === 'withheld').length;
  if (withheld === 0) return `All ${rows.length} estimates are shown.`;
  const all = withheld === rows.length ? 'All' : `${withheld} of`;
  return `${all} ${rows.length} estimates are withheld: too small, or needed to protect another number. The reasons stay with the providers.`;
}
