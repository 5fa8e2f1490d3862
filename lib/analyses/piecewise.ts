import type { ResultRow } from '../dataset/plan.ts';
import { personTimeQuery } from '../dataset/plan-cohort.ts';
import type { PersonTimeEvidence } from '../disclosure/evidence.ts';
import type { PiecewiseParameters } from '../protocol/analysis-models.ts';
import { combinations, levelKey, numberOf, protectedCount, rowsByLevels } from './cells.ts';
import { completeCases, modelDimensions } from './model-terms.ts';
import type { AnalysisModule, Scope, StudyContext } from './module.ts';
import { estimatePiecewise } from './piecewise-estimates.ts';

/** The study's ladder up to the day after which nothing counts, without repeated rungs. */
function laddersOf({ untilDays = Number.POSITIVE_INFINITY }: PiecewiseParameters, context: StudyContext) {
  return context.ladderDays.map((rung) => rung.filter((edge) => edge <= untilDays)).filter((rung) => rung.length > 0);
}

function summarisePiecewise(
  parameters: PiecewiseParameters,
  context: StudyContext,
  results: readonly (readonly ResultRow[])[],
  scope: Scope,
): PersonTimeEvidence {
  const dimensions = modelDimensions(parameters, parameters.unit, context, []);
  const rungs = laddersOf(parameters, context).map((edgesDays, position) => {
    const groups = rowsByLevels(results[position] ?? [], dimensions);
    const patterns = combinations(dimensions).map((levels) => {
      const byInterval = Map.groupBy(groups.get(levelKey(levels)) ?? [], (row) => numberOf(row, 'interval_index'));
      const intervals = edgesDays.map((_, index) => {
        const rows = byInterval.get(index) ?? [];
        const sum = (column: string) => rows.reduce((total, row) => total + numberOf(row, column), 0);
        return {
          events: sum('events'),
          personDays: sum('person_days'),
          protectedHouseholds: protectedCount(rows, 'households', scope),
          protectedEvents: protectedCount(rows, 'event_households', scope),
          eventHouseholds: sum('event_households'),
        };
      });
      return { levels, intervals };
    });
    return { edgesDays, patterns };
  });
  return { kind: 'person-time', name: 'return', dimensions, rungs };
}

/** Rates of new signals by state or group, in which days count where they were spent: events and person-days, then Poisson regression. */
export const piecewise: AnalysisModule<PiecewiseParameters> = {
  plan: (parameters, context) => {
    const { unit, covariates } = parameters;
    const where = [...parameters.where, ...completeCases(parameters, unit, context)];
    const grouping = { unit, by: covariates.map((covariate) => covariate.variable), where, context };
    return laddersOf(parameters, context).map((edges) => personTimeQuery(grouping, edges));
  },
  summarise: (parameters, context, results, scope) => [summarisePiecewise(parameters, context, results, scope)],
  estimate: (parameters, evidence) =>
    evidence.flatMap((part) => (part.kind === 'person-time' ? estimatePiecewise(parameters, part) : [])),
};
