import type { Query, ResultRow } from '../dataset/plan.ts';
import type { Evidence } from '../disclosure/evidence.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedEvidence } from '../protocol/evidence.ts';
import { attempts } from './attempts.ts';
import { competingRisks } from './competing-risks.ts';
import { cox } from './cox.ts';
import { funnel } from './funnel.ts';
import { glm } from './glm.ts';
import { heterogeneity } from './heterogeneity.ts';
import type { AnalysisModule, Scope, StudyContext } from './module.ts';
import { neededColumns } from './needed-columns.ts';
import { piecewise } from './piecewise.ts';
import { quantiles } from './quantiles.ts';
import { recurrence } from './recurrence.ts';
import { stateHazards } from './state-hazards.ts';
import { survival } from './survival.ts';
import { table } from './table.ts';

/** An analysis of a study bound to its module: the parts of the module without its parameters. */
export type BoundAnalysis = {
  readonly needs: readonly string[];
  readonly queries: readonly Query[];
  readonly summarise: (results: readonly (readonly ResultRow[])[], scope: Scope) => readonly Evidence[];
  readonly estimate: (evidence: readonly ReleasedEvidence[]) => readonly Estimate[];
};

function bound<Parameters extends Analysis>(
  module: AnalysisModule<Parameters>,
  parameters: Parameters,
  context: StudyContext,
): BoundAnalysis {
  return {
    needs: neededColumns(parameters),
    queries: module.plan(parameters, context),
    summarise: (results, scope) => module.summarise(parameters, context, results, scope),
    estimate: (evidence) => module.estimate(parameters, evidence, context),
  };
}

/** Finds the module of an analysis; the compiler asks for a line here when the protocol knows a new analysis. */
export function bindAnalysis(analysis: Analysis, context: StudyContext): BoundAnalysis {
  switch (analysis.analysis) {
    case 'table':
      return bound(table, analysis, context);
    case 'funnel':
      return bound(funnel, analysis, context);
    case 'survival':
      return bound(survival, analysis, context);
    case 'cox':
      return bound(cox, analysis, context);
    case 'competing-risks':
      return bound(competingRisks, analysis, context);
    case 'piecewise-exponential':
      return bound(piecewise, analysis, context);
    case 'state-hazards':
      return bound(stateHazards, analysis, context);
    case 'glm':
      return bound(glm, analysis, context);
    case 'quantiles':
      return bound(quantiles, analysis, context);
    case 'recurrence':
      return bound(recurrence, analysis, context);
    case 'heterogeneity':
      return bound(heterogeneity, analysis, context);
    case 'attempts':
      return bound(attempts, analysis, context);
  }
}
