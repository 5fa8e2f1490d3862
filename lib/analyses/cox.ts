import { countQuery, nothingQuery, type Query } from '../dataset/plan.ts';
import { riskQuery } from '../dataset/plan-risk.ts';
import type { CoxParameters } from '../protocol/analysis-models.ts';
import { clusterQueries } from './cluster-evidence.ts';
import { completeCasesEstimates, completeCasesEvidence, completeCasesQuery } from './complete-cases.ts';
import { coxClusters } from './cox-clusters.ts';
import { estimateCox } from './cox-estimates.ts';
import { withheld } from './estimate-rows.ts';
import { completeCases, isNumeric, modelDimensions } from './model-terms.ts';
import type { AnalysisModule, StudyContext } from './module.ts';
import { gridsOf, riskEvidence } from './risk-evidence.ts';

const names = (parameters: CoxParameters) => parameters.covariates.map((covariate) => covariate.variable);

/** A number has as many levels as the data have values: only an uncontrolled dry run may make a table of them (U4). */
function isForbidden(parameters: CoxParameters, context: StudyContext): boolean {
  return !context.uncontrolled && parameters.covariates.some((covariate) => isNumeric(covariate, parameters.unit));
}

function planCox(parameters: CoxParameters, context: StudyContext): readonly Query[] {
  const { unit, where, closedEntryDays, outcome } = parameters;
  const asked = { unit, by: names(parameters), where, context, closedEntryDays, outcome };
  const separate = parameters.clusters !== undefined;
  const complete = { ...asked, where: [...where, ...completeCases(parameters, unit, context)], separate };
  if (isForbidden(parameters, context)) return [nothingQuery(unit)];
  const grids = gridsOf(context, parameters);
  return [
    completeCasesQuery(asked),
    countQuery(complete),
    ...grids.map((edges) => riskQuery(complete, edges)),
    ...clusterQueries(complete, parameters.clusters, grids),
  ];
}

/** Cox regression of the time to the next signal: one risk table over all patterns of the covariates, complete cases. */
export const cox: AnalysisModule<CoxParameters> = {
  plan: planCox,
  summarise: (parameters, context, results, scope) => {
    if (isForbidden(parameters, context)) return [];
    const entered = results[1] ?? [];
    const dimensions = modelDimensions(parameters, parameters.unit, context, entered);
    const grids = gridsOf(context, parameters);
    const rows = { entered, leaving: results.slice(2, 2 + grids.length), dimensions, grids };
    const clusters = scope === 'pooled' ? coxClusters(parameters, rows, results.slice(2 + grids.length)) : [];
    return [completeCasesEvidence(results[0] ?? [], scope), riskEvidence(rows, scope), ...clusters];
  },
  estimate: (parameters, evidence) => {
    const table = evidence.find((part) => part.kind === 'risk-table');
    if (table === undefined) return names(parameters).map((name) => withheld('coefficient', name, 'Cox'));
    return [...completeCasesEstimates(evidence), ...estimateCox(parameters, table, evidence)];
  },
};
