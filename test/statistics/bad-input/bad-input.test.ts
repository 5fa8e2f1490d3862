import { expect, test } from 'vitest';
import { countEstimators } from '../split/counts.ts';
import { coxEstimators } from '../split/cox.ts';
import { modelEstimators } from '../split/models.ts';
import { survivalEstimators } from '../split/survival.ts';
import { tableEstimators } from '../split/tables.ts';
import { spelled } from './bad-case.ts';
import { countCases } from './counts.ts';
import { coxCases } from './cox.ts';
import { modelCases } from './models.ts';
import { robustCases } from './robust.ts';
import { survivalCases } from './survival.ts';
import { tableCases } from './tables.ts';

const cases = [...countCases, ...tableCases, ...survivalCases, ...modelCases, ...robustCases, ...coxCases];

/** Parts that only an estimator above calls, with what it was given. */
const inner: readonly string[] = [
  'firth-logistic',
  'glm-family',
  'glm-message',
  'glm-rounds',
  'meta-analysis-fit',
  'meta-analysis-sums',
  'negative-binomial',
  'negative-binomial-rounds',
  'cox/counting-process',
  'cox/firth-penalty',
  'cox/hazard-path',
  'cox/partial-likelihood',
  'cox/process-sums',
  'cox/proportional-hazards',
  'cox/risk-sums',
  'cox/score-residuals',
  'cox/standard',
  'cox/ties',
];

test.each(cases)('%s: %s', (_file, _data, run, says) => {
  const found = run();
  expect(spelled(found)).not.toContain('broken');
  if (typeof says === 'object' && says !== null) expect(found).toMatchObject(says);
  else expect(found).toBe(says);
});

test('every estimator has a case', () => {
  const covered = new Set([...cases.map(([file]) => file), ...inner]);
  const estimators = [
    ...countEstimators,
    ...tableEstimators,
    ...survivalEstimators,
    ...modelEstimators,
    ...coxEstimators,
  ];
  expect(estimators.flatMap(({ covers }) => covers).filter((file) => !covered.has(file))).toEqual([]);
});
