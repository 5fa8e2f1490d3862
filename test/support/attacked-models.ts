import type { ModelHeader } from '../../lib/disclosure/release.ts';
import type { FittedModel } from '../../lib/disclosure/treat-model.ts';
import { AnalysisId, ProviderId, Sha256, StudyId, TaskId } from '../../lib/protocol/identifiers.ts';
import { RoundsModel } from '../../lib/protocol/model.ts';
import type { Fitted } from '../../lib/rounds/checks.ts';
import type { RoundData } from '../../lib/rounds/round-data.ts';

type Matrix = readonly (readonly number[])[];

/** Solves a square system by elimination with pivots. */
export function solve(matrix: Matrix, right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    const below = rows.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + below.indexOf(Math.max(...below));
    const [upper, found] = [rows[column] ?? [], rows[pivot] ?? []];
    rows[column] = found;
    rows[pivot] = upper;
    const scale = found[column] ?? 1;
    rows[column] = found.map((value) => value / scale);
    for (let row = 0; row < size; row += 1) {
      const factor = row === column ? 0 : (rows[row]?.[column] ?? 0);
      if (factor !== 0) rows[row] = (rows[row] ?? []).map((value, at) => value - factor * (rows[column]?.[at] ?? 0));
    }
  }
  return rows.map((row) => row[size] ?? 0);
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
const gram = (design: Matrix): Matrix =>
  (design[0] ?? []).map((_, j) =>
    (design[0] ?? []).map((__, k) => design.reduce((sum, row) => sum + (row[j] ?? 0) * (row[k] ?? 0), 0)),
  );

/** Fitted values of ordinary least squares. */
export function ordinary(design: Matrix, response: readonly number[]): readonly number[] {
  const moments = (design[0] ?? []).map((_, j) =>
    design.reduce((sum, row, i) => sum + (row[j] ?? 0) * (response[i] ?? 0), 0),
  );
  const coefficients = solve(gram(design), moments);
  return design.map((row) => dot(row, coefficients));
}

/** Leverage of each row: its share in the best combination of the columns for it. */
export const hatValues = (design: Matrix): readonly number[] => {
  const information = gram(design);
  return design.map((row) => dot(row, solve(information, row)));
};

/** Columns as a round sees them, an intercept first. */
export const roundData = (covariates: Matrix): RoundData => ({
  rows: covariates.length,
  covariates,
  response: new Float64Array(covariates.length),
  timeDays: new Float64Array(covariates.length),
  municipality: new Int32Array(covariates.length),
  household: Int32Array.from(covariates, (_, row) => row),
  households: covariates.length,
  levels: [],
});

/** What a provider's own rows look like at given linear predictors. */
export function fittedOf(family: 'logistic' | 'poisson') {
  const model = RoundsModel.parse({
    id: 'model',
    model: 'glm-rounds',
    family,
    unit: 'cases',
    outcome: 'reached',
    ...(family === 'logistic' && { success: ['yes'] }),
    terms: [{ variable: 'days-to-close' }],
  });
  const mean = (eta: number) => (family === 'logistic' ? 1 / (1 + Math.exp(-eta)) : Math.exp(eta));
  const at = (predictors: readonly number[]): Fitted => {
    const means = Float64Array.from(predictors, mean);
    const weights = family === 'logistic' ? means.map((each) => each * (1 - each)) : means;
    const largestPredictor = predictors.reduce((most, eta) => Math.max(most, Math.abs(eta)), 0);
    return { means, weights, largestPredictor, leverage: new Float64Array(predictors.length) };
  };
  return { model, at };
}

/** What a model's release says beside its numbers. */
export const modelHeader: ModelHeader = {
  schema: 'vroegzicht-model/1',
  taskId: TaskId.parse('task-0123456789abcdef'),
  provider: ProviderId.parse('provider-a'),
  studyId: StudyId.parse('study'),
  version: 1,
  studyDigest: Sha256.parse('a'.repeat(64)),
  model: AnalysisId.parse('model'),
  chain: Sha256.parse('b'.repeat(64)),
  parties: [ProviderId.parse('provider-a')],
  head: Sha256.parse('c'.repeat(64)),
  rounds: 4,
  policy: 'research/2026-11',
  synthetic: true,
  municipalities: 6,
  dataFrom: null,
  dataUntil: null,
  method: 'logistic',
  grid: '',
};

/** A fitted model of two terms that passes every rule, or one that does not. */
export const fittedModel = (changes: Partial<FittedModel> = {}): FittedModel => ({
  terms: ['(intercept)', 'x'],
  coefficients: [-0.812_345, 0.412_345],
  standardErrors: [0.112_34, 0.098_76],
  influence: [0.01, 0.02],
  logLikelihood: -231.4567,
  logLikelihoodUnit: 1,
  n: 400,
  events: 120,
  households: 380,
  eventHouseholds: 115,
  quietHouseholds: 265,
  parameters: 2,
  levels: [{ households: 200, eventHouseholds: 60 }],
  leftOut: [],
  ...changes,
});
