import { expect, test } from 'vitest';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';
import { findingsOf } from '../../lib/study/findings.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';

const base: EstimateRow = {
  study_id: 'effectiveness-2026',
  analysis_id: 'help-any-signal',
  provider: 'pooled',
  municipality: '',
  measure: 'hazard-ratio',
  group: 'landmark-arm=accepted',
  time_days: null,
  n: 1000,
  events: 200,
  value: 0.834,
  standard_error: null,
  ci_low: 0.55,
  ci_high: 1.26,
  status: 'rounded',
  method: 'Cox, Efron ties; errors by household; reference landmark-arm=not-reached',
  grid: '118',
  data_from: null,
  data_until: null,
  policy: '',
  schema_version: '1',
};
const holm = {
  ...base,
  measure: 'p-value' as const,
  group: '',
  value: 0.4321,
  ci_low: null,
  ci_high: null,
  method: 'Holm over 3 tests of help; Wald, all terms; Cox',
};
const mean = {
  ...base,
  analysis_id: 'help-number-of-signals',
  measure: 'mean-cumulative-count' as const,
  group: 'landmark-arm=reached',
  ci_low: 0.35,
  ci_high: 0.53,
  value: 0.43,
};

test('primary results are words: ratios of the first errors asked for, mean numbers at the last day, Holm, and what was withheld', async () => {
  const study = await readStudyFile('studies/effectiveness-2026.yaml');
  const other = { ...base, value: 0.9, method: 'Cox, Efron ties; reference landmark-arm=not-reached' };
  const elsewhere = { ...base, provider: 'provider-a', value: 0.1 };
  const withheld = { ...base, analysis_id: 'help-other-creditor', value: null, status: 'withheld' as const };
  const rows = [elsewhere, base, other, holm, { ...mean, time_days: 75 }, { ...mean, time_days: 118 }, withheld];
  const [any, creditor, numbers, reached] = findingsOf(study, rows);
  expect(any?.lines).toEqual([
    'reached, accepted help: hazard ratio 0.83 (95% limits 0.55 to 1.26), against not reached yet',
    'Holm over 3 tests of help: p = 0.432',
  ]);
  expect(any?.question).toContain('associated');
  expect(creditor?.lines).toEqual(['withheld']);
  expect(numbers?.lines).toEqual([
    'reached, no help accepted yet: 0.43 new signals a household by day 118 (95% limits 0.35 to 0.53)',
  ]);
  expect(reached?.lines).toEqual(['not available']);
});

test('a ratio at several days is told once, with its day', async () => {
  const study = await readStudyFile('studies/effectiveness-2026.yaml');
  const ratio = {
    ...mean,
    measure: 'rate-ratio' as const,
    method: 'ratio of means; reference landmark-arm=not-reached',
  };
  const found = findingsOf(
    study,
    [75, 118].map((time_days) => ({ ...ratio, time_days, value: time_days / 100 })),
  );
  expect(found.find(({ question }) => question.startsWith('How many new signals'))?.lines).toEqual([
    'reached, no help accepted yet: rate ratio 1.18 (95% limits 0.35 to 0.53) by day 118, against not reached yet',
  ]);
});
