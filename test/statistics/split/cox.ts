import { andersenGill, gapTime, type RecurrentRow, totalTime } from '../../../lib/statistics/andersen-gill.ts';
import { andersenGillFromCells } from '../../../lib/statistics/andersen-gill-cells.ts';
import { addClusterSums } from '../../../lib/statistics/cluster-robust.ts';
import { adjustedClusterSums } from '../../../lib/statistics/cluster-robust-few.ts';
import { adjustedSurvival, baselineHazard } from '../../../lib/statistics/cox/baseline.ts';
import { addPairCounts, concordance, pairCounts } from '../../../lib/statistics/cox/concordance.ts';
import { type CountingProcess, countingProcess } from '../../../lib/statistics/cox/counting-process.ts';
import { coxFromPatterns } from '../../../lib/statistics/cox/estimate.ts';
import { firthFromPatterns, fitFirthCox } from '../../../lib/statistics/cox/firth-cox.ts';
import { type CoxFit, coxFit } from '../../../lib/statistics/cox/fit.ts';
import { hazardPath } from '../../../lib/statistics/cox/hazard-path.ts';
import { addEvaluations, evaluate } from '../../../lib/statistics/cox/partial-likelihood.ts';
import type { PatternRisk } from '../../../lib/statistics/cox/pattern-table.ts';
import { processRiskSums } from '../../../lib/statistics/cox/process-sums.ts';
import {
  addTimeVaryingSums,
  proportionalHazardsTest,
  timeVaryingSums,
} from '../../../lib/statistics/cox/proportional-hazards.ts';
import { addRiskSums, type RiskSums } from '../../../lib/statistics/cox/risk-sums.ts';
import { clusterRobust } from '../../../lib/statistics/cox/robust.ts';
import { roundedCovariance, roundingMeat } from '../../../lib/statistics/cox/rounding.ts';
import { mostCoxRounds, searchCox } from '../../../lib/statistics/cox/rounds.ts';
import { householdSums } from '../../../lib/statistics/cox/score-residuals.ts';
import type { Vector } from '../../../lib/statistics/linear-algebra.ts';
import { mergeMoments, momentsOf } from '../../../lib/statistics/means.ts';
import { addRiskTables } from '../../../lib/statistics/risk-table.ts';
import { gridDays, type Providers, type SiteRow, summed } from '../../support/site-rows.ts';
import { tabulate } from '../../support/survival-tables.ts';
import type { Estimator } from './estimator.ts';

/** Constants that providers agree on beforehand. */
const standard = { centres: [0, 0], scales: [1, 1] };

const rowsOf = (rows: readonly SiteRow[]): readonly RecurrentRow[] => {
  const seen = new Map<number, number>();
  return rows.map(({ household, startDays, endDays, cause, arm, amount, site }) => {
    const sequence = (seen.get(household) ?? 0) + 1;
    seen.set(household, sequence);
    const event = cause === 1;
    return { startDays, endDays, event, covariates: [arm, amount / 100], stratum: site, cluster: household, sequence };
  });
};
const processOf = (rows: readonly SiteRow[]): CountingProcess => countingProcess(rowsOf(rows), 2);
const unstratified = (rows: readonly SiteRow[]): CountingProcess =>
  countingProcess(
    rowsOf(rows).map((row) => ({ ...row, stratum: 0 })),
    2,
  );

const addAt = (one: readonly RiskSums[], other: readonly RiskSums[]) => addRiskSums([one, other]);
/** Risk sets over all sites at once, on the shared grid; `only` keeps one cause. */
const pooledSums = (providers: Providers, beta: Vector) => [
  summed(providers, (rows) => processRiskSums(unstratified(rows), beta, gridDays).flat(), addAt),
];
const values = (fit: CoxFit) => [...fit.coefficients, ...fit.standardErrors, fit.logLikelihood];

/** A Cox model whose strata lie within municipalities, by adding evaluations. */
function stratifiedFit(providers: Providers, process: (rows: readonly SiteRow[]) => CountingProcess): CoxFit {
  const at = (beta: Vector) => (rows: readonly SiteRow[]) =>
    evaluate(processRiskSums(process(rows), beta), beta, 'efron');
  const both = (one: ReturnType<typeof evaluate>, other: ReturnType<typeof evaluate>) =>
    addEvaluations([one, other], 2);
  return coxFit(
    searchCox((beta) => summed(providers, at(beta), both), 2, mostCoxRounds),
    standard,
  );
}

function pooledFit(providers: Providers): CoxFit {
  return coxFit(
    searchCox((beta) => evaluate(pooledSums(providers, beta), beta, 'efron'), 2, mostCoxRounds),
    standard,
  );
}

const patternRisks = (rows: readonly SiteRow[]): readonly PatternRisk[] =>
  [0, 1, 2, 3, 4, 5].map((pattern) => ({
    covariates: [pattern % 2, Math.floor(pattern / 2)],
    stratum: '',
    intervals: tabulate(
      rows
        .filter((row) => row.arm === pattern % 2 && row.band === Math.floor(pattern / 2))
        .map((row) => ({ timeDays: row.endDays, event: row.cause === 1 })),
      gridDays,
    ),
  }));
const addPatterns = (one: readonly PatternRisk[], other: readonly PatternRisk[]) =>
  one.map((pattern, index) => ({
    ...pattern,
    intervals: addRiskTables([pattern.intervals, other[index]?.intervals ?? []]),
  }));

/** Cox models, by risk tables, by pooled risk sets and by strata within municipalities. */
export const coxEstimators: readonly Estimator[] = [
  {
    name: 'Cox from one table, its rounding errors, Firth',
    covers: [
      'cox/estimate',
      'cox/fit',
      'cox/pattern-table',
      'cox/ties',
      'cox/rounding',
      'cox/firth-cox',
      'cox/firth-penalty',
      'cox/standard',
    ],
    numbers: (providers) => {
      const patterns = summed(providers, patternRisks, addPatterns);
      const fit = coxFromPatterns(patterns);
      const wide = roundedCovariance(fit, fit.covariance, roundingMeat(patterns, fit.location, 'efron'), 25 / 12);
      return [...values(fit), ...wide.flat(), ...values(fitFirthCox(firthFromPatterns(patterns)))];
    },
  },
  {
    name: 'Cox with pooled risk sets: estimates, baseline, adjusted survival, household errors, proportional hazards',
    covers: [
      'cox/risk-sums',
      'cox/process-sums',
      'cox/rounds',
      'cox/baseline',
      'cox/hazard-path',
      'cox/score-residuals',
      'cox/robust',
      'cox/proportional-hazards',
    ],
    numbers: (providers) => {
      const fit = pooledFit(providers);
      const sums = pooledSums(providers, fit.location)[0] ?? [];
      const path = hazardPath(sums, 'efron');
      const meat = summed(providers, (rows) => householdSums(unstratified(rows), fit.location, [path]), addClusterSums);
      const test = proportionalHazardsTest(timeVaryingSums([sums], fit.location, 'efron', (days) => days));
      return [
        ...values(fit),
        ...baselineHazard(path).map((point) => point.cumulativeHazard),
        ...adjustedSurvival(fit, path, [1, 1.2], { timesDays: [28, 84] }).flatMap((point) => [
          point.survival,
          point.standardError,
          point.lower,
        ]),
        ...clusterRobust(fit, meat).standardErrors,
        test.global?.chiSquare ?? null,
      ];
    },
  },
  {
    name: 'Cox stratified by municipality with errors over municipalities, proportional hazards and concordance',
    covers: ['cox/partial-likelihood', 'cox/counting-process', 'cox/concordance'],
    stratified: true,
    numbers: (providers) => {
      const fit = stratifiedFit(providers, processOf);
      const evaluated = (rows: readonly SiteRow[]) =>
        evaluate(processRiskSums(processOf(rows), fit.location), fit.location, 'efron');
      const pooled = addEvaluations(providers.flat().map(evaluated), 2);
      const meat = providers
        .map((municipalities) => adjustedClusterSums(pooled.information, municipalities.map(evaluated), 'CR3'))
        .reduce(addClusterSums);
      const test = proportionalHazardsTest(
        summed(
          providers,
          (rows) =>
            timeVaryingSums(processRiskSums(processOf(rows), fit.location), fit.location, 'efron', (days) => days),
          addTimeVaryingSums,
        ),
      );
      const pairs = summed(providers, (rows) => pairCounts(processOf(rows), fit.location), addPairCounts);
      return [
        ...values(fit),
        ...clusterRobust(fit, meat, 'CR1').standardErrors,
        test.global?.chiSquare ?? null,
        concordance(pairs),
      ];
    },
  },
  {
    name: 'Andersen-Gill from moments of cells',
    covers: ['andersen-gill-cells'],
    numbers: (providers) => {
      const model = andersenGillFromCells(
        [0, 1, 2, 3, 4, 5].map((pattern) => {
          const moments = summed(
            providers,
            (rows) =>
              momentsOf(
                rows
                  .filter((row) => row.arm === pattern % 2 && row.band === Math.floor(pattern / 2))
                  .map((row) => row.signals),
              ),
            mergeMoments,
          );
          const covariates = [pattern % 2, Math.floor(pattern / 2)];
          return { ...moments, covariates, households: moments.count, meanVariance: 0.001 };
        }),
      );
      return 'coefficients' in model ? [...model.coefficients, ...model.standardErrors] : [];
    },
  },
  {
    name: 'Andersen-Gill, PWP total time and gap time',
    covers: ['andersen-gill'],
    stratified: true,
    numbers: (providers) =>
      [andersenGill, totalTime, gapTime].flatMap((model) =>
        values(stratifiedFit(providers, (rows) => model(rowsOf(rows), 2))),
      ),
  },
];
