import type { CoxParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { ReleasedEvidence, ReleasedRiskTable } from '../protocol/evidence.ts';
import { type CoxResult, coxFromPatterns } from '../statistics/cox/estimate.ts';
import { standardErrorsOf, waldTest } from '../statistics/cox/fit.ts';
import { type PatternRisk, patternRiskSums } from '../statistics/cox/pattern-table.ts';
import { proportionalHazardsTest, timeVaryingSums } from '../statistics/cox/proportional-hazards.ts';
import { roundedCovariance, roundingMeat } from '../statistics/cox/rounding.ts';
import type { Ties } from '../statistics/cox/ties.ts';
import { chiSquareTails } from '../statistics/distributions/chi-square.ts';
import type { Matrix } from '../statistics/linear-algebra.ts';
import { riskIntervals } from '../statistics/risk-table.ts';
import { clusterErrors } from './cluster-errors.ts';
import type { Clustering } from './cluster-evidence.ts';
import { errorRows, ofModel } from './error-rows.ts';
import { estimate, roundingVariance, statusOf, withheld } from './estimate-rows.ts';
import { firthCoxRows } from './firth-rows.ts';
import { gridName } from './grid-name.ts';
import { type ModelRows, methodName, testRows } from './model-rows.ts';
import { referencesOf, type Term, termsOf } from './model-terms.ts';

const tieNames: Readonly<Record<Ties, string>> = { efron: 'Efron', breslow: 'Breslow' };

/** Patterns with somebody in them; null when one is withheld, because what is left would be a selection. */
function patternsOf(table: ReleasedRiskTable, terms: readonly Term[]): readonly PatternRisk[] | null {
  const patterns: PatternRisk[] = [];
  for (const { levels, entries, intervals } of table.patterns) {
    if (entries === null || intervals === null) return null;
    if (entries > 0)
      patterns.push({
        covariates: terms.map((term) => term.value(levels)),
        stratum: '',
        intervals: riskIntervals(entries, intervals, table.edgesDays),
      });
  }
  return patterns;
}

function reasonOf(fit: CoxResult, term: number): string {
  if (fit.status === 'no-information') return 'no events';
  if (fit.infinite.includes(term)) return 'infinite, all or none of its cases have the event';
  if (fit.aliased.includes(term)) return 'collinear or one level';
  return 'did not converge';
}

/** The same tests on a submodel: how much the interactions add (likelihood ratio). */
function interactionTest(fit: CoxResult, patterns: readonly PatternRisk[], main: number) {
  const terms = fit.coefficients.length;
  if (main === terms || fit.status !== 'converged') return undefined;
  const reduced = coxFromPatterns(
    patterns.map((pattern) => ({ ...pattern, covariates: pattern.covariates.slice(0, main) })),
    fit.ties,
  );
  const degreesOfFreedom = terms - fit.aliased.length - (main - reduced.aliased.length);
  if (reduced.status !== 'converged' || degreesOfFreedom < 1) return null;
  const chiSquare = Math.max(0, 2 * (fit.logLikelihood - reduced.logLikelihood));
  return { chiSquare, degreesOfFreedom, pValue: chiSquareTails(chiSquare, degreesOfFreedom).upper };
}

function hazardsTest(fit: CoxResult, patterns: readonly PatternRisk[]) {
  if (fit.status !== 'converged' || fit.aliased.length > 0) return null;
  const strata = patternRiskSums(patterns, fit.location);
  if (strata.every((times) => times.length < 2)) return null;
  const sums = timeVaryingSums(strata, fit.location, fit.ties, (days) => days);
  return proportionalHazardsTest(sums).global;
}

type Fitted = {
  readonly table: ReleasedRiskTable;
  readonly patterns: readonly PatternRisk[];
  readonly terms: readonly Term[];
  readonly main: number;
  readonly references: string;
  readonly clusters: readonly Clustering[] | undefined;
  readonly evidence: readonly ReleasedEvidence[];
};

/** What rounding adds to a covariance of a fit (ruling 25). */
function withRounding(fit: CoxResult, { table, patterns }: Fitted): (covariance: Matrix) => Matrix {
  const rounding = roundingVariance(table.protection);
  if (rounding === 0 || fit.status === 'no-information' || fit.status === 'not-converged') return (given) => given;
  const meat = roundingMeat(patterns, fit.location, fit.ties);
  return (given) => roundedCovariance(fit, given, meat, rounding);
}

/** Errors by cluster, as asked and released, then those of the model. */
function errorsOf(fit: CoxResult, { table, clusters, evidence }: Fitted) {
  const { covariance: bread, ties, status } = fit;
  const { edgesDays } = table;
  const clustered =
    status === 'converged'
      ? clusterErrors(clusters, evidence, { ties, edgesDays, bread, householdFactor: () => 1 })
      : [];
  return [...clustered, { ...ofModel, covariance: bread }];
}

function fitRows(fitted: Fitted, ties: Ties): readonly Estimate[] {
  const { table, patterns, terms, main, references } = fitted;
  const fit = coxFromPatterns(patterns, ties);
  const rows: ModelRows = {
    status: statusOf(table.protection),
    method: methodName([`Cox, ${tieNames[ties]} ties`, references === '' ? '' : `reference ${references}`]),
    grid: gridName(table),
    n: table.patterns.reduce((sum, pattern) => sum + (pattern.entries ?? 0), 0),
    events: fit.events,
  };
  const found = fit.status === 'converged' || fit.status === 'monotone-likelihood';
  const interaction = interactionTest(fit, patterns, main);
  return [
    ...errorRows(rows, errorsOf(fit, fitted), {
      ratio: 'hazard-ratio',
      names: terms.map((term) => term.name),
      coefficient: (index) => ({ value: fit.coefficients[index] ?? null, reason: reasonOf(fit, index) }),
      covarianceOf: withRounding(fit, fitted),
      varianceAt: (covariance, index) => (standardErrorsOf(fit, covariance)[index] ?? 0) ** 2,
      wald: (covariance) => waldTest(fit, covariance, [...fit.coefficients.keys()]),
    }),
    ...(fit.status === 'monotone-likelihood'
      ? firthCoxRows(
          rows,
          patterns,
          terms.map(({ name }) => name),
          ties,
        )
      : []),
    estimate({ ...rows, measure: 'log-likelihood', value: found ? fit.logLikelihood : null }),
    ...(interaction === undefined ? [] : testRows(rows, '', 'likelihood ratio, interaction', interaction)),
    ...testRows(rows, '', 'proportional hazards, linear in time', hazardsTest(fit, patterns)),
  ];
}

/**
 * Coefficients, hazard ratios, log-likelihood and tests of a Cox model from one released risk table, for each way of ties; errors by
 * cluster from the sums beside it.
 */
export function estimateCox(
  parameters: CoxParameters,
  table: ReleasedRiskTable,
  evidence: readonly ReleasedEvidence[],
): readonly Estimate[] {
  const { terms, main } = termsOf(parameters, table.dimensions, parameters.unit);
  const patterns = patternsOf(table, terms);
  const references = referencesOf(parameters, table.dimensions, parameters.unit);
  return parameters.ties.flatMap((ties) => {
    const method = `Cox, ${tieNames[ties]} ties`;
    if (patterns === null || table.edgesDays.length === 0)
      return terms.flatMap(({ name }) => [
        withheld('coefficient', name, method),
        withheld('hazard-ratio', name, method),
      ]);
    return fitRows({ table, patterns, terms, main, references, clusters: parameters.clusters, evidence }, ties);
  });
}
