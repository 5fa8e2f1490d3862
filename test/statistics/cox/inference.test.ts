import { describe, expect, test } from 'vitest';
import { addClusterSums, clusterSums } from '../../../lib/statistics/cluster-robust.ts';
import { adjustedClusterSums } from '../../../lib/statistics/cluster-robust-few.ts';
import { adjustedSurvival, baselineHazard } from '../../../lib/statistics/cox/baseline.ts';
import { addPairCounts, concordance, pairCounts } from '../../../lib/statistics/cox/concordance.ts';
import type { CountingProcess, CountingProcessRow } from '../../../lib/statistics/cox/counting-process.ts';
import { type CoxResult, coxFromProcess } from '../../../lib/statistics/cox/estimate.ts';
import { hazardPath } from '../../../lib/statistics/cox/hazard-path.ts';
import { evaluate } from '../../../lib/statistics/cox/partial-likelihood.ts';
import { patternRiskSums } from '../../../lib/statistics/cox/pattern-table.ts';
import { processRiskSums } from '../../../lib/statistics/cox/process-sums.ts';
import { proportionalHazardsTest, timeVaryingSums } from '../../../lib/statistics/cox/proportional-hazards.ts';
import { clusterRobust, robustScoreTest } from '../../../lib/statistics/cox/robust.ts';
import { householdSums } from '../../../lib/statistics/cox/score-residuals.ts';
import { processStandard, standardiseProcess, unscaleMeat } from '../../../lib/statistics/cox/standard.ts';
import type { Ties } from '../../../lib/statistics/cox/ties.ts';
import { kaplanMeier } from '../../../lib/statistics/kaplan-meier.ts';
import { addMatrices, outer, subtractMatrices } from '../../../lib/statistics/linear-algebra.ts';
import { solveSymmetric } from '../../../lib/statistics/linear-algebra-solve.ts';
import {
  caseRow,
  cases,
  covarianceError,
  lungRows,
  lungStrata,
  numbers,
  patternsOf,
  pooled,
  processOf,
} from '../../support/cox-data.ts';
import { reference, referenceData, relativeError } from '../../support/reference.ts';
import { distinctTimes, tabulate } from '../../support/survival-tables.ts';

function householdErrors(process: CountingProcess, fit: CoxResult, ties: Ties = 'efron'): readonly number[] {
  const paths = processRiskSums(process, fit.location).map((stratum) => hazardPath(stratum, ties));
  return numbers(clusterRobust(fit, householdSums(process, fit.location, paths)).standardErrors);
}

function bladderProcess(): CountingProcess {
  const rows = referenceData('bladder2').map((row) => ({
    startDays: row.number('start'),
    endDays: row.number('stop'),
    event: row.number('event') === 1,
    covariates: [row.number('rx'), row.number('size'), row.number('number')],
  }));
  return processOf(rows);
}

describe('clustered errors against R coxph(cluster =)', () => {
  test.each(['efron', 'breslow'] as const)('lung clustered by institution, %s', (ties) => {
    const process = processOf(lungRows);
    const fit = coxFromProcess(process, ties);
    const expected = reference(`cox.lung.cluster_inst.${ties}`);
    expect(relativeError(householdErrors(process, fit, ties), expected.numbers('robust_se'))).toBeLessThan(1e-8);
    const paths = processRiskSums(process, fit.location).map((stratum) => hazardPath(stratum, ties));
    const robust = clusterRobust(fit, householdSums(process, fit.location, paths));
    expect(covarianceError(robust.covariance, expected.matrix('robust_vcov'))).toBeLessThan(1e-8);
    expect(relativeError([robust.waldTest?.chiSquare ?? 0], [expected.number('wald_chisq')])).toBeLessThan(1e-8);
  });

  test('lung stratified and clustered by institution, from scores only', () => {
    const process = processOf(lungStrata);
    const fit = coxFromProcess(process);
    const expected = reference('cox.lung.strata_inst.cluster_inst').numbers('robust_se');
    const strata = processRiskSums(process, fit.location);
    const scores = strata.map((stratum) => evaluate([stratum], fit.location, 'efron').score);
    const robust = clusterRobust(fit, clusterSums(scores, 3));
    expect(relativeError(numbers(robust.standardErrors), expected)).toBeLessThan(1e-8);
    expect(relativeError(householdErrors(process, fit), expected)).toBeLessThan(1e-8);
  });

  test('synthetic households, pooled and stratified, and municipalities', () => {
    const expected = reference('syn.cox_robust');
    const rows = cases.map(caseRow);
    const whole = processOf(pooled(rows));
    expect(relativeError(householdErrors(whole, coxFromProcess(whole)), expected.numbers('pooled_hh_se'))).toBeLessThan(
      1e-8,
    );
    const process = processOf(rows);
    const fit = coxFromProcess(process);
    expect(relativeError(householdErrors(process, fit), expected.numbers('strat_hh_se'))).toBeLessThan(1e-8);
    const sites = processRiskSums(process, fit.location).map((stratum) => evaluate([stratum], fit.location, 'efron'));
    const total = evaluate(processRiskSums(process, fit.location), fit.location, 'efron').information;
    const errors = numbers(clusterRobust(fit, adjustedClusterSums(total, sites, 'CR0')).standardErrors);
    expect(relativeError(errors, expected.numbers('strat_muni_se'))).toBeLessThan(1e-8);
  });
});

describe('baseline hazard and adjusted survival against R', () => {
  const process = processOf(lungRows);

  test('Efron baseline and survival of one person', () => {
    const fit = coxFromProcess(process);
    const path = hazardPath(processRiskSums(process, fit.location)[0] ?? [], 'efron');
    const expected = reference('cox.lung.baseline');
    const timesDays = expected.numbers('basehaz_time');
    const baseline = timesDays.map((time) => baselineHazard(path).findLast((point) => point.timeDays <= time));
    const hazards = baseline.map((point) => point?.cumulativeHazard ?? 0);
    expect(relativeError(hazards, expected.numbers('basehaz'))).toBeLessThan(1e-8);
    const points = adjustedSurvival(fit, path, [60, 1, 1], { timesDays, transform: 'log-log' });
    const named = [
      ['surv', points.map((point) => point.survival)],
      ['se_surv', points.map((point) => point.standardError)],
      ['lower', numbers(points.map((point) => point.lower))],
      ['upper', numbers(points.map((point) => point.upper))],
    ] as const;
    for (const [name, values] of named) {
      expect([name, relativeError(values, expected.numbers(name)) < 1e-8]).toEqual([name, true]);
    }
  });

  test('Breslow baseline', () => {
    const fit = coxFromProcess(process, 'breslow');
    const path = hazardPath(processRiskSums(process, fit.location)[0] ?? [], 'breslow');
    const expected = reference('cox.lung.baseline.breslow');
    const hazards = expected
      .numbers('time')
      .map((time) => baselineHazard(path).findLast((point) => point.timeDays <= time)?.cumulativeHazard ?? 0);
    expect(relativeError(hazards, expected.numbers('basehaz'))).toBeLessThan(1e-8);
  });
});

describe('proportional hazards against R cox.zph', () => {
  const followUps = lungRows.map((row) => ({ timeDays: row.endDays, event: row.event }));
  const curve = kaplanMeier(tabulate(followUps, distinctTimes(followUps)));
  const transforms = {
    identity: (timeDays: number): number => timeDays,
    km: (timeDays: number): number => 1 - (curve.findLast((point) => point.timeDays < timeDays)?.survival ?? 1),
  };

  test.each(['identity', 'km'] as const)('with the %s of time, from rows and from patterns', (name) => {
    const fit = coxFromProcess(processOf(lungRows));
    const expected = reference('cox.lung.zph');
    const sources = [
      processRiskSums(processOf(lungRows), fit.location),
      patternRiskSums(patternsOf(lungRows), fit.location),
    ];
    for (const strata of sources) {
      const found = proportionalHazardsTest(timeVaryingSums(strata, fit.location, 'efron', transforms[name]));
      const tests = [...found.terms, found.global];
      expect(
        relativeError(numbers(tests.map((test) => test?.chiSquare ?? null)), expected.numbers(`${name}.chisq`)),
      ).toBeLessThan(1e-8);
      expect(
        relativeError(numbers(tests.map((test) => test?.pValue ?? null)), expected.numbers(`${name}.p`)),
      ).toBeLessThan(1e-6);
    }
  });
});

describe('concordance against R', () => {
  test.each([
    ['cox.lung.efron', processOf(lungRows)],
    ['cox.lung.strata_inst.efron', processOf(lungStrata)],
    ['ag.bladder2.efron', bladderProcess()],
  ] as const)('%s', (id, process) => {
    const counts = pairCounts(process, coxFromProcess(process).location);
    expect(relativeError(numbers([concordance(counts)]), [reference(id).number('concordance')])).toBeLessThan(1e-12);
  });

  test('without pairs there is none, and sites add up', () => {
    expect(concordance(pairCounts(processOf(lungRows.slice(0, 1)), [0, 0, 0]))).toBeNull();
    const { location } = coxFromProcess(processOf(lungStrata));
    const sites = [...new Set(lungStrata.map((row) => row.stratum))].map((stratum) =>
      pairCounts(processOf(lungStrata.filter((row) => row.stratum === stratum)), location),
    );
    expect(sites.reduce(addPairCounts)).toEqual(pairCounts(processOf(lungStrata), location));
  });
});

describe('clustered by municipality from sums that may leave a provider', () => {
  const process = processOf(lungStrata);
  const fit = coxFromProcess(process);
  const sites = processRiskSums(process, fit.location).map((stratum) => evaluate([stratum], fit.location, 'efron'));
  const total = evaluate(processRiskSums(process, fit.location), fit.location, 'efron').information;

  test('CR3 is the one-step jackknife: each municipality left out moves the estimate by (A - A_s)^-1 U_s', () => {
    const providers = [sites.slice(0, 7), sites.slice(7)].map((part) => adjustedClusterSums(total, part, 'CR3'));
    const found = clusterRobust(fit, providers.reduce(addClusterSums)).covariance;
    const expected = sites
      .map(({ score, information }) => solveSymmetric(subtractMatrices(total, information), score))
      .map((shift) => outer(shift, shift))
      .reduce(addMatrices);
    expect(covarianceError(found, expected)).toBeLessThan(1e-10);
  });

  test('CR1 is CR0 times G/(G - 1), and standardised sums come back to the scale of the terms', () => {
    const sums = adjustedClusterSums(total, sites, 'CR0');
    const [plain, corrected] = [clusterRobust(fit, sums, 'CR0'), clusterRobust(fit, sums, 'CR1')];
    const ratio = numbers(corrected.standardErrors).map((value, term) => value / (plain.standardErrors[term] ?? 0));
    expect(
      relativeError(
        ratio,
        ratio.map(() => Math.sqrt(18 / 17)),
      ),
    ).toBeLessThan(1e-12);
    const standard = processStandard(process);
    const beta = fit.location.map((value, term) => value * (standard.scales[term] ?? 0));
    const strata = processRiskSums(standardiseProcess(process, standard), beta);
    const scores = strata.map((stratum) => evaluate([stratum], beta, 'efron').score);
    expect(covarianceError(unscaleMeat(clusterSums(scores, 3).meat, standard), sums.meat)).toBeLessThan(1e-9);
  });
});

describe('log-rank that allows for households', () => {
  const robust = (rows: readonly CountingProcessRow[]) => {
    const process = processOf(rows);
    const strata = processRiskSums(process, [0]);
    const { score } = evaluate(strata, [0], 'breslow');
    const paths = strata.map((stratum) => hazardPath(stratum, 'breslow'));
    return robustScoreTest(score, householdSums(process, [0], paths));
  };
  const single = lungRows.map((row, index) => ({ ...row, covariates: row.covariates.slice(1, 2), cluster: index }));

  test('two copies of everybody in one household say no more than one', () => {
    const once = robust(single);
    expect(robust([...single, ...single])?.chiSquare).toBeCloseTo(once?.chiSquare ?? Number.NaN, 9);
    expect(Math.abs((once?.chiSquare ?? 0) - 10.3)).toBeLessThan(1);
  });

  test('one household cannot be tested', () => {
    expect(robust(single.map((row) => ({ ...row, cluster: 1 })))).toBeNull();
  });
});
