import { describe, expect, test } from 'vitest';
import { coxFromPatterns } from '../../../lib/statistics/cox/estimate.ts';
import type { PatternRisk } from '../../../lib/statistics/cox/pattern-table.ts';
import { roundedCovariance, roundingMeat } from '../../../lib/statistics/cox/rounding.ts';
import { riskIntervals } from '../../../lib/statistics/risk-table.ts';
import { momentsOf, seededRandom } from '../../support/random.ts';

const edgesDays = [28, 45, 75, 105, 135, 165];
const arms = [
  { covariates: [0, 0], hazard: 0.12 },
  { covariates: [1, 0], hazard: 0.18 },
  { covariates: [0, 1], hazard: 0.16 },
  { covariates: [1, 1], hazard: 0.24 },
];

/** Risk tables of arms of 500 persons, each count rounded to the base and totals derived from them. */
function table(random: () => number, base: number): readonly PatternRisk[] {
  return arms.map(({ covariates, hazard }) => {
    const counts = edgesDays.map(() => ({ events: 0, censored: 0 }));
    for (let person = 0; person < 500; person += 1) {
      let cell = 0;
      let event = random() < hazard;
      while (!event && random() > 0.08 && cell < edgesDays.length - 1) {
        cell += 1;
        event = random() < hazard;
      }
      const count = counts[cell];
      if (count !== undefined) count[event ? 'events' : 'censored'] += 1;
    }
    const rounded = counts.map((count) => ({
      events: base * Math.round(count.events / base),
      censored: base * Math.round(count.censored / base),
    }));
    const entries = rounded.reduce((sum, count) => sum + count.events + count.censored, 0);
    return { covariates, stratum: '', intervals: riskIntervals(entries, rounded, edgesDays) };
  });
}

describe('Cox on rounded counts', () => {
  test('the stated error is the spread over repetitions within 10 percent', () => {
    const [base, runs] = [20, 1000];
    const random = seededRandom(71);
    const found = Array.from({ length: runs }, () => {
      const patterns = table(random, base);
      const fit = coxFromPatterns(patterns);
      const meat = roundingMeat(patterns, fit.location, 'efron');
      const variance = roundedCovariance(fit, fit.covariance, meat, base ** 2 / 12)[0]?.[0] ?? Number.NaN;
      return {
        value: fit.coefficients[0] ?? Number.NaN,
        stated: Math.sqrt(variance),
        naive: fit.standardErrors[0] ?? 0,
      };
    });
    const spread = momentsOf(found.map((each) => each.value)).deviation;
    const stated = momentsOf(found.map((each) => each.stated)).mean;
    expect(stated / spread).toBeGreaterThan(0.9);
    expect(stated / spread).toBeLessThan(1.1);
    expect(momentsOf(found.map((each) => each.naive)).mean / spread).toBeLessThan(0.93);
  });
});
