import { describe, expect, test } from 'vitest';
import { aalenJohansen } from '../../lib/statistics/aalen-johansen.ts';
import { kaplanMeier } from '../../lib/statistics/kaplan-meier.ts';
import { logRankSums, logRankTest } from '../../lib/statistics/log-rank.ts';
import { widenForRounding } from '../../lib/statistics/log-rank-rounding.ts';
import { restrictedMean } from '../../lib/statistics/restricted-mean.ts';
import { riskIntervals } from '../../lib/statistics/risk-table.ts';
import { momentsOf, seededRandom } from '../support/random.ts';

const edgesDays = [28, 45, 75, 105, 135, 165];
const cells = edgesDays.length;
const persons = 1200;
const runs = 2000;

/** Counts of leavers per cell and kind: first cause, second cause, censored; who stays leaves in the last cell. */
function leavers(random: () => number): readonly number[][] {
  const counts = Array.from({ length: cells }, () => [0, 0, 0]);
  for (let person = 0; person < persons; person += 1) {
    let cell = 0;
    while (cell < cells - 1 && random() > 0.22) cell += 1;
    const kind = random();
    const place = counts[cell] ?? [];
    const index = kind < 0.45 ? 0 : kind < 0.65 ? 1 : 2;
    place[index] = (place[index] ?? 0) + 1;
  }
  return counts;
}

type Estimates = { readonly value: number; readonly standardError: number; readonly naive: number };

function estimates(counts: readonly number[][], roundingVariance: number): Record<string, Estimates> {
  const intervals = counts.map(([first = 0, second = 0, censored = 0]) => ({
    events: first,
    censored: second + censored,
  }));
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const table = riskIntervals(total, intervals, edgesDays);
  const competing = table.map((cell, index) => {
    const [first = 0, second = 0, censored = 0] = counts[index] ?? [];
    return { endDays: cell.endDays, atRisk: cell.atRisk, events: [first, second], censored };
  });
  const survival = (variance: number) => kaplanMeier(table, { roundingVariance: variance })[3];
  const mean = (variance: number) => restrictedMean(table, 140, { roundingVariance: variance });
  const incidence = (variance: number) => aalenJohansen(competing, { roundingVariance: variance })[3];
  const row = (value?: number | null, standardError?: number | null, naive?: number | null): Estimates => ({
    value: value ?? Number.NaN,
    standardError: standardError ?? Number.NaN,
    naive: naive ?? Number.NaN,
  });
  return {
    survival: row(survival(0)?.survival, survival(roundingVariance)?.standardError, survival(0)?.standardError),
    mean: row(mean(0).mean, mean(roundingVariance).standardError, mean(0).standardError),
    incidence: row(
      incidence(0)?.incidence[0],
      incidence(roundingVariance)?.standardErrors[0],
      incidence(0)?.standardErrors[0],
    ),
  };
}

/** The second table has one kind of leaver less, as Kaplan-Meier and the restricted mean see it. */
function simulate(base: number, kinds: 2 | 3): Record<string, readonly Estimates[]> {
  const random = seededRandom(20260101 + base);
  const found: Record<string, Estimates[]> = {};
  for (let run = 0; run < runs; run += 1) {
    const exact = leavers(random).map(([first = 0, second = 0, censored = 0]) =>
      kinds === 2 ? [first, 0, second + censored] : [first, second, censored],
    );
    const rounded = exact.map((cell) => cell.map((count) => base * Math.round(count / base)));
    for (const [name, row] of Object.entries(estimates(rounded, base ** 2 / 12))) (found[name] ??= []).push(row);
  }
  return found;
}

describe('errors of estimates from counts that were each rounded to a base', () => {
  test.each([
    [20, 'survival', 2, 0.9],
    [20, 'mean', 2, 0.9],
    [20, 'incidence', 3, 0.9],
    [5, 'survival', 2, 1.05],
  ] as const)(
    'base %d, %s: the stated error is the spread over repetitions within 10 percent',
    (base, name, kinds, naiveBelow) => {
      const rows = simulate(base, kinds)[name] ?? [];
      const spread = momentsOf(rows.map((row) => row.value)).deviation;
      const stated = momentsOf(rows.map((row) => row.standardError)).mean;
      expect(stated / spread).toBeGreaterThan(0.9);
      expect(stated / spread).toBeLessThan(1.1);
      expect(momentsOf(rows.map((row) => row.naive)).mean / spread).toBeLessThan(naiveBelow);
    },
  );
});

describe('log-rank on rounded counts', () => {
  test('without a difference it rejects 5 percent at the 5 percent level, and too often if rounding is left out', () => {
    const random = seededRandom(81);
    const base = 30;
    const arm = () => {
      const rounded = leavers(random).map(([first = 0, second = 0, censored = 0]) => ({
        events: base * Math.round((first + second) / base),
        censored: base * Math.round(censored / base),
      }));
      const entries = rounded.reduce((sum, count) => sum + count.events + count.censored, 0);
      return riskIntervals(entries, rounded, edgesDays);
    };
    const rejections = Array.from({ length: runs }, () => {
      const groups = [arm(), arm()];
      const sums = logRankSums(groups);
      const widened = logRankTest(widenForRounding(sums, groups, base ** 2 / 12));
      return { plain: (logRankTest(sums).pValue ?? 1) < 0.05, widened: (widened.pValue ?? 1) < 0.05 };
    });
    const share = (kind: 'plain' | 'widened'): number => rejections.filter((each) => each[kind]).length / runs;
    expect(share('widened')).toBeGreaterThan(0.035);
    expect(share('widened')).toBeLessThan(0.065);
    expect(share('plain')).toBeGreaterThan(0.08);
  });
});
