import type { Estimate, EstimateRow } from '../protocol/estimate.ts';
import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { estimate } from './estimate-rows.ts';
import { familyRows } from './families.ts';
import type { StudyContext } from './module.ts';
import { bindAnalysis } from './registry.ts';
import { studyContext } from './study-context.ts';

/** Columns of an estimate row that an analysis does not know. */
export type EstimateSource = {
  readonly studyId: string;
  readonly provider: string;
  readonly municipality: string;
  readonly policy: string;
};

function estimatesOf(study: Study, outcome: AnalysisOutcome, context: StudyContext): readonly Estimate[] {
  const analysis = study.analyses.find((each) => each.id === outcome.analysis);
  if (analysis === undefined) return [];
  if (outcome.status === 'not-available')
    return [
      estimate({
        measure: 'count',
        method: `needs ${outcome.missing.join(', ')}`.slice(0, 120),
        status: 'not-available',
      }),
    ];
  if (outcome.status === 'withheld')
    return [estimate({ measure: 'count', method: 'whole analysis', status: 'withheld' })];
  return bindAnalysis(analysis, context).estimate(outcome.evidence);
}

/** The tidy table of a study's outcomes: every row follows from released evidence. */
export function estimateRows(
  study: Study,
  outcomes: readonly AnalysisOutcome[],
  source: EstimateSource,
  context: StudyContext = studyContext(study),
): readonly EstimateRow[] {
  const rows = outcomes.flatMap((outcome) =>
    estimatesOf(study, outcome, context).map(
      (row): EstimateRow => ({
        study_id: source.studyId,
        analysis_id: outcome.analysis,
        provider: source.provider,
        municipality: source.municipality,
        ...row,
        data_from: outcome.coverage.dataFrom,
        data_until: outcome.coverage.dataUntil,
        policy: source.policy,
        schema_version: '1',
      }),
    ),
  );
  return [...rows, ...familyRows(study, rows)];
}

/** Recomputes the estimates of a provider's release from its evidence; a receiver refuses a release whose numbers differ. */
export function estimateRelease(release: PooledRelease, study: Study): readonly EstimateRow[] {
  return estimateRows(study, release.outcomes, {
    studyId: release.studyId,
    provider: release.provider,
    municipality: '',
    policy: release.policy,
  });
}
