import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { type LocalExtract, openCatalogue } from '../../lib/dataset/catalogue.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import type { ResultRow } from '../../lib/dataset/plan.ts';
import { unitTable } from '../../lib/dataset/units.ts';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';
import { aalenJohansen } from '../../lib/statistics/aalen-johansen.ts';
import { countingProcess } from '../../lib/statistics/cox/counting-process.ts';
import { coxFromProcess } from '../../lib/statistics/cox/estimate.ts';
import { sampleQuantile } from '../../lib/statistics/quantiles.ts';
import { evidenceOf, modelStudy, rowsOf, uncontrolledOutcomes } from '../support/analyses.ts';
import { extractFolder, municipalityRows, seededRandom, writeExtract } from '../support/extracts.ts';

// Analyses through every layer against a direct computation on the rows of their units, one by one.
const context = studyContext(modelStudy, true);
const units = new Map<string, readonly ResultRow[]>();
let root = '';
let estimates: readonly EstimateRow[] = [];

/** The rows of a municipality in which a case has up to five attempts, some after somebody was reached. */
function withMoreAttempts(
  rows: ReturnType<typeof municipalityRows>,
  seed: number,
): ReturnType<typeof municipalityRows> {
  const random = seededRandom(seed);
  const methods = ['letter', 'phone', 'home-visit', 'administrative'];
  const extra = rows.contact_attempts.flatMap((row) =>
    Array.from({ length: Math.floor(random() * 5) }, (_, index) => ({
      case_id: row['case_id'] ?? null,
      municipality_code: row['municipality_code'] ?? null,
      attempted_on: row['attempted_on'] ?? null,
      method: methods[Math.floor(random() * methods.length)] ?? null,
      reached: random() < 0.2,
      phase: 'interim',
      source_row: Number(row['source_row']) + 1000 * (index + 1),
    })),
  );
  return { ...rows, contact_attempts: [...rows.contact_attempts, ...extra] };
}

beforeAll(async () => {
  root = await extractFolder();
  const codes = Array.from({ length: 5 }, (_, index) => String(9101 + index));
  const extracts: readonly LocalExtract[] = await Promise.all(
    codes.map((code, index) =>
      writeExtract(root, code, withMoreAttempts(municipalityRows(code, 300, 40 + index), 90 + index)),
    ),
  );
  estimates = rowsOf(modelStudy, uncontrolledOutcomes(await evidenceOf(modelStudy, context, extracts, root)), context);
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  const { query } = await openCatalogue(sandbox, extracts);
  for (const unit of ['new-households', 'landmark-28', 'contact-states', 'signals'] as const)
    units.set(unit, await query({ unit, sql: `SELECT * FROM ${unitTable(unit)}`, parameters: [] }));
  units.set('raw', await query({ unit: 'signals', sql: 'SELECT * FROM contact_attempts', parameters: [] }));
  sandbox.close();
});
afterAll(() => rm(root, { recursive: true }));

const rowsIn = (unit: string) => units.get(unit) ?? [];
const number = (row: ResultRow, column: string) => z.number().parse(row[column]);
const found = (analysis: string, measure: string, group: string, days: number | null = null) => {
  const rows = estimates.filter(
    (row) =>
      row.analysis_id === analysis &&
      row.measure === measure &&
      row.group === group &&
      (days === null || row.time_days === days),
  );
  expect(rows, `${analysis} ${measure} ${group}`).toHaveLength(1);
  return rows[0];
};

/** Shares of rows that had each cause by a day, with their errors, from one cell for each day. */
function incidenceOf(rows: readonly ResultRow[], column: string, causes: readonly string[], untilDays: number) {
  const intervals = Array.from({ length: untilDays }, (_, index) => {
    const leavers = rows.filter((row) => number(row, 'time_days') === index + 1);
    return {
      endDays: index + 1,
      atRisk: rows.filter((row) => number(row, 'time_days') > index).length,
      events: causes.map((cause) => leavers.filter((row) => row[column] === cause).length),
      censored: leavers.filter((row) => row[column] === null).length,
    };
  });
  return aalenJohansen(intervals).at(-1);
}

test.each([45, 75])('competing risks by day %i are those of Aalen and Johansen on the same rows', (days) => {
  const causes = ['same-creditor', 'other-creditor'];
  const rows = rowsIn('new-households').filter((row) => number(row, 'potential_days') >= 75);
  const wanted = incidenceOf(rows, 'cause_creditor', causes, days);
  for (const [index, cause] of causes.entries()) {
    const row = found('causes', 'cumulative-incidence', `cause=${cause}`, days);
    expect(row?.n).toBe(rows.length);
    expect(row?.value).toBeCloseTo(wanted?.incidence[index] ?? Number.NaN, 12);
    expect(row?.standard_error).toBeCloseTo(wanted?.standardErrors[index] ?? Number.NaN, 12);
  }
});

test('competing risks by arm after a landmark', () => {
  const causes = ['risen', 'not-risen'];
  for (const arm of ['not-reached', 'reached']) {
    const rows = rowsIn('landmark-28').filter(
      (row) => number(row, 'potential_days') >= 75 && row['landmark_arm'] === arm,
    );
    const wanted = incidenceOf(rows, 'cause_arrears', causes, 75);
    for (const [index, cause] of causes.entries()) {
      const row = found('arrears-causes', 'cumulative-incidence', `landmark-arm=${arm};cause=${cause}`, 75);
      expect(row?.value).toBeCloseTo(wanted?.incidence[index] ?? Number.NaN, 12);
      expect(row?.ci_high).toBeCloseTo(wanted?.upper[index] ?? Number.NaN, 12);
    }
  }
});

test('quantiles lie in the bin of the quantile of the values', () => {
  for (const partner of ['rent', 'energy', 'water', 'health-insurance']) {
    const values = rowsIn('signals')
      .filter((row) => row['partner_type'] === partner && row['arrears_euro'] !== null)
      .map((row) => number(row, 'arrears_euro'));
    for (const probability of [0.25, 0.5, 0.9]) {
      const row = found('amounts', 'quantile', `partner-type=${partner};quantile=${probability}`);
      const wanted = sampleQuantile(values, probability) ?? Number.NaN;
      const [low, high] = [row?.ci_low ?? Number.NEGATIVE_INFINITY, row?.ci_high ?? Number.POSITIVE_INFINITY];
      expect(row?.n).toBe(values.length);
      // the smallest value with at least this share at or below it lies in the bin; between two values one interpolates
      const ordered = values.toSorted((one, other) => one - other)[Math.ceil(probability * values.length) - 1];
      expect(ordered, `${partner} ${probability}`).toBeGreaterThan(low);
      expect(ordered, `${partner} ${probability}`).toBeLessThanOrEqual(high);
      expect(Math.abs(Number(row?.value) - wanted)).toBeLessThanOrEqual(high - low);
    }
  }
});

test('attempts by number: events, trials, hazard and cumulative reach by counting', () => {
  const cases = Map.groupBy(
    rowsIn('raw').filter((row) => row['method'] !== 'administrative'),
    (row) => `${row['municipality_code']} ${row['case_id']}`,
  );
  const trials = new Map<number, number[]>();
  for (const attempts of cases.values()) {
    const ordered = attempts.toSorted(
      (one, other) =>
        String(one['attempted_on']).localeCompare(String(other['attempted_on'])) ||
        number(one, 'source_row') - number(other, 'source_row'),
    );
    for (const [index, attempt] of ordered.entries()) {
      const place = Math.min(4, index + 1);
      const known = trials.get(place) ?? [0, 0];
      trials.set(place, [(known[0] ?? 0) + (attempt['reached'] === true ? 1 : 0), (known[1] ?? 0) + 1]);
      if (attempt['reached'] === true) break;
    }
  }
  let missed = 1;
  for (const [place, [events = 0, n = 0]] of [...trials].sort(([one], [other]) => one - other)) {
    const group = `attempt-number=${place === 4 ? '4-plus' : place}`;
    const row = found('order', 'proportion', group);
    expect([row?.events, row?.n], group).toEqual([events, n]);
    expect(row?.value).toBeCloseTo(events / n, 12);
    missed *= 1 - events / n;
    expect(found('order', 'cumulative-incidence', group)?.value).toBeCloseTo(1 - missed, 12);
  }
  expect(trials.size).toBe(4);
});

test('hazards of states: one step from the score of a stratified Cox model with states that change', () => {
  const rows = rowsIn('contact-states').filter((row) => number(row, 'start_day') < 75);
  const process = countingProcess(
    rows.map((row) => ({
      startDays: number(row, 'start_day'),
      endDays: number(row, 'stop_day'),
      event: row['event'] === 1 && number(row, 'stop_day') <= 75,
      covariates: ['reached', 'accepted'].map((state) => (row['state'] === state ? 1 : 0)),
      stratum: Number(row['municipality_code']),
    })),
    2,
  );
  const fit = coxFromProcess(process, 'efron');
  for (const [index, state] of ['reached', 'accepted'].entries()) {
    const row = found('states', 'coefficient', `state=${state}`);
    const wanted = fit.coefficients[index] ?? Number.NaN;
    // documented range of the one step: hazard ratios between a half and two
    expect(Math.abs(wanted)).toBeLessThan(Math.log(2));
    expect(Math.abs(Number(row?.value) - wanted)).toBeLessThan(0.06);
    expect(Number(row?.standard_error) / (fit.standardErrors[index] ?? Number.NaN)).toBeCloseTo(1, 1);
  }
});
