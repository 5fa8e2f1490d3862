import { estimate } from '../../lib/analyses/estimate-rows.ts';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';

/** A pooled row with the p-value of an analysis; null is withheld or not estimable. */
export const pValueRow = (study: string, analysis: string, method: string, value: number | null): EstimateRow => ({
  ...estimate({ measure: 'p-value', method, status: 'released', value }),
  study_id: study,
  analysis_id: analysis,
  provider: 'pooled',
  municipality: '',
  data_from: null,
  data_until: null,
  policy: 'p',
  schema_version: '1',
});
