import { describe, expect, test } from 'vitest';
import { clusterSums } from '../../../lib/statistics/cluster-robust.ts';
import { adjustedClusterSums } from '../../../lib/statistics/cluster-robust-few.ts';
import { adjustedSurvival, baselineHazard } from '../../../lib/statistics/cox/baseline.ts';
import type { CountingProcess } from '../../../lib/statistics/cox/counting-process.ts';
import { type CoxResult, coxFromProcess } from '../../../lib/statistics/cox/estimate.ts';
import { hazardPath } from '../../../lib/statistics/cox/hazard-path.ts';
import { evaluate } from '../../../lib/statistics/cox/partial-likelihood.ts';
import { patternRiskSums } from '../../../lib/statistics/cox/pattern-table.ts';
import { processRiskSums } from '../../../lib/statistics/cox/process-sums.ts';
import { proportionalHazardsTest, timeVaryingSums } from '../../../lib/statistics/cox/proportional-hazards.ts';
import { clusterRobust } from '../../../lib/statistics/cox/robust.ts';
import { householdSums } from '../../../lib/statistics/cox/score-residuals.ts';
import type { Ties } from '../../../lib/statistics/cox/ties.ts';
import { kaplanMeier } from '../../../lib/statistics/kaplan-meier.ts';
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
import { reference, relativeError } from '../../support/reference.ts';
import { distinctTimes, tabulate } from '../../support/survival-tables.ts';

function householdErrors(process: CountingProcess, fit: CoxResult, ties: Ties = 'efron'): readonly number[] {
  const paths = processRiskSums(process, fit.location).map((stratum) => hazardPath(stratum, ties));
  return numbers(clusterRobust(fit, householdSums(process, fit.location, paths)).standardErrors);
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
