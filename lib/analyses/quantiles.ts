import { countQuery, dimensionOf } from '../dataset/plan.ts';
import { histogramQuery } from '../dataset/plan-cohort.ts';
import { findVariable } from '../dataset/variables.ts';
import { policy } from '../disclosure/policy.ts';
import type { QuantilesParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedRiskTable } from '../protocol/evidence.ts';
import { histogramQuantile } from '../statistics/quantiles.ts';
import { estimate, groupName, statusOf, withheld } from './estimate-rows.ts';
import type { AnalysisModule } from './module.ts';
import { riskEvidence } from './risk-evidence.ts';

const method = 'histogram on fixed edges; low and high are the bin';

const edgesOf = ({ variable, unit }: QuantilesParameters) => findVariable(variable, unit)?.edges ?? [];

/** M6: at least ten rows on either side of a quantile, so a median of 20 and a decile of 100. */
const hasTail = ({ protection }: ReleasedRiskTable, entries: number, probability: number): boolean =>
  protection.uncontrolled || entries * Math.min(probability, 1 - probability) + 1e-9 >= policy.minimumHouseholds.value;

function quantileRows(parameters: QuantilesParameters, table: ReleasedRiskTable): readonly Estimate[] {
  return table.patterns.flatMap(({ levels, entries, intervals }) =>
    parameters.probabilities.flatMap((probability): readonly Estimate[] => {
      const named = groupName(table.dimensions, levels);
      const group = [named, `quantile=${probability}`].filter((part) => part !== '').join(';');
      if (entries === null || intervals === null || !hasTail(table, entries, probability))
        return [withheld('quantile', group, method)];
      if (entries === 0) return [];
      const counts = intervals.map((interval) => interval.events);
      const beyond = Math.max(0, entries - counts.reduce((sum, count) => sum + count, 0));
      const edges = [Number.NEGATIVE_INFINITY, ...table.edgesDays, Number.POSITIVE_INFINITY];
      const closed = edges.with(0, Math.min(0, table.edgesDays[0] ?? 0));
      const found = histogramQuantile({ edges: closed, counts: [...counts, beyond] }, probability);
      const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
      return [
        estimate({
          measure: 'quantile',
          group,
          method,
          status: statusOf(table.protection),
          grid: table.edgesDays.join(' '),
          n: entries,
          value: found?.value ?? null,
          ci_low: finite(found?.lower),
          ci_high: finite(found?.upper),
        }),
      ];
    }),
  );
}

/**
 * Quantiles of a number by groups from counts on fixed edges. A histogram is a risk table in which everybody leaves with an event, so
 * the gate judges its bins, and picks the finest ladder of edges that passes, by the rules of curves.
 */
export const quantiles: AnalysisModule<QuantilesParameters> = {
  plan: (parameters, context) => {
    const { unit, by, where, variable } = parameters;
    const grouping = { unit, by, where, context };
    return [
      countQuery({ ...grouping, known: [variable] }),
      ...edgesOf(parameters).map((edges) => histogramQuery(grouping, variable, edges)),
    ];
  },
  summarise: (parameters, context, results, scope) => {
    const dimensions = parameters.by.map((name) => dimensionOf(name, parameters.unit, context));
    const rows = { entered: results[0] ?? [], leaving: results.slice(1), dimensions, grids: edgesOf(parameters) };
    return [{ ...riskEvidence(rows, scope), name: parameters.variable }];
  },
  estimate: (parameters, evidence) =>
    evidence.flatMap((part) => (part.kind === 'risk-table' ? quantileRows(parameters, part) : [])),
};
