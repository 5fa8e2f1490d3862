import { countQuery, dimensionOf } from '../dataset/plan.ts';
import { riskQuery } from '../dataset/plan-risk.ts';
import type { RiskEvidence } from '../disclosure/evidence.ts';
import type { SurvivalParameters } from '../protocol/analysis.ts';
import type { AnalysisModule } from './module.ts';
import { gridsOf, riskEvidence } from './risk-evidence.ts';
import { estimateSurvival } from './survival-estimates.ts';

/** Time to the next signal by groups: risk table on the study's ladder, then Kaplan-Meier, median and log-rank from what was released. */
export const survival: AnalysisModule<SurvivalParameters> = {
  plan: (parameters, context) => {
    const { unit, by, where, closedEntryDays, outcome } = parameters;
    const grouping = { unit, by, where, context, closedEntryDays, outcome };
    return [countQuery(grouping), ...gridsOf(context, parameters).map((edges) => riskQuery(grouping, edges))];
  },
  summarise: (parameters, context, results, scope): readonly RiskEvidence[] => {
    const dimensions = parameters.by.map((name) => dimensionOf(name, parameters.unit, context));
    const rows = {
      entered: results[0] ?? [],
      leaving: results.slice(1),
      dimensions,
      grids: gridsOf(context, parameters),
    };
    return [riskEvidence(rows, scope)];
  },
  estimate: (parameters, evidence) =>
    evidence.flatMap((part) => (part.kind === 'risk-table' ? estimateSurvival(parameters, part) : [])),
};
