import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { andersenGill, gapTime, type RecurrentRow, totalTime } from '../../lib/statistics/andersen-gill.ts';
import type { CountingProcess } from '../../lib/statistics/cox/counting-process.ts';
import { type CoxResult, coxFromProcess } from '../../lib/statistics/cox/estimate.ts';
import { hazardPath } from '../../lib/statistics/cox/hazard-path.ts';
import { processRiskSums } from '../../lib/statistics/cox/process-sums.ts';
import { clusterRobust } from '../../lib/statistics/cox/robust.ts';
import { householdSums } from '../../lib/statistics/cox/score-residuals.ts';
import type { Ties } from '../../lib/statistics/cox/ties.ts';
import {
  addMeanCountTables,
  meanCountTable,
  meanCumulativeCount,
  type Observation,
  robustMeanCount,
} from '../../lib/statistics/mean-cumulative-count.ts';
import {
  influenceProducts,
  influenceSquares,
  meanCountDifference,
  meanCountInfluences,
} from '../../lib/statistics/mean-cumulative-count-influence.ts';
import { nelsonAalen } from '../../lib/statistics/nelson-aalen.ts';
import { caseRow, cases, covarianceError, numbers } from '../support/cox-data.ts';
import { type DataRow, reference, referenceData, relativeError } from '../support/reference.ts';
import { tabulate } from '../support/survival-tables.ts';

const bladder: readonly RecurrentRow[] = referenceData('bladder2').map((row) => ({
  startDays: row.number('start'),
  endDays: row.number('stop'),
  event: row.number('event') === 1,
  covariates: [row.number('rx'), row.number('size'), row.number('number')],
  cluster: row.number('id'),
  sequence: row.number('enum'),
}));

const cgd = referenceData('cgd').map((row) => ({
  startDays: row.number('tstart'),
  endDays: row.number('tstop'),
  event: row.number('status') === 1,
  covariates: [
    row.text('treat') === 'rIFN-g' ? 1 : 0,
    row.text('inherit') === 'autosomal' ? 1 : 0,
    row.number('steroids'),
  ],
  cluster: row.number('id'),
}));

function robustOf(process: CountingProcess, fit: CoxResult, ties: Ties) {
  const paths = processRiskSums(process, fit.location).map((stratum) => hazardPath(stratum, ties));
  return clusterRobust(fit, householdSums(process, fit.location, paths));
}

describe('recurrent signals against R coxph', () => {
  test.each([
    ['ag.bladder2.efron', andersenGill(bladder, 3), 'efron'],
    ['ag.bladder2.breslow', andersenGill(bladder, 3), 'breslow'],
    ['pwp_tt.bladder2', totalTime(bladder, 3), 'efron'],
    ['pwp_gt.bladder2', gapTime(bladder, 3), 'efron'],
    ['ag.cgd', andersenGill(cgd, 3), 'efron'],
  ] as const)('%s', (id, process, ties) => {
    const expected = reference(id);
    const fit = coxFromProcess(process, ties);
    expect(fit.events).toBe(expected.number('nevent'));
    expect(relativeError(numbers(fit.coefficients), expected.numbers('coef'))).toBeLessThan(1e-8);
    expect(relativeError(numbers(fit.standardErrors), expected.numbers('se'))).toBeLessThan(1e-8);
    expect(covarianceError(fit.covariance, expected.matrix('vcov'))).toBeLessThan(1e-8);
    const logLikelihoods = [expected.number('loglik_null'), expected.number('loglik')];
    expect(Math.abs(fit.nullLogLikelihood - (logLikelihoods[0] ?? 0))).toBeLessThan(1e-9);
    expect(Math.abs(fit.logLikelihood - (logLikelihoods[1] ?? 0))).toBeLessThan(1e-9);
    expect(relativeError(numbers([fit.scoreTest?.chiSquare]), [expected.number('score_chisq')])).toBeLessThan(1e-8);
    const robust = robustOf(process, fit, ties);
    expect(relativeError(numbers(robust.standardErrors), expected.numbers('robust_se'))).toBeLessThan(1e-8);
    expect(covarianceError(robust.covariance, expected.matrix('robust_vcov'))).toBeLessThan(1e-8);
    expect(relativeError(numbers([robust.waldTest?.chiSquare]), [expected.number('wald_chisq')])).toBeLessThan(1e-8);
  });

  test('synthetic cases in calendar time with delayed entry, stratified by municipality', () => {
    const expected = reference('syn.ag');
    const rows = cases.map((row) => ({
      ...caseRow(row),
      startDays: row.number('signal_day'),
      endDays: row.number('stop'),
    }));
    const process = andersenGill(rows, 7);
    const fit = coxFromProcess(process);
    expect(relativeError(numbers(fit.coefficients), expected.numbers('coef'))).toBeLessThan(1e-8);
    expect(relativeError(numbers(fit.standardErrors), expected.numbers('se'))).toBeLessThan(1e-8);
    const robust = robustOf(process, fit, 'efron');
    expect(relativeError(numbers(robust.standardErrors), expected.numbers('robust_se'))).toBeLessThan(1e-8);
  });

  test('synthetic cases in gap time, stratified by municipality and number of the signal', () => {
    const expected = reference('syn.pwp_gt');
    const rows = cases.map((row) => ({ ...caseRow(row), startDays: 0, sequence: row.number('enum') }));
    const process = gapTime(rows, 7);
    const fit = coxFromProcess(process);
    expect(relativeError(numbers(fit.coefficients), expected.numbers('coef'))).toBeLessThan(1e-8);
    const robust = robustOf(process, fit, 'efron');
    expect(relativeError(numbers(robust.standardErrors), expected.numbers('robust_se'))).toBeLessThan(1e-8);
  });
});

const observation = (row: { startDays?: number; endDays: number; event: boolean; cluster?: number }): Observation => ({
  household: row.cluster ?? -1,
  startDays: row.startDays ?? 0,
  endDays: row.endDays,
  events: row.event ? 1 : 0,
});
const edgesOf = (rows: readonly Observation[]): readonly number[] =>
  [...new Set(rows.map((row) => row.endDays))].sort((left, right) => left - right);

/** Both exchanges over the sites that the rows are dealt to by household. */
function inTwoExchanges(rows: readonly Observation[], edges: readonly number[], times: readonly number[], sites = 1) {
  const parts = Array.from({ length: sites }, (_, site) => rows.filter((row) => row.household % sites === site));
  const pooled = addMeanCountTables(parts.map((part) => meanCountTable(part, edges)));
  const squares = parts.map((part) => influenceSquares(meanCountInfluences(part, pooled, times), times.length));
  const sums = times.map((_, index) => squares.reduce((sum, part) => sum + (part[index] ?? 0), 0));
  return { pooled, points: robustMeanCount(pooled, times, sums) };
}

describe('mean cumulative count against R', () => {
  test.each([1, 4])('bladder tumours with Lawless-Nadeau errors over %d sites', (sites) => {
    const expected = reference('mcf.bladder2');
    const rows = bladder.map(observation);
    const { pooled, points } = inTwoExchanges(rows, edgesOf(rows), expected.numbers('time'), sites);
    expect(
      relativeError(
        points.map((point) => point.mean),
        expected.numbers('survfit_cumhaz'),
      ),
    ).toBeLessThan(1e-12);
    const errors = points.map((point) => point.standardError);
    expect(relativeError(errors, expected.numbers('se_lawless_nadeau'))).toBeLessThan(1e-10);
    const poisson = expected
      .numbers('time')
      .map((time) => meanCumulativeCount(pooled).findLast((point) => point.timeDays <= time)?.standardError);
    expect(relativeError(numbers(poisson), expected.numbers('se_poisson'))).toBeLessThan(1e-10);
  });

  test('cgd by arm and the difference at 360 days', () => {
    const expected = reference('mcf.cgd.treat');
    const edges = edgesOf(cgd.map(observation));
    const arms = [
      ['placebo', 0],
      ['rIFN-g', 1],
    ] as const;
    const last = arms.map(([name, value]) => {
      const rows = cgd.filter((row) => row.covariates[0] === value).map(observation);
      const times = expected.numbers(`${name}.time`);
      const { points } = inTwoExchanges(rows, edges, times, 3);
      expect(
        relativeError(
          points.map((point) => point.mean),
          expected.numbers(`${name}.mcf`),
        ),
      ).toBeLessThan(1e-12);
      const errors = points.map((point) => point.standardError);
      expect(relativeError(errors, expected.numbers(`${name}.se_lawless_nadeau`))).toBeLessThan(1e-10);
      return points.at(-1);
    });
    const [placebo, treated] = last;
    if (placebo === undefined || treated === undefined) throw new Error('two arms');
    const found = meanCountDifference(placebo, treated);
    const difference = reference('mcf.cgd.diff360');
    expect(relativeError([found.estimate], [difference.number('diff')])).toBeLessThan(1e-12);
    expect(relativeError([found.standardError], [difference.number('se')])).toBeLessThan(1e-10);
    expect(relativeError(numbers([found.pValue]), [difference.number('p')])).toBeLessThan(1e-8);
  });

  test('synthetic households by days since the first signal on a weekly grid', () => {
    const expected = reference('syn.mcf');
    const first = new Map<string, number>();
    for (const row of cases) {
      const household = row.text('hh');
      first.set(household, Math.min(first.get(household) ?? Number.POSITIVE_INFINITY, row.number('signal_day')));
    }
    const rows = recurrencesSince(first, cases);
    const edges = Array.from({ length: 103 }, (_, index) => 7 * (index + 1));
    const { points } = inTwoExchanges(rows, edges, expected.numbers('time'), 7);
    expect(
      relativeError(
        points.map((point) => point.mean),
        expected.numbers('mcf'),
      ),
    ).toBeLessThan(1e-12);
    expect(
      relativeError(
        points.map((point) => point.standardError),
        expected.numbers('se_robust'),
      ),
    ).toBeLessThan(1e-10);
  });
});

const up = (days: number): number => 7 * Math.ceil(days / 7);

/** Gridded stretches between the gridded signals of each household; stretches of no length carry their signals on. */
function recurrencesSince(first: ReadonlyMap<string, number>, rows: readonly DataRow[]): readonly Observation[] {
  return rows.map((row) => {
    const origin = first.get(row.text('hh')) ?? 0;
    return {
      household: row.number('hh'),
      startDays: up(row.number('signal_day') - origin),
      endDays: up(row.number('stop') - origin),
      events: row.number('status') === 1 ? 1 : 0,
    };
  });
}

describe('mean cumulative count on any data', () => {
  const weeks = [7, 14, 21, 28];
  const person = fc.record({ timeDays: fc.constantFrom(...weeks), event: fc.boolean() });

  test('with at most one signal each it is the Nelson-Aalen estimate', () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 40 }), (people) => {
        const rows = people.map(({ timeDays, event }, household) => ({
          household,
          startDays: 0,
          endDays: timeDays,
          events: event ? 1 : 0,
        }));
        const means = meanCumulativeCount(meanCountTable(rows, weeks)).map((point) => point.mean);
        const hazards = nelsonAalen(tabulate(people, weeks)).map((point) => point.cumulativeHazard);
        expect(relativeError(means, hazards)).toBeLessThan(1e-12);
      }),
      { seed: 41, numRuns: 40 },
    );
  });

  test('the same households in both arms differ by nothing, without error', () => {
    const rows = bladder.map(observation);
    const times = [12, 24];
    const { pooled, points } = inTwoExchanges(rows, edgesOf(rows), times);
    const influences = meanCountInfluences(rows, pooled, times);
    const [, product] = influenceProducts(influences, influences, times.length);
    const point = points[1];
    if (point === undefined) throw new Error('two times');
    const found = meanCountDifference(point, point, product);
    expect([found.estimate, found.standardError, found.pValue]).toEqual([0, 0, null]);
  });

  test('no signals give a mean of 0 without limits, and a signal off the grid is refused', () => {
    const quiet = { household: 1, startDays: 0, endDays: 14, events: 0 };
    const { points } = inTwoExchanges([quiet], weeks, [28]);
    expect(points).toEqual([{ timeDays: 28, observed: 0, mean: 0, standardError: 0, lower: null, upper: null }]);
    expect(() => meanCountTable([{ ...quiet, endDays: 13, events: 1 }], weeks)).toThrow('not on the grid');
  });
});
