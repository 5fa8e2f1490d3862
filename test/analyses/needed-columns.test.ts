import { expect, test } from 'vitest';
import { neededColumns } from '../../lib/analyses/needed-columns.ts';
import { Analysis } from '../../lib/protocol/analyses.ts';

const needs = (given: Record<string, unknown>) => neededColumns(Analysis.parse({ id: 'one', ...given }));

test.each([
  [
    'a table: groups, conditions and what is measured',
    {
      analysis: 'table',
      unit: 'cases',
      by: ['reached'],
      where: [{ variable: 'closed', in: ['yes'] }],
      measures: [{ measure: 'count', where: [{ variable: 'withdrawn', in: ['no'] }] }],
    },
    ['contact_attempts.reached', 'signal_cases.closed', 'signal_cases.withdrawn'],
  ],
  [
    'a spell: its own columns come first',
    { analysis: 'survival', unit: 'signal-spells', by: ['age-band'], horizonsDays: [90] },
    ['signals.signal_date', 'signals.age'],
  ],
  [
    'an odds ratio: the outcome too',
    {
      analysis: 'glm',
      unit: 'cases',
      outcome: 'reached',
      success: ['yes'],
      covariates: [{ variable: 'first-method' }],
    },
    ['contact_attempts.method', 'contact_attempts.reached'],
  ],
  [
    'attempts: being reached, and the order of attempts',
    { analysis: 'attempts', covariates: [{ variable: 'approach' }] },
    ['contact_attempts.reached', 'contact_attempts.attempted_on', 'contact_attempts.method'],
  ],
])('columns that an analysis needs, %s', (_, given, columns) => expect(needs(given)).toEqual(columns));
