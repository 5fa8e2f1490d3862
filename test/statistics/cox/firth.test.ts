import { describe, expect, test } from 'vitest';
import type { CountingProcessRow } from '../../../lib/statistics/cox/counting-process.ts';
import { coxFromProcess } from '../../../lib/statistics/cox/estimate.ts';
import { firthFromPatterns, firthFromProcess, fitFirthCox } from '../../../lib/statistics/cox/firth-cox.ts';
import { firthInterval } from '../../../lib/statistics/cox/firth-interval.ts';
import { lungRows, numbers, patternsOf, processOf } from '../../support/cox-data.ts';
import { relativeError } from '../../support/reference.ts';

/** Nobody of the second group has an event: the likelihood rises for ever as its coefficient falls. */
const monotone: readonly CountingProcessRow[] = [
  ...[3, 5, 8, 11, 14].map((endDays) => ({ endDays, event: true, covariates: [0] })),
  ...[6, 9, 16, 20].map((endDays) => ({ endDays, event: false, covariates: [1] })),
  { endDays: 18, event: false, covariates: [0] },
];

/** Log partial likelihood plus half the log information of one binary term without ties, term by term. */
function penalisedLikelihood(rows: readonly CountingProcessRow[], coefficient: number): number {
  let [logLikelihood, information] = [0, 0];
  for (const { endDays } of rows.filter((row) => row.event)) {
    const atRisk = rows.filter((row) => row.endDays >= endDays);
    const treated = atRisk.filter((row) => row.covariates[0] === 1).length * Math.exp(coefficient);
    const total = treated + atRisk.filter((row) => row.covariates[0] === 0).length;
    const own = rows.find((row) => row.event && row.endDays === endDays)?.covariates[0] ?? 0;
    logLikelihood += own * coefficient - Math.log(total);
    information += (treated / total) * (1 - treated / total);
  }
  return logLikelihood + Math.log(information) / 2;
}

function maximiser(f: (x: number) => number, lower: number, upper: number): number {
  let [low, high] = [lower, upper];
  const golden = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-9) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(left) > f(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

describe('Firth Cox', () => {
  test('maximises the penalised likelihood where the plain one has no maximum', () => {
    expect(coxFromProcess(processOf(monotone)).status).toBe('monotone-likelihood');
    const expected = maximiser((value) => penalisedLikelihood(monotone, value), -8, 4);
    for (const firth of [firthFromProcess(processOf(monotone)), firthFromPatterns(patternsOf(monotone))]) {
      const fit = fitFirthCox(firth);
      expect(fit.status).toBe('converged');
      expect(numbers(fit.coefficients)[0]).toBeCloseTo(expected, 6);
      expect(numbers(fit.standardErrors)[0]).toBeGreaterThan(0);
    }
  });

  test('profile limits lie where twice the fall is the chi-square quantile', () => {
    const firth = firthFromProcess(processOf(monotone));
    const { lower, upper } = firthInterval(firth, 0);
    const best = penalisedLikelihood(monotone, numbers(fitFirthCox(firth).coefficients)[0] ?? 0);
    for (const limit of numbers([lower, upper])) {
      expect(2 * (best - penalisedLikelihood(monotone, limit))).toBeCloseTo(3.841458820694124, 7);
    }
    expect(lower).toBeLessThan(upper ?? Number.NaN);
  });

  test.each(['efron', 'breslow'] as const)(
    'its score is the slope of the penalised likelihood, with %s ties',
    (ties) => {
      const monthly = lungRows.map((row) => ({ ...row, endDays: Math.ceil(row.endDays / 30) }));
      for (const firth of [firthFromProcess(processOf(monthly), ties), firthFromPatterns(patternsOf(monthly), ties)]) {
        const at = [0.1, -0.3, 0.4];
        const { score } = firth.evaluateAt(at);
        const slopes = at.map((_, term) => {
          const moved = (shift: number) =>
            firth.evaluateAt(at.map((value, index) => (index === term ? value + shift : value))).logLikelihood;
          return (8 * (moved(1e-3) - moved(-1e-3)) - (moved(2e-3) - moved(-2e-3))) / 12e-3;
        });
        expect(relativeError(slopes, score)).toBeLessThan(1e-7);
      }
    },
  );

  test('agrees over rows and patterns and stays near the plain fit of many events', () => {
    const rows = fitFirthCox(firthFromProcess(processOf(lungRows)));
    const patterns = fitFirthCox(firthFromPatterns(patternsOf(lungRows)));
    expect(relativeError(numbers(rows.coefficients), numbers(patterns.coefficients))).toBeLessThan(1e-7);
    const plain = numbers(coxFromProcess(processOf(lungRows)).coefficients);
    expect(relativeError(numbers(rows.coefficients), plain)).toBeLessThan(0.02);
  });

  test('without events or with a term of one level there is no estimate', () => {
    const quiet = monotone.map((row) => ({ ...row, event: false }));
    expect(fitFirthCox(firthFromProcess(processOf(quiet))).status).toBe('no-information');
    const constant = monotone.map((row) => ({ ...row, covariates: [...row.covariates, 1] }));
    const fit = fitFirthCox(firthFromProcess(processOf(constant)));
    expect([fit.status, fit.aliased, fit.coefficients[1]]).toEqual(['converged', [1], null]);
    expect(firthInterval(firthFromProcess(processOf(constant)), 1)).toEqual({ lower: null, upper: null });
  });
});
