import type { Grouping, LevelContext } from '../dataset/plan.ts';
import { dimensionOf } from '../dataset/plan.ts';
import { unknownLevel } from '../dataset/variables.ts';
import type { Unit } from '../protocol/analysis.ts';
import type { Estimate, EstimateMeasure } from '../protocol/estimate.ts';
import type { Dimension, ReleasedCounts, ReleasedEvidence } from '../protocol/evidence.ts';
import { glmKernel } from '../statistics/glm-family.ts';
import { dot, type Matrix } from '../statistics/linear-algebra.ts';
import { combinations, levelKey } from './cells.ts';
import { clusterErrors } from './cluster-errors.ts';
import type { Clustering } from './cluster-evidence.ts';
import { roundingVariance, statusOf, withheld } from './estimate-rows.ts';
import { type CellModel, modelEstimates, type RoundedNumber } from './glm-rows.ts';
import { methodName } from './model-rows.ts';
import { completeCases, type ModelTerms, modelDimensions, referencesOf, termsOf } from './model-terms.ts';

/** A binary outcome in a model of coded covariates, and the link with its name. */
export type BinaryModel = ModelTerms & {
  readonly unit: Unit;
  readonly outcome: string;
  readonly success: readonly string[];
  readonly family: 'logistic' | 'cloglog';
  readonly clusters?: readonly Clustering[] | undefined;
};

const ratios: Readonly<Record<BinaryModel['family'], EstimateMeasure>> = {
  logistic: 'odds-ratio',
  cloglog: 'hazard-ratio',
};
const familyNames = { logistic: 'logistic regression', cloglog: 'complementary log-log' } as const;

const knownLevels = (name: string, unit: Unit, context: LevelContext): readonly string[] =>
  dimensionOf(name, unit, context).levels.filter((level) => level !== unknownLevel);

/** The table behind a binary model: covariates, then the outcome, known levels only. */
export function contingencyDimensions(model: BinaryModel, context: LevelContext): readonly Dimension[] {
  return [
    ...modelDimensions(model, model.unit, context, []),
    { variable: model.outcome, levels: [...knownLevels(model.outcome, model.unit, context)] },
  ];
}

/** Adds to a grouping the variables of a model and the conditions that keep its complete cases. */
export function contingencyGrouping(model: BinaryModel, grouping: Omit<Grouping, 'by'>): Grouping {
  const outcome = { variable: model.outcome, in: [...knownLevels(model.outcome, model.unit, grouping.context)] };
  return {
    ...grouping,
    by: [...model.covariates.map((covariate) => covariate.variable), model.outcome],
    where: [...grouping.where, ...completeCases(model, model.unit, grouping.context), outcome],
  };
}

type Pattern = {
  readonly levels: readonly string[];
  readonly events: number;
  readonly others: number;
  readonly eventCells: number;
  readonly otherCells: number;
};

/** Events and others per pattern of the covariates; null when a cell is withheld, because what is left would be a selection. */
function patternsOf(model: BinaryModel, part: ReleasedCounts): readonly Pattern[] | null {
  const counts = new Map(part.cells.map((cell) => [levelKey(cell.levels), cell.count]));
  const outcome = part.dimensions.at(-1)?.levels ?? [];
  const successes = outcome.filter((level) => model.success.includes(level));
  const patterns: Pattern[] = [];
  for (const levels of combinations(part.dimensions.slice(0, -1))) {
    const found = outcome.map((level) => counts.get(levelKey([...levels, level])) ?? null);
    const sum = (success: boolean) =>
      outcome.reduce(
        (total, level, index) => total + (model.success.includes(level) === success ? (found[index] ?? 0) : 0),
        0,
      );
    if (found.includes(null)) return null;
    const [events, others] = [sum(true), sum(false)];
    const cells = { eventCells: successes.length, otherCells: outcome.length - successes.length };
    if (events + others > 0) patterns.push({ levels, events, others, ...cells });
  }
  return patterns;
}

/** What rounding both cells of a pattern does: d score / d events = g (1 - p), d score / d others = -g p, g = dp/dη / p(1 - p). */
function roundedCells(cell: CellModel, patterns: readonly Pattern[], variance: number) {
  return (coefficients: readonly number[]): readonly RoundedNumber[] =>
    variance === 0
      ? []
      : patterns.flatMap(({ eventCells, otherCells }, row) => {
          const predictor = dot(cell.data.covariates[row] ?? [], coefficients);
          const { mean } = glmKernel(cell.family, { response: 0, trials: 1 }, predictor);
          const weight =
            glmKernel(cell.family, { response: 1, trials: 1 }, predictor).score / Math.max(1 - mean, 1e-12);
          return [
            { row, change: weight * (1 - mean), variance: variance * eventCells },
            { row, change: weight * mean, variance: variance * otherCells },
          ];
        });
}

/** Errors by cluster from sums beside a table of `n` rows; households with the factor of R `sandwich::vcovCL` (CR1S). */
function clusteredBy(model: BinaryModel, evidence: readonly ReleasedEvidence[], n: number, size: number) {
  const householdFactor = (clusters: number) =>
    n <= size ? null : ((clusters / (clusters - 1)) * (n - 1)) / (n - size);
  return (bread: Matrix) =>
    clusterErrors(model.clusters, evidence, { ties: '', edgesDays: [], bread, householdFactor });
}

/** Rows of a binary model from one released contingency table, with errors by cluster from the sums beside it. */
export function estimateContingency(
  model: BinaryModel,
  part: ReleasedCounts,
  evidence: readonly ReleasedEvidence[] = [],
): readonly Estimate[] {
  const covariates = part.dimensions.slice(0, -1);
  const { terms, main } = termsOf(model, covariates, model.unit);
  const patterns = patternsOf(model, part);
  const references = referencesOf(model, covariates, model.unit);
  const method = methodName([familyNames[model.family], references === '' ? '' : `reference ${references}`]);
  const ratio = ratios[model.family];
  if (patterns === null)
    return terms.flatMap(({ name }) => [withheld('coefficient', name, method), withheld(ratio, name, method)]);
  const data = {
    covariates: patterns.map(({ levels }) => [1, ...terms.map((term) => term.value(levels))]),
    response: patterns.map(({ events }) => events),
    trials: patterns.map(({ events, others }) => events + others),
  };
  const base: CellModel = {
    family: model.family,
    data,
    names: terms.map((term) => term.name),
    main,
    rounded: () => [],
    ratio,
  };
  const rounded = roundedCells(base, patterns, roundingVariance(part.protection));
  const events = patterns.reduce((sum, pattern) => sum + pattern.events, 0);
  const n = patterns.reduce((sum, pattern) => sum + pattern.events + pattern.others, 0);
  const clustered = clusteredBy(model, evidence, n, terms.length + 1);
  return modelEstimates(
    { ...base, rounded, clustered },
    { status: statusOf(part.protection), method, grid: '', n, events },
  );
}
