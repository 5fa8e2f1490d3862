import { countQuery } from '../dataset/plan.ts';
import type { GlmParameters } from '../protocol/analysis-models.ts';
import { countCells } from './cells.ts';
import { clusterQueries } from './cluster-evidence.ts';
import { completeCasesEstimates, completeCasesEvidence, completeCasesQuery } from './complete-cases.ts';
import {
  type BinaryModel,
  contingencyDimensions,
  contingencyGrouping,
  estimateContingency,
} from './contingency-model.ts';
import { glmClusters } from './glm-clusters.ts';
import type { AnalysisModule } from './module.ts';

const modelOf = (parameters: GlmParameters): BinaryModel => ({ ...parameters, family: 'logistic' });

/** Logistic regression of a coded outcome on coded covariates: one contingency table, all rounds on the released counts. */
export const glm: AnalysisModule<GlmParameters> = {
  plan: (parameters, context) => {
    const { unit, where, closedEntryDays } = parameters;
    const grouping = { unit, where, context, closedEntryDays, separate: parameters.clusters !== undefined };
    const model = modelOf(parameters);
    const names = [...parameters.covariates.map((covariate) => covariate.variable), parameters.outcome];
    const table = contingencyGrouping(model, grouping);
    return [
      completeCasesQuery({ ...grouping, by: names, separate: false }),
      countQuery(table),
      ...clusterQueries(table, parameters.clusters, [undefined]),
    ];
  },
  summarise: (parameters, context, results, scope) => {
    const dimensions = contingencyDimensions(modelOf(parameters), context);
    const cells = countCells(results[1] ?? [], dimensions, scope);
    return [
      completeCasesEvidence(results[0] ?? [], scope),
      { kind: 'counts', name: 'model', dimensions, success: parameters.success, cells },
      ...(scope === 'pooled' ? glmClusters(parameters, dimensions, results[1] ?? [], results.slice(2)) : []),
    ];
  },
  estimate: (parameters, evidence) => [
    ...completeCasesEstimates(evidence),
    ...evidence.flatMap((part) =>
      part.kind === 'counts' && part.name === 'model' ? estimateContingency(modelOf(parameters), part, evidence) : [],
    ),
  ],
};
