import { describe, expect, test } from 'vitest';
import { adjustedClusterSums } from '../../../lib/statistics/cluster-robust-few.ts';
import type { CountingProcessRow } from '../../../lib/statistics/cox/counting-process.ts';
import { coxFromPatterns, coxFromProcess } from '../../../lib/statistics/cox/estimate.ts';
import { hazardPath } from '../../../lib/statistics/cox/hazard-path.ts';
import { evaluate } from '../../../lib/statistics/cox/partial-likelihood.ts';
import { processRiskSums } from '../../../lib/statistics/cox/process-sums.ts';
import { clusterRobust } from '../../../lib/statistics/cox/robust.ts';
import { advanceCox, startCox } from '../../../lib/statistics/cox/rounds.ts';
import { householdSums } from '../../../lib/statistics/cox/score-residuals.ts';
import { processStandard, standardiseProcess } from '../../../lib/statistics/cox/standard.ts';
import { lungRows, lungStrata, numbers, patternsOf, processOf } from '../../support/cox-data.ts';
import { seededRandom } from '../../support/random.ts';
import { relativeError } from '../../support/reference.ts';

const row = (endDays: number, event: boolean, ...covariates: readonly number[]): CountingProcessRow => ({
  endDays,
  event,
  covariates,
});

/** JSON with every number that is not finite spelled out. */
const spelled = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'number' && !Number.isFinite(part) ? 'broken' : part));

describe('data that cannot be estimated', () => {
  test.each([
    ['nobody', []],
    ['one subject', [row(7, true, 1)]],
    ['all censored', [row(7, false, 0), row(14, false, 1)]],
    ['one level', [row(7, true, 1), row(14, true, 1), row(21, false, 1)]],
    ['one level that has no exact mean', [row(7, true, 0.1), row(14, true, 0.1), row(21, false, 0.1)]],
    ['groups that never share a risk set', [row(7, true, 1), row(7, true, 1), { ...row(21, true, 0), startDays: 10 }]],
  ])('%s: no information, and no number', (_, rows) => {
    const fit = coxFromProcess(processOf(rows.length === 0 ? [] : rows));
    expect(fit.status).toBe('no-information');
    expect(fit.coefficients.every((value) => value === null)).toBe(true);
    expect(fit.standardErrors.every((value) => value === null)).toBe(true);
    expect([fit.scoreTest, fit.waldTest, fit.likelihoodRatioTest]).toEqual([null, null, null]);
    expect(spelled(fit)).not.toContain('broken');
  });

  test('no patterns at all', () => {
    expect(coxFromPatterns([]).status).toBe('no-information');
  });

  test('a collinear term is aliased and the others are as without it', () => {
    const extended = lungRows.map((each) => ({
      ...each,
      covariates: [...each.covariates, 2 * (each.covariates[1] ?? 0) - 3],
    }));
    const fit = coxFromProcess(processOf(extended));
    const plain = coxFromProcess(processOf(lungRows));
    expect([fit.status, fit.aliased, fit.coefficients[3], fit.standardErrors[3]]).toEqual([
      'converged',
      [3],
      null,
      null,
    ]);
    expect(
      numbers(fit.coefficients)
        .slice(0, 3)
        .map((value) => value.toFixed(9)),
    ).toEqual(numbers(plain.coefficients).map((value) => value.toFixed(9)));
    expect(fit.likelihoodRatioTest?.degreesOfFreedom).toBe(3);
    expect(fit.waldTest?.degreesOfFreedom).toBe(3);
  });

  test.each([0.5, 0.05, 0.004])(
    'zero events in an arm of share %d: monotone likelihood, the other term stands',
    (share) => {
      const random = seededRandom(51);
      const rows = Array.from({ length: 2000 }, () => {
        const arm = random() < share ? 1 : 0;
        const other = random() < 0.5 ? 1 : 0;
        const time = 7 * Math.ceil(random() * (other === 1 ? 8 : 12));
        return row(time, arm === 0 && random() < 0.6, arm, other);
      });
      for (const fit of [coxFromProcess(processOf(rows)), coxFromPatterns(patternsOf(rows))]) {
        expect([fit.status, fit.infinite, fit.coefficients[0], fit.standardErrors[0]]).toEqual([
          'monotone-likelihood',
          [0],
          null,
          null,
        ]);
        const without = coxFromPatterns(patternsOf(rows.filter((each) => each.covariates[0] === 0)));
        expect(fit.coefficients[1]).toBeCloseTo(without.coefficients[1] ?? Number.NaN, 3);
        expect([fit.waldTest, fit.rounds < 30]).toEqual([null, true]);
      }
    },
  );

  test('a stratum without variation or events adds nothing and is counted', () => {
    const idle = [
      { ...row(50, true, 60, 1, 1), stratum: 99 },
      { ...row(70, false, 60, 2, 1), stratum: 98 },
    ];
    const fit = coxFromProcess(processOf([...lungStrata, ...idle]));
    const plain = coxFromProcess(processOf(lungStrata));
    expect(fit.coefficients.map((value) => value?.toFixed(10))).toEqual(
      plain.coefficients.map((value) => value?.toFixed(10)),
    );
    expect([fit.strata, fit.strataWithoutInformation - plain.strataWithoutInformation]).toEqual([20, 2]);
  });

  test('one cluster has no robust error', () => {
    const process = processOf(lungRows);
    const fit = coxFromProcess(process);
    const whole = evaluate(processRiskSums(process, fit.location), fit.location, 'efron');
    const robust = clusterRobust(fit, adjustedClusterSums(whole.information, [whole], 'CR3'));
    expect([robust.status, robust.standardErrors, robust.waldTest]).toEqual([
      'too-few-clusters',
      [null, null, null],
      null,
    ]);
  });

  test('too few rounds end without an estimate', () => {
    const process = processOf(lungRows);
    const standardised = standardiseProcess(process, processStandard(process));
    const at = (coefficients: readonly number[]) =>
      evaluate(processRiskSums(standardised, coefficients), coefficients, 'efron');
    const first = advanceCox(startCox(3), at([0, 0, 0]), 2);
    if (first.status !== 'continue') throw new Error('a second round');
    const second = advanceCox(first.state, at(first.state.newton.asked), 2);
    expect(second.status === 'finished' ? second.end.status : second.status).toBe('not-converged');
  });

  test('an enormous scale or shift of a term changes nothing but its scale', () => {
    const plain = coxFromProcess(processOf(lungRows));
    const wild = coxFromProcess(
      processOf(lungRows.map((each) => ({ ...each, covariates: each.covariates.map((value) => 1e6 * value + 1e8) }))),
    );
    const rescaled = numbers(wild.coefficients).map((value) => value * 1e6);
    for (const [term, value] of numbers(plain.coefficients).entries()) expect(rescaled[term]).toBeCloseTo(value, 8);
    expect(wild.logLikelihood).toBeCloseTo(plain.logLikelihood, 8);
  });

  test('rows of weight zero are as good as absent, also in household errors', () => {
    const ghosts = lungRows.map((each) => ({ ...each, weight: 0, covariates: [99, 2, 0] }));
    const [plain, haunted] = [lungRows, [...lungRows, ...ghosts]].map((rows) => {
      const process = processOf(rows);
      const at = [0.01, -0.5, 0.4];
      const paths = processRiskSums(process, at).map((stratum) => hazardPath(stratum, 'breslow'));
      return householdSums(process, at, paths).meat.flat();
    });
    for (const [index, value] of (plain ?? []).entries()) expect(haunted?.[index]).toBeCloseTo(value, 8);
  });

  test('a risk set that has emptied leaves nothing behind, however heavy it was', () => {
    const light = { ...row(10, true, 1), startDays: 0 };
    const heavy = { ...row(60, true, 1), startDays: 50, weight: 1e17 };
    const sums = processRiskSums(
      processOf([light, { ...light, endDays: 12, event: false }, heavy, { ...heavy, weight: 3 }]),
      [0],
    );
    expect(sums[0]?.map((time) => time.atRisk[0])).toEqual([2, 1e17 + 3]);
  });

  test('weights that are all equal cancel in the baseline and its variance', () => {
    const paths = [1, 2].map((weight) => {
      const process = processOf(lungRows.map((each) => ({ ...each, weight })));
      return hazardPath(processRiskSums(process, [0.01, -0.5, 0.4])[0] ?? [], 'efron');
    });
    const [once, twice] = paths.map(({ cumulativeHazard, cumulativeVariance }) => [
      cumulativeHazard.at(-1) ?? 0,
      cumulativeVariance.at(-1) ?? 0,
    ]);
    expect(relativeError(twice ?? [], once ?? [])).toBeLessThan(1e-12);
  });
});
