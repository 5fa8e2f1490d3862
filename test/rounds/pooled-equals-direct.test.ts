import { describe, expect, test } from 'vitest';
import { gridProcess } from '../../lib/rounds/evaluate-cox.ts';
import { fittedModel, rawModel } from '../../lib/rounds/final-model.ts';
import { coxFromProcess } from '../../lib/statistics/cox/estimate.ts';
import { hazardPath } from '../../lib/statistics/cox/hazard-path.ts';
import { processRiskSums } from '../../lib/statistics/cox/process-sums.ts';
import { clusterRobust } from '../../lib/statistics/cox/robust.ts';
import { householdSums } from '../../lib/statistics/cox/score-residuals.ts';
import { unscaleVector } from '../../lib/statistics/cox/standard.ts';
import { fitGlm } from '../../lib/statistics/glm.ts';
import { householdRobust } from '../../lib/statistics/glm-robust.ts';
import { ladder, models, questionOf, rowsOf, runRounds } from './rows.ts';

const sites = Array.from({ length: 9 }, (_, index) => rowsOf(`9${index}`, 120 + 15 * index, 11 + index));
const splits = [
  ['two', [sites.slice(0, 4), sites.slice(4)]],
  ['three', [sites.slice(0, 3), sites.slice(3, 5), sites.slice(5)]],
] as const;

/** Relative difference of two lists of numbers. */
function distance(left: readonly number[], right: readonly (number | null)[]): number {
  expect(left.length).toBeGreaterThan(0);
  expect(right).toHaveLength(left.length);
  const differences = left.map((value, index) => {
    const other = right[index] ?? Number.NaN;
    return Math.abs(value - other) / Math.max(1e-3, Math.abs(value));
  });
  return Math.max(...differences);
}

function directCox(model: typeof models.efron, rung: number) {
  const { data, design } = questionOf(model, sites);
  if (model.model !== 'cox-rounds') throw new Error('no Cox model');
  const edges = ladder[rung] ?? [];
  // raw columns, standardised by the fit itself: not the constants of the rounds
  const process = gridProcess(data, edges, design.columns.length);
  const fit = coxFromProcess(process, model.ties);
  const paths = processRiskSums(process, fit.location).map((stratum) => hazardPath(stratum, model.ties));
  const robust = clusterRobust(fit, householdSums(process, fit.location, paths));
  const { centres, scales } = design.standardisation;
  const onTerms = (values: readonly (number | null)[]) => unscaleVector(values.map(Number), { centres, scales });
  return { fit, coefficients: onTerms(fit.coefficients), errors: onTerms(robust.standardErrors) };
}

describe.each(splits)('rounds over %s providers', (_, parts) => {
  test.each(['efron', 'breslow'] as const)('Cox with %s ties equals the fit on all rows', (name) => {
    const model = models[name];
    const questions = parts.map((part) => questionOf(model, part));
    const { end, answered } = runRounds(questions);
    const [first] = questions;
    const found = first === undefined ? undefined : rawModel(model, first.design, end);
    const direct = directCox(model, end.counts?.rung ?? 0);
    expect(answered).toBeLessThanOrEqual(8);
    expect(distance(direct.coefficients, found?.coefficients ?? [])).toBeLessThan(1e-9);
    expect(distance(direct.errors, found?.standardErrors ?? [])).toBeLessThan(1e-9);
    expect(distance([direct.fit.logLikelihood], [found?.logLikelihood ?? null])).toBeLessThan(1e-9);
  });

  test.each(['logistic', 'poisson'] as const)('%s equals the fit on all rows', (family) => {
    const model = models[family];
    const questions = parts.map((part) => questionOf(model, part));
    const { end, answered } = runRounds(questions);
    const { data, design } = questionOf(model, sites);
    const { centres, scales } = design.standardisation;
    const raw = data.covariates.map((row) =>
      row.map((value, index) => value * (scales[index] ?? 1) + (centres[index] ?? 0)),
    );
    const fit = fitGlm([{ covariates: raw, response: [...data.response] }], family);
    const found = rawModel(model, design, end);
    if (!('coefficients' in fit.result)) throw new Error(fit.result.status);
    const robust = householdRobust(fit, family, (_site, row) => data.household[row] ?? 0, 'CR1');
    expect(answered).toBeLessThanOrEqual(8);
    expect(distance(fit.result.coefficients, found?.coefficients ?? [])).toBeLessThan(1e-9);
    expect(distance(robust?.standardErrors ?? [], found?.standardErrors ?? [])).toBeLessThan(1e-9);
    expect(distance([fit.result.logLikelihood], [found?.logLikelihood ?? null])).toBeLessThan(1e-9);
    expect(fittedModel(model, design, end)?.n).toBe(data.rows);
  });
});
