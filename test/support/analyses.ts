import { expect } from 'vitest';
import { estimateRows } from '../../lib/analyses/estimates.ts';
import type { StudyContext } from '../../lib/analyses/module.ts';
import { type AnalysisEvidence, runStudy } from '../../lib/analyses/run-study.ts';
import { type LocalExtract, openCatalogue } from '../../lib/dataset/catalogue.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import { participantOf } from '../../lib/dataset/participant.ts';
import { withoutControl } from '../../lib/disclosure/uncontrolled.ts';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';
import type { AnalysisOutcome } from '../../lib/protocol/evidence.ts';
import { Study } from '../../lib/protocol/study.ts';

/** Evidence of all analyses of a study on extracts, in a sandbox in their folder. */
export async function evidenceOf(
  study: Study,
  context: StudyContext,
  extracts: readonly LocalExtract[],
  root: string,
): Promise<readonly AnalysisEvidence[]> {
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  try {
    const catalogue = await openCatalogue(sandbox, extracts);
    const participants = extracts.map((each) => participantOf(each.manifest));
    return await runStudy({ study, context, participants, answer: catalogue.answer });
  } finally {
    sandbox.close();
  }
}

/** Outcomes as they are, without the gate. */
export const uncontrolledOutcomes = (found: readonly AnalysisEvidence[]): readonly AnalysisOutcome[] =>
  found.map(({ analysis, pooled, coverage }) => ({
    analysis: analysis.id,
    status: 'released',
    evidence: pooled.map(withoutControl),
    coverage,
  }));

/** The tidy table of outcomes. */
export const rowsOf = (
  study: Study,
  outcomes: readonly AnalysisOutcome[],
  context: StudyContext,
): readonly EstimateRow[] =>
  estimateRows(study, outcomes, { studyId: study.study, provider: 'pooled', municipality: '', policy: '' }, context);

/** Expects the same rows with numbers that agree to a share of themselves. */
export function expectSameRows(found: readonly EstimateRow[], wanted: readonly EstimateRow[], tolerance: number): void {
  expect(found.map((row) => [row.analysis_id, row.measure, row.group, row.time_days, row.events])).toEqual(
    wanted.map((row) => [row.analysis_id, row.measure, row.group, row.time_days, row.events]),
  );
  for (const [index, row] of wanted.entries())
    for (const column of ['n', 'value', 'standard_error', 'ci_low', 'ci_high'] as const) {
      const [one, other] = [found[index]?.[column], row[column]];
      const where = `${row.analysis_id} ${row.measure} ${row.group} ${row.method} ${column}`;
      if (typeof other !== 'number') expect(one, where).toBe(other);
      else expect(Math.abs(Number(one) - other), where).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(other)));
    }
}

/** A study with every kind of analysis of new households and every model. */
export const modelStudy = Study.parse({
  schema: 'vroegzicht-study/1',
  study: 'model-study',
  version: 1,
  title: 'Every kind of analysis',
  researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
  purpose: 'research-effectiveness',
  minimumMunicipalities: 3,
  ladderDays: [[28, 45, 75], [45, 75], [75]],
  dailyGridWhenUncontrolled: true,
  analyses: [
    {
      id: 'cox',
      analysis: 'cox',
      unit: 'case-spells',
      covariates: [{ variable: 'contact-arm', reference: 'not-reached' }, { variable: 'arrears-band' }],
      interactions: [['contact-arm', 'arrears-band']],
      ties: ['efron', 'breslow'],
    },
    {
      id: 'cox-number',
      analysis: 'cox',
      unit: 'case-spells',
      where: [{ variable: 'reached', in: ['yes'] }],
      covariates: [{ variable: 'days-to-reach' }, { variable: 'arrears-band' }],
    },
    {
      id: 'cox-landmark',
      analysis: 'cox',
      unit: 'landmark-28',
      closedEntryDays: 75,
      outcome: 'other-creditor',
      covariates: [{ variable: 'landmark-arm' }],
    },
    {
      id: 'causes',
      analysis: 'competing-risks',
      unit: 'new-households',
      causes: 'creditor',
      horizonsDays: [45, 75],
      closedEntryDays: 75,
    },
    {
      id: 'arrears-causes',
      analysis: 'competing-risks',
      unit: 'landmark-28',
      by: ['landmark-arm'],
      causes: 'arrears',
      horizonsDays: [75],
      closedEntryDays: 75,
    },
    {
      id: 'rates',
      analysis: 'piecewise-exponential',
      unit: 'contact-states',
      covariates: [{ variable: 'state' }, { variable: 'high-arrears', reference: 'no' }],
    },
    { id: 'states', analysis: 'state-hazards', unit: 'contact-states', untilDays: 75 },
    {
      id: 'odds',
      analysis: 'glm',
      unit: 'cases',
      outcome: 'reached',
      success: ['yes'],
      covariates: [{ variable: 'first-method', levels: ['letter', 'phone', 'home-visit'] }],
    },
    {
      id: 'amounts',
      analysis: 'quantiles',
      unit: 'signals',
      variable: 'arrears-euro',
      by: ['partner-type'],
      probabilities: [0.25, 0.5, 0.9],
    },
    {
      id: 'numbers',
      analysis: 'recurrence',
      unit: 'landmark-28',
      by: ['landmark-arm'],
      horizonsDays: [45, 75],
      closedEntryDays: 75,
    },
    {
      id: 'differences',
      analysis: 'heterogeneity',
      unit: 'cases',
      outcome: 'reached',
      success: ['yes'],
      exposure: { variable: 'first-method', level: 'phone', reference: 'letter' },
    },
    {
      id: 'order',
      analysis: 'attempts',
      covariates: [{ variable: 'approach', levels: ['written', 'phone', 'home-visit'] }],
    },
  ],
});
