import { countQuery } from '../dataset/plan.ts';
import type { AttemptsParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedCounts, ReleasedEvidence } from '../protocol/evidence.ts';
import { countCells } from './cells.ts';
import {
  type BinaryModel,
  contingencyDimensions,
  contingencyGrouping,
  estimateContingency,
} from './contingency-model.ts';
import { estimate, roundingVariance } from './estimate-rows.ts';
import type { AnalysisModule } from './module.ts';
import { estimateTable } from './table-estimates.ts';

const outcome = 'reached';
const success = ['yes'] as const;
const byNumber: BinaryModel = {
  unit: 'attempts',
  outcome,
  success,
  family: 'cloglog',
  covariates: [{ variable: 'attempt-number' }],
};
const modelOf = ({ covariates, interactions }: AttemptsParameters): BinaryModel => ({
  ...byNumber,
  covariates,
  interactions,
});

/** Only attempts of cases in which nobody was reached before: later ones are follow-up talks. */
const notReachedYet = { variable: 'reached-before', in: ['no'] };

/** Share reached by each attempt, if all cases went on as those that did: 1 - product of (1 - hazard), Greenwood's error. */
function cumulativeReach(part: ReleasedCounts, hazards: readonly Estimate[]): readonly Estimate[] {
  let [missed, greenwood] = [1, 0];
  const rounding = roundingVariance(part.protection);
  return hazards.map((row) => {
    const { n, events } = row;
    if (typeof row.value !== 'number' || n === null || events === null) missed = Number.NaN;
    else {
      missed *= 1 - row.value;
      const cells = (rounding * ((1 - row.value) ** 2 + row.value ** 2)) / (n * (1 - row.value)) ** 2;
      greenwood += row.value / (n * (1 - row.value)) + cells;
    }
    const known = Number.isFinite(missed) && Number.isFinite(greenwood);
    return estimate({
      ...row,
      measure: 'cumulative-incidence',
      method: 'product of hazards by attempt, Greenwood',
      status: known ? row.status : 'withheld',
      value: known ? 1 - missed : null,
      standard_error: known ? missed * Math.sqrt(greenwood) : null,
      ci_low: null,
      ci_high: null,
    });
  });
}

function estimateAttempts(parameters: AttemptsParameters, evidence: readonly ReleasedEvidence[]): readonly Estimate[] {
  const numbers = evidence.find((part) => part.kind === 'counts' && part.name === 'by-number');
  const model = evidence.find((part) => part.kind === 'counts' && part.name === 'model');
  if (numbers?.kind !== 'counts' || model?.kind !== 'counts') return [];
  const measure = { measure: 'proportion' as const, variable: outcome, success: [...success] };
  const hazards = estimateTable(measure, 'by-number', evidence);
  return [...hazards, ...cumulativeReach(numbers, hazards), ...estimateContingency(modelOf(parameters), model)];
}

/** The order of contacts: hazard of being reached at each attempt among cases not reached before, and its hazard ratios. */
export const attempts: AnalysisModule<AttemptsParameters> = {
  plan: (parameters, context) => {
    const grouping = { unit: 'attempts', where: [...parameters.where, notReachedYet], context } as const;
    return [byNumber, modelOf(parameters)].map((model) => countQuery(contingencyGrouping(model, grouping)));
  },
  summarise: (parameters, context, results, scope) =>
    [byNumber, modelOf(parameters)].map((model, index) => {
      const dimensions = contingencyDimensions(model, context);
      const cells = countCells(results[index] ?? [], dimensions, scope);
      return { kind: 'counts', name: index === 0 ? 'by-number' : 'model', dimensions, success, cells };
    }),
  estimate: estimateAttempts,
};
