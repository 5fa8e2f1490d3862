import { estimate, withheld } from '../analyses/estimate-rows.ts';
import type { Estimate, EstimateRow } from '../protocol/estimate.ts';
import type { RoundsModel } from '../protocol/model.ts';
import type { ModelRelease, ReleasedCoefficient } from '../protocol/rounds.ts';
import { normalQuantile } from '../statistics/distributions/normal.ts';

const measureOf = (model: RoundsModel): Estimate['measure'] => {
  if (model.model === 'cox-rounds') return 'hazard-ratio';
  return model.family === 'logistic' ? 'odds-ratio' : 'rate-ratio';
};

/** 95 percent limits; the error of rounding to a unit, its square over twelve, is in them. */
function limits({ value, unit, standardError }: ReleasedCoefficient): readonly [number, number] | undefined {
  if (value === null || unit === null || standardError === null) return undefined;
  const half = normalQuantile(0.975) * Math.sqrt(standardError ** 2 + unit ** 2 / 12);
  return [value - half, value + half];
}

function coefficientRows(
  coefficient: ReleasedCoefficient,
  release: ModelRelease,
  measure: Estimate['measure'],
): readonly Estimate[] {
  const { term, value, standardError } = coefficient;
  const { method, grid, n, events } = release;
  const range = limits(coefficient);
  if (value === null || range === undefined)
    return [withheld('coefficient', term, method), withheld(measure, term, method)];
  const [low, high] = range;
  const shared = { group: term, method, grid, n, events, status: 'rounded' } as const;
  return [
    estimate({ ...shared, measure: 'coefficient', value, standard_error: standardError, ci_low: low, ci_high: high }),
    estimate({ ...shared, measure, value: Math.exp(value), ci_low: Math.exp(low), ci_high: Math.exp(high) }),
  ];
}

function estimatesOf(model: RoundsModel, release: ModelRelease): readonly Estimate[] {
  const { method, grid, n, events, logLikelihood } = release;
  if (release.status === 'withheld') return [withheld('coefficient', '', method)];
  return [
    ...release.coefficients.flatMap((coefficient) => coefficientRows(coefficient, release, measureOf(model))),
    logLikelihood === null
      ? withheld('log-likelihood', '', method)
      : estimate({ measure: 'log-likelihood', method, grid, n, events, value: logLikelihood, status: 'rounded' }),
  ];
}

/** Rows of the tidy table that follow from a signed model; `provider` is `pooled` for a model of several. */
export function modelRows(model: RoundsModel, release: ModelRelease): readonly EstimateRow[] {
  return estimatesOf(model, release).map((row) => ({
    study_id: release.studyId,
    analysis_id: release.model,
    provider: release.parties.length > 1 ? 'pooled' : release.provider,
    municipality: '',
    ...row,
    data_from: release.dataFrom,
    data_until: release.dataUntil,
    policy: release.policy,
    schema_version: '1',
  }));
}
