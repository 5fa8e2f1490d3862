import { countQuery } from '../dataset/plan.ts';
import type { FunnelParameters } from '../protocol/analysis.ts';
import type { Estimate } from '../protocol/estimate.ts';
import { countCells } from './cells.ts';
import { estimate, statusOf, withheld } from './estimate-rows.ts';
import type { AnalysisModule } from './module.ts';

/** Counts of the steps of a funnel, each a unit under its conditions. */
export const funnel: AnalysisModule<FunnelParameters> = {
  plan: (parameters, context) =>
    parameters.steps.map((step) =>
      countQuery({ unit: step.unit, by: [], where: [...parameters.where, ...step.where], context }),
    ),
  summarise: (parameters, _context, results, scope) =>
    parameters.steps.map((step, index) => ({
      kind: 'counts',
      name: step.name,
      dimensions: [],
      success: null,
      cells: countCells(results[index] ?? [], [], scope),
    })),
  estimate: (parameters, evidence) =>
    parameters.steps.flatMap((step): readonly Estimate[] => {
      const part = evidence.find((each) => each.name === step.name);
      if (part?.kind !== 'counts') return [];
      const count = part.cells[0]?.count ?? null;
      const group = `step=${step.name}`;
      return [
        count === null
          ? withheld('count', group, 'count')
          : estimate({ measure: 'count', group, method: 'count', status: statusOf(part.protection), value: count }),
      ];
    }),
};
