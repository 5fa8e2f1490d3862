import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addClusterSums } from '../../../lib/statistics/cluster-robust.ts';
import type { CountingProcessRow } from '../../../lib/statistics/cox/counting-process.ts';
import { coxFromPatterns, coxFromProcess } from '../../../lib/statistics/cox/estimate.ts';
import { hazardPath } from '../../../lib/statistics/cox/hazard-path.ts';
import { addEvaluations, type Evaluation, evaluate } from '../../../lib/statistics/cox/partial-likelihood.ts';
import { selectTerms } from '../../../lib/statistics/cox/pattern-table.ts';
import { processRiskSums } from '../../../lib/statistics/cox/process-sums.ts';
import {
  addTimeVaryingSums,
  proportionalHazardsTest,
  timeVaryingSums,
} from '../../../lib/statistics/cox/proportional-hazards.ts';
import { addRiskSums, riskSumsMessage } from '../../../lib/statistics/cox/risk-sums.ts';
import { advanceCox, startCox } from '../../../lib/statistics/cox/rounds.ts';
import { householdSums } from '../../../lib/statistics/cox/score-residuals.ts';
import type { Vector } from '../../../lib/statistics/linear-algebra.ts';
import { coarsen } from '../../../lib/statistics/risk-table.ts';
import { lungRows, lungStrata, numbers, patternsOf, processOf } from '../../support/cox-data.ts';
import { relativeError } from '../../support/reference.ts';

const weeks = Array.from({ length: 10 }, (_, index) => 7 * (index + 1));
const person = fc.record({
  startDays: fc.constantFrom(0, 7, 21),
  endDays: fc.constantFrom(...weeks),
  event: fc.boolean(),
  covariates: fc.tuple(fc.integer({ min: 0, max: 1 }), fc.double({ min: -2, max: 2, noNaN: true })),
  weight: fc.constantFrom(1, 1, 0.5, 3),
  stratum: fc.integer({ min: 1, max: 3 }),
  cluster: fc.integer({ min: 1, max: 12 }),
});
const people = fc.array(person, { minLength: 5, maxLength: 60 });
const coefficients = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }));
const options = (seed: number) => ({ seed, numRuns: 40 });

const flat = ({ logLikelihood, score, information }: Evaluation): readonly number[] => [
  logLikelihood,
  ...score,
  ...information.flat(),
];

/** Difference relative to the largest number: small entries of a cancelling sum carry its rounding. */
function difference(actual: readonly number[], expected: readonly number[]): number {
  const scale = Math.max(1, ...expected.map(Math.abs));
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Math.max(0, ...actual.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)) / scale));
}

const whole = (rows: readonly CountingProcessRow[]) => rows.map((row) => ({ ...row, stratum: 0 }));
const at = (rows: readonly CountingProcessRow[], beta: Vector, ties: 'efron' | 'breslow' = 'efron'): Evaluation =>
  evaluate(processRiskSums(processOf(rows), beta), beta, ties);
const dealt = <Row>(rows: readonly Row[], sites: number): readonly (readonly Row[])[] =>
  Array.from({ length: sites }, (_, site) => rows.filter((_, index) => index % sites === site));

describe('split over sites and combined equals computed on all', () => {
  test('risk sums on a shared grid, with delayed entry and weights', () => {
    fc.assert(
      fc.property(people, coefficients, fc.integer({ min: 1, max: 7 }), (rows, beta, sites) => {
        const parts = dealt(whole(rows), sites)
          .filter((part) => part.length > 0)
          .map((part) => processRiskSums(processOf(part), beta, weeks).flat().map(riskSumsMessage));
        expect(JSON.parse(JSON.stringify(parts))).toEqual(parts);
        expect(
          difference(flat(evaluate([addRiskSums(parts)], beta, 'efron')), flat(at(whole(rows), beta))),
        ).toBeLessThan(1e-10);
      }),
      options(61),
    );
  });

  test('evaluations of strata', () => {
    fc.assert(
      fc.property(people, coefficients, (rows, beta) => {
        const parts = [1, 2, 3].map((stratum) => rows.filter((row) => row.stratum === stratum));
        const sites = parts.filter((part) => part.length > 0).map((part) => at(part, beta));
        expect(difference(flat(addEvaluations(sites, 2)), flat(at(rows, beta)))).toBeLessThan(1e-10);
      }),
      options(62),
    );
  });

  test('household meats, against a broadcast path of pooled risk sets', () => {
    fc.assert(
      fc.property(people, coefficients, (rows, beta) => {
        const all = processOf(whole(rows));
        const path = hazardPath(processRiskSums(all, beta)[0] ?? [], 'efron');
        const parts = [0, 1, 2]
          .map((site) => whole(rows.filter((row) => row.cluster % 3 === site)))
          .filter((part) => part.length > 0)
          .map((part) => householdSums(processOf(part), beta, [path]));
        const sum = parts.reduce(addClusterSums);
        const expected = householdSums(all, beta, [path]);
        expect(sum.clusters).toBe(expected.clusters);
        expect(difference(sum.meat.flat(), expected.meat.flat())).toBeLessThan(1e-10);
      }),
      options(63),
    );
  });

  test('score residuals add up to the score', () => {
    fc.assert(
      fc.property(people, coefficients, fc.constantFrom('efron' as const, 'breslow' as const), (rows, beta, ties) => {
        const one = whole(rows).map((row) => ({ ...row, cluster: 1 }));
        const path = hazardPath(processRiskSums(processOf(one), beta)[0] ?? [], ties);
        const { score } = at(one, beta, ties);
        const { meat } = householdSums(processOf(one), beta, [path]);
        expect(
          difference(
            meat.flat(),
            path.steps.length === 0 ? [0, 0, 0, 0] : score.flatMap((left) => score.map((right) => left * right)),
          ),
        ).toBeLessThan(1e-10);
      }),
      options(64),
    );
  });

  test('proportional-hazards sums of strata', () => {
    const beta = coxFromProcess(processOf(lungStrata)).location;
    const strata = processRiskSums(processOf(lungStrata), beta);
    const days = (timeDays: number): number => timeDays;
    const parts = strata.map((stratum) => timeVaryingSums([stratum], beta, 'efron', days)).reduce(addTimeVaryingSums);
    const direct = proportionalHazardsTest(timeVaryingSums(strata, beta, 'efron', days));
    expect(proportionalHazardsTest(parts).global?.chiSquare).toBeCloseTo(direct.global?.chiSquare ?? Number.NaN, 9);
  });
});

describe('what must not matter', () => {
  test('without ties Efron is Breslow', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 6, maxLength: 40 }),
        coefficients,
        (times, beta) => {
          const rows = times.map((endDays, index) => ({
            endDays,
            event: endDays % 3 > 0,
            covariates: [index % 2, endDays % 5],
          }));
          expect(difference(flat(at(rows, beta, 'breslow')), flat(at(rows, beta, 'efron')))).toBeLessThan(1e-10);
        },
      ),
      options(65),
    );
  });

  test('cutting a row in two leaves the likelihood as it is', () => {
    fc.assert(
      fc.property(people, coefficients, fc.constantFrom(...weeks), (rows, beta, cut) => {
        const split = rows.flatMap((row) =>
          row.startDays < cut && cut < row.endDays
            ? [
                { ...row, endDays: cut, event: false },
                { ...row, startDays: cut },
              ]
            : [row],
        );
        expect(difference(flat(at(split, beta)), flat(at(rows, beta)))).toBeLessThan(1e-10);
      }),
      options(66),
    );
  });

  test('a weight of two is the same row twice under Breslow', () => {
    fc.assert(
      fc.property(people, coefficients, (rows, beta) => {
        const doubled = rows.map((row) => ({ ...row, weight: 2 }));
        const twice = rows.flatMap((row) => [
          { ...row, weight: 1 },
          { ...row, weight: 1 },
        ]);
        expect(difference(flat(at(doubled, beta, 'breslow')), flat(at(twice, beta, 'breslow')))).toBeLessThan(1e-10);
      }),
      options(67),
    );
  });

  test('coarsening the table first or the rows first, and a submodel of the table', () => {
    const edges = Array.from({ length: 36 }, (_, index) => 30 * (index + 1));
    const coarseRows = lungRows.map((row) => ({ ...row, endDays: 30 * Math.ceil(row.endDays / 30) }));
    const daily = Array.from({ length: 1080 }, (_, index) => index + 1);
    const coarse = patternsOf(lungRows, daily).map((pattern) => ({
      ...pattern,
      intervals: coarsen(pattern.intervals, edges),
    }));
    const fromRows = coxFromProcess(
      processOf(coarseRows.map((row) => ({ ...row, covariates: row.covariates.slice(1) }))),
    );
    const fromTable = coxFromPatterns(selectTerms(coarse, [1, 2]));
    expect(relativeError(numbers(fromTable.coefficients), numbers(fromRows.coefficients))).toBeLessThan(1e-10);
    expect(relativeError(numbers(fromTable.standardErrors), numbers(fromRows.standardErrors))).toBeLessThan(1e-10);
  });

  test('a search that is written down and read back after each round ends the same', () => {
    const process = processOf(
      lungRows.map((row) => ({ ...row, covariates: row.covariates.map((value) => value / 60) })),
    );
    const at = (beta: Vector): Evaluation => evaluate(processRiskSums(process, beta), beta, 'efron');
    const finish = (between: <State>(state: State) => State) => {
      let state = startCox(3);
      for (;;) {
        const progress = advanceCox(state, at(state.newton.asked));
        if (progress.status === 'finished') return progress.end;
        state = between(progress.state);
      }
    };
    const straight = finish((state) => state);
    const read = finish((state) => {
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      return structuredClone(state);
    });
    expect(read).toEqual(straight);
    expect([straight.status, straight.rounds <= 8]).toEqual(['converged', true]);
  });

  test('an event off the shared grid is refused', () => {
    expect(() => processRiskSums(processOf(lungRows), [0, 0, 0], [5, 10])).toThrow('not on the grid');
  });
});
