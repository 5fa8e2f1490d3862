import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';
import { dryRun } from '../../lib/study/dry-run.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';
import { code, Expected, termOf } from '../support/notebook.ts';

const reference = 'test/reference';
const study = 'studies/effectiveness-notebook-2026.yaml';
let estimates: readonly EstimateRow[] = [];
const expected = Expected.parse(JSON.parse(await readFile(`${reference}/bi_export_example.expected.json`, 'utf8')));

beforeAll(async () => {
  const run = await dryRun({
    study: await readStudyFile(study),
    exports: [`${reference}/bi_export_example.xlsx`],
    controlled: false,
    progress: () => {},
    memoryMegabytes: 512,
  });
  estimates = run.estimates;
});

const rows = (analysis: string, measure?: string) =>
  estimates.filter((row) => row.analysis_id === analysis && (measure === undefined || row.measure === measure));

/** Row of an analysis by the codes of its group, in any order. */
function row(analysis: string, measure: string, codes: string, days?: number): EstimateRow {
  const found = rows(analysis, measure).filter(
    (each) => each.group === codes && (days === undefined || each.time_days === days),
  );
  expect(found, `${analysis} ${measure} ${codes} ${days ?? ''}`).toHaveLength(1);
  return z.custom<EstimateRow>().parse(found[0]);
}

function expectCounts(analysis: string, variable: string, counts: Readonly<Record<string, number>>): void {
  for (const [word, count] of Object.entries(counts))
    expect(row(analysis, 'count', `${variable}=${code(word)}`).value, `${analysis} ${word}`).toBe(count);
  const others = rows(analysis, 'count').filter(
    (each) => !Object.keys(counts).some((word) => each.group === `${variable}=${code(word)}`),
  );
  for (const other of others)
    if (!other.group.endsWith('=unknown') && !other.group.endsWith('=outside'))
      expect(other.value, other.group).toBe(0);
}

function expectFractions(
  analysis: string,
  variable: string,
  parts: Readonly<Record<string, readonly [number, number]>>,
): void {
  for (const [word, [events, known]] of Object.entries(parts)) {
    const found = row(analysis, 'proportion', `${variable}=${code(word)}`);
    expect([found.events, found.n], `${analysis} ${word}`).toEqual([events, known]);
    expect(found.value).toBeCloseTo(events / known, 12);
  }
}

function expectReturns(
  analysis: string,
  variable: string,
  groups: Readonly<Record<string, { n: number; return_90d: number }>>,
): void {
  for (const [word, { n, return_90d: value }] of Object.entries(groups)) {
    const found = row(analysis, 'cumulative-incidence', `${variable}=${code(word)}`, 90);
    expect(found.n, `${analysis} ${word}`).toBe(n);
    expect(found.value, `${analysis} ${word}`).toBeCloseTo(value, 9);
  }
  const known = Object.keys(groups).map((word) => `${variable}=${code(word)}`);
  expect(
    rows(analysis, 'cumulative-incidence').filter(
      (each) => (each.n ?? 0) >= 30 && !known.includes(each.group) && !each.group.endsWith('=unknown'),
    ),
  ).toEqual([]);
}

describe("the researchers' 2026 notebook on its example workbook", () => {
  test('signals', () => {
    const { signals } = expected;
    expect(row('signals-total', 'count', '').value).toBe(signals.total);
    expect(row('signals-total', 'count', 'count=dated').value).toBe(signals.with_date);
    expect(row('signals-total', 'date', 'edge=first').value).toBe(signals.first);
    expect(row('signals-total', 'date', 'edge=last').value).toBe(signals.last);
    expectCounts('signals-by-type', 'signal-type', signals.by_type);
    expectCounts('signals-by-month', 'signal-month', signals.by_month);
    expectCounts('signals-by-partner-type', 'partner-type', expected.reporter_type);
  });

  test('forwarding', () => {
    expectFractions('forwarding-by-type', 'signal-type', expected.forwarding.by_type);
    expectFractions('forwarding-by-partner-type', 'partner-type', expected.forwarding.by_reporter_type);
    const forwarded = rows('forwarding-by-type').reduce((sum, each) => sum + (each.events ?? 0), 0);
    expect(forwarded).toBe(expected.forwarding.forwarded);
  });

  test('reach', () => {
    const { reach } = expected;
    const cases = row('reach-cases', 'proportion', '');
    expect([cases.events, cases.n]).toEqual([reach.cases_reached, reach.cases_with_attempt]);
    const attempts = row('reach-attempts', 'proportion', '');
    expect([attempts.events, attempts.n]).toEqual([reach.attempts_reached, reach.attempts]);
    expectFractions('reach-by-method', 'method', reach.by_method);
    expectFractions('reach-by-day-part', 'day-part', reach.by_daypart);
  });

  test('outcomes', () => {
    expectCounts('wants-help', 'wants-help', expected.outcomes.wants_help);
    expectCounts('outcome', 'outcome', expected.outcomes.final);
  });

  test('status and days to close', () => {
    const { cases, closed, withdrawn, unjustified, days_to_close: days } = expected.status;
    const counts = ['', 'count=closed', 'count=withdrawn', 'count=unjustified'].map(
      (each) => row('case-status', 'count', each).value,
    );
    expect(counts).toEqual([cases, closed, withdrawn, unjustified]);
    const mean = row('days-to-close', 'mean', '');
    expect(mean.n).toBe(days['n']);
    expect(mean.value).toBeCloseTo(days['mean'] ?? Number.NaN, 9);
    for (const percent of [10, 25, 50, 75, 90])
      expect(row('days-to-close', 'quantile', `quantile=${percent / 100}`).value).toBeCloseTo(
        days[`p${percent}`] ?? Number.NaN,
        9,
      );
  });

  test('repeat signals', () => {
    const overall = row('repeat-signal', 'proportion', '');
    expect([overall.events, overall.n]).toEqual(expected.recidive.overall);
    const months = rows('repeat-signal-months', 'proportion').map((each) => [each.events, each.n]);
    expect(months).toEqual(Object.values(expected.recidive.months));
  });

  test('funnel', () => {
    const { signals, forwarded, case: cases, reached, wants_help: wantsHelp, closed } = expected.funnel;
    expect(rows('funnel').map((each) => [each.group, each.value])).toEqual([
      ['step=signals', signals],
      ['step=forwarded', forwarded],
      ['step=cases', cases],
      ['step=reached', reached],
      ['step=wants-help', wantsHelp],
      ['step=closed', closed],
    ]);
  });

  test('return by arm, overall, log-rank', () => {
    const { survival } = expected;
    for (const [days, value] of Object.entries(survival.overall)) {
      const found = row('return-overall', 'cumulative-incidence', '', Number(days));
      expect(found.n).toBe(survival.cases);
      expect(found.value).toBeCloseTo(value, 9);
    }
    expect(row('return-overall', 'median-time', '').events).toBe(survival.events);
    for (const [arm, { n, events, return_at: values }] of Object.entries(survival.arms)) {
      for (const [days, value] of Object.entries(values)) {
        const found = row('return-by-arm', 'cumulative-incidence', `contact-arm=${code(arm)}`, Number(days));
        expect(found.n).toBe(n);
        expect(found.value).toBeCloseTo(value, 9);
      }
      expect(row('return-by-arm', 'median-time', `contact-arm=${code(arm)}`).events).toBe(events);
    }
    expect(row('return-by-arm', 'chi-square', '').value).toBeCloseTo(survival.logrank.chi2, 9);
    expect(row('return-by-arm', 'degrees-of-freedom', '').value).toBe(survival.logrank.df);
    expect(row('return-by-arm', 'p-value', '').value).toBeCloseTo(survival.logrank.p, 12);
    expectReturns('return-by-clean-arm', 'clean-contact-arm', survival.b2_90d);
  });

  test.each([
    ['cox-return-by-arm', expected.cox_arm_breslow],
    ['cox-return-by-arm', expected.cox_arm_efron],
    ['cox-return-by-forwarding', expected.cox_forwarding_breslow],
    ['cox-return-by-forwarding', expected.cox_forwarding_efron],
    ['cox-return-by-speed', expected.cox_speed_breslow],
  ])('%s', (analysis, fit) => {
    const method = `Cox, ${fit.ties === 'efron' ? 'Efron' : 'Breslow'} ties`;
    const found = rows(analysis).filter((each) => each.method.startsWith(method));
    const coefficients = found.filter((each) => each.measure === 'coefficient');
    expect(coefficients.map((each) => each.group)).toEqual(fit.names.map(termOf));
    for (const [index, each] of coefficients.entries()) {
      expect([each.n, each.events, each.grid]).toEqual([fit.n, fit.events, 'daily']);
      expect(each.value).toBeCloseTo(fit.coef[index] ?? Number.NaN, 8);
      expect(each.standard_error).toBeCloseTo(fit.se[index] ?? Number.NaN, 8);
    }
    expect(found.find((each) => each.measure === 'log-likelihood')?.value).toBeCloseTo(fit.loglik, 8);
    expect(row(analysis, 'count', 'complete-cases=yes').value).toBe(fit.n);
  });

  test('speed: the median, and both sides of it', () => {
    expect(row('days-to-reach', 'quantile', 'quantile=0.5').value).toBe(expected.speed_median);
    const halves = rows('return-by-speed', 'cumulative-incidence');
    expect(halves.map((each) => each.group)).toEqual(['speed-band=0-9', 'speed-band=over-9']);
    expect(halves.reduce((sum, each) => sum + (each.n ?? 0), 0)).toBe(expected.cox_speed_breslow.n);
  });

  test('return by method, result and attempts', () => {
    expectReturns('return-by-method', 'primary-method', expected.return_by_method);
    expectReturns('return-by-outcome', 'outcome', expected.return_by_result);
    expectReturns('return-by-attempts', 'attempts-band', expected.return_by_attempts);
  });

  test('targeting', () => {
    expectFractions('targeting-partner-type', 'partner-type', expected.targeting['Type melder'] ?? {});
    expectFractions('targeting-arrears-band', 'arrears-band', expected.targeting['debt_band'] ?? {});
    expectFractions('targeting-age-band', 'age-band', expected.targeting['age_band'] ?? {});
    expectFractions(
      'targeting-minor-children',
      'minor-children',
      Object.fromEntries(
        Object.entries(expected.targeting['Minderjarige kinderen'] ?? {}).map(([word, parts]) => [code(word), parts]),
      ),
    );
  });

  test('households', () => {
    const { n, mean, max, multiple } = expected.households;
    expect(row('signals-per-household', 'count', '').value).toBe(n);
    expect(row('signals-per-household', 'mean', '').value).toBeCloseTo(mean, 12);
    expect(row('signals-per-household', 'maximum', '').value).toBe(max);
    expect(row('signals-per-household', 'count', 'count=multiple').value).toBe(multiple);
  });
});
