import type { Query, ResultRow } from '../dataset/plan.ts';
import type { Evidence } from '../disclosure/evidence.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedEvidence } from '../protocol/evidence.ts';
import type { Ladder } from '../protocol/study.ts';

/** What a study fixes for all its analyses; `uncontrolled` is true only in a dry run with the gate switched off. */
export type StudyContext = {
  readonly months: readonly string[];
  readonly ladderDays: Ladder;
  readonly dailyGrid: boolean;
  readonly uncontrolled: boolean;
};

/** Whose evidence is summed: `pooled` over municipalities, or a municipality's `own`. */
export type Scope = 'pooled' | 'own';

/**
 * One kind of analysis. `plan` says which queries run, `summarise` turns their rows into evidence at the provider, `estimate` computes
 * from released evidence alone, anywhere. All three are pure.
 */
export type AnalysisModule<Parameters> = {
  readonly plan: (parameters: Parameters, context: StudyContext) => readonly Query[];
  readonly summarise: (
    parameters: Parameters,
    context: StudyContext,
    results: readonly (readonly ResultRow[])[],
    scope: Scope,
  ) => readonly Evidence[];
  readonly estimate: (
    parameters: Parameters,
    evidence: readonly ReleasedEvidence[],
    context: StudyContext,
  ) => readonly Estimate[];
};
