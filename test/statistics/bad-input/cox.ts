import { expect } from 'vitest';
import { gapTime, totalTime } from '../../../lib/statistics/andersen-gill.ts';
import { andersenGillFromCells } from '../../../lib/statistics/andersen-gill-cells.ts';
import { adjustedSurvival, baselineHazard } from '../../../lib/statistics/cox/baseline.ts';
import { concordance, pairCounts } from '../../../lib/statistics/cox/concordance.ts';
import {
  type CountingProcess,
  type CountingProcessRow,
  countingProcess,
} from '../../../lib/statistics/cox/counting-process.ts';
import { coxFromPatterns, coxFromProcess } from '../../../lib/statistics/cox/estimate.ts';
import { firthFromPatterns, firthFromProcess, fitFirthCox } from '../../../lib/statistics/cox/firth-cox.ts';
import { firthInterval } from '../../../lib/statistics/cox/firth-interval.ts';
import { hazardPath } from '../../../lib/statistics/cox/hazard-path.ts';
import { processRiskSums } from '../../../lib/statistics/cox/process-sums.ts';
import { proportionalHazardsTest, timeVaryingSums } from '../../../lib/statistics/cox/proportional-hazards.ts';
import { clusterRobust, robustScoreTest } from '../../../lib/statistics/cox/robust.ts';
import { roundedCovariance, roundingMeat } from '../../../lib/statistics/cox/rounding.ts';
import { mostCoxRounds, searchCox } from '../../../lib/statistics/cox/rounds.ts';
import { householdSums } from '../../../lib/statistics/cox/score-residuals.ts';
import type { BadCase } from './bad-case.ts';

const row = (endDays: number, event: boolean, ...covariates: readonly number[]): CountingProcessRow => ({
  endDays,
  event,
  covariates,
});
const weeks = Array.from({ length: 40 }, (_, index) => 7 * (1 + (index % 8)));
const some = weeks.map((endDays, index) => row(endDays, index % 3 > 0, index % 2, index % 5));
const oneArm = weeks.map((endDays, index) => row(endDays, index % 2 === 0 && index % 3 > 0, index % 2, index % 5));
const data: Readonly<Record<string, readonly CountingProcessRow[]>> = {
  nobody: [],
  'one subject': [row(7, true, 1, 0)],
  'all censored': weeks.map((endDays, index) => row(endDays, false, index % 2, index % 5)),
  'one level': weeks.map((endDays, index) => row(endDays, index % 3 > 0, 1, 4)),
};
const process = (rows: readonly CountingProcessRow[]): CountingProcess => countingProcess(rows, 2);
const path = (given: CountingProcess, at: readonly number[]) =>
  hazardPath(processRiskSums(given, at)[0] ?? [], 'efron');
const days = (timeDays: number): number => timeDays;

/** All that is asked beside a fit; nothing of it may be a number that looks like an answer. */
function beside(rows: readonly CountingProcessRow[]) {
  const given = process(rows);
  const fit = coxFromProcess(given);
  const baseline = path(given, fit.location);
  const sums = timeVaryingSums(processRiskSums(given, fit.location), fit.location, 'efron', days);
  return {
    adjusted: adjustedSurvival(fit, baseline, [1, 1], { timesDays: [7, 28] }),
    hazards: proportionalHazardsTest(sums).global,
    firth: fitFirthCox(firthFromProcess(given)).status,
    limits: firthInterval(firthFromProcess(given), 0),
    household: clusterRobust(fit, householdSums(given, fit.location, [baseline])).standardErrors,
  };
}
const unanswered = {
  adjusted: [],
  hazards: null,
  firth: 'no-information',
  limits: { lower: null, upper: null },
  household: [null, null],
};
const noFit = { status: 'no-information', coefficients: [null, null], standardErrors: [null, null], waldTest: null };
const separated = coxFromProcess(process(oneArm));
const signal = { ...row(7, false, 1, 0), sequence: 1 };

const counted = (means: readonly number[]) =>
  means.map((mean, arm) => ({
    covariates: [arm],
    households: 40,
    mean,
    sumOfSquaredDeviations: 9 * mean,
    meanVariance: 0,
  }));

/** Cox models of data that cannot answer. */
export const coxCases: readonly BadCase[] = [
  ...Object.entries(data).flatMap(([name, rows]): readonly BadCase[] => [
    ['cox/estimate', name, () => coxFromProcess(process(rows)), noFit],
    ['cox/fit', `${name}: what stands beside a fit`, () => beside(rows), unanswered],
  ]),
  [
    'cox/estimate',
    'zero events in an arm',
    () => separated,
    { status: 'monotone-likelihood', infinite: [0], coefficients: [null, expect.any(Number)] },
  ],
  [
    'cox/baseline',
    'zero events in an arm: no adjusted curve',
    () => adjustedSurvival(separated, path(process(oneArm), separated.location), [1, 1], { timesDays: [28] }),
    [],
  ],
  [
    'cox/baseline',
    'all censored: no hazard',
    () => baselineHazard(path(process(data['all censored'] ?? []), [0, 0])),
    [],
  ],
  [
    'cox/firth-cox',
    'zero events in an arm: finite',
    () => fitFirthCox(firthFromProcess(process(oneArm))),
    { status: 'converged', coefficients: [expect.any(Number), expect.any(Number)] },
  ],
  ['cox/firth-cox', 'no patterns', () => fitFirthCox(firthFromPatterns([])).status, 'no-information'],
  ['cox/pattern-table', 'no patterns', () => coxFromPatterns([]).status, 'no-information'],
  [
    'cox/estimate',
    'a collinear term',
    () =>
      coxFromProcess(
        countingProcess(
          some.map((each) => ({ ...each, covariates: [...each.covariates, 2 * (each.covariates[1] ?? 0)] })),
          3,
        ),
      ),
    { status: 'converged', aliased: [2], standardErrors: [expect.any(Number), expect.any(Number), null] },
  ],
  [
    'cox/estimate',
    'one stratum without information',
    () => coxFromProcess(process([...some, { ...row(7, false, 1, 1), stratum: 9 }])),
    { status: 'converged', strataWithoutInformation: 1 },
  ],
  [
    'cox/rounds',
    'non-convergence: a likelihood that never rises',
    () =>
      searchCox((at) => ({ logLikelihood: -Math.abs(at[0] ?? 0), score: [1], information: [[1]] }), 1, mostCoxRounds)
        .status,
    'not-converged',
  ],
  [
    'cox/robust',
    'one cluster',
    () => [
      clusterRobust(separated, {
        meat: [
          [1, 0],
          [0, 1],
        ],
        clusters: 1,
      }),
      robustScoreTest([1], { meat: [[1]], clusters: 1 }),
    ],
    [{ status: 'too-few-clusters', standardErrors: [null, null] }, null],
  ],
  [
    'cox/rounding',
    'no patterns',
    () => roundedCovariance(coxFromPatterns([]), [], roundingMeat([], [], 'efron'), 2),
    [],
  ],
  [
    'cox/concordance',
    'all censored, one subject',
    () => ['all censored', 'one subject'].map((name) => concordance(pairCounts(process(data[name] ?? []), [1, 0]))),
    [null, null],
  ],
  [
    'andersen-gill',
    'nobody, all censored',
    () => [totalTime([], 2), gapTime([signal], 2)].map((given) => coxFromProcess(given).status),
    ['no-information', 'no-information'],
  ],
  ['andersen-gill-cells', 'nobody', () => andersenGillFromCells([]), { status: 'empty' }],
  ['andersen-gill-cells', 'no events', () => andersenGillFromCells(counted([0, 0])), { status: 'no-variation' }],
  [
    'andersen-gill-cells',
    'zero events in an arm',
    () => andersenGillFromCells(counted([0.4, 0])),
    { status: 'separated', terms: [0] },
  ],
  [
    'andersen-gill-cells',
    'one level',
    () => andersenGillFromCells(counted([0.4])),
    { status: 'aliased', aliased: [0] },
  ],
];
