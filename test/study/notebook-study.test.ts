import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';
import { dryRun } from '../../lib/study/dry-run.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';

const fraction = z.tuple([z.number(), z.number()]);
const byCode = z.record(z.string(), z.number());
const fractions = z.record(z.string(), fraction);
const curve = z.record(z.string(), z.number());
const group = z.record(z.string(), z.object({ n: z.number(), return_90d: z.number() }));
const Expected = z.object({
  signals: z.object({
    total: z.number(),
    with_date: z.number(),
    first: z.string(),
    last: z.string(),
    by_type: byCode,
    by_month: byCode,
  }),
  reporter_type: byCode,
  forwarding: z.object({ forwarded: z.number(), by_type: fractions, by_reporter_type: fractions }),
  reach: z.object({
    cases_with_attempt: z.number(),
    cases_reached: z.number(),
    attempts: z.number(),
    attempts_reached: z.number(),
    by_method: fractions,
    by_daypart: fractions,
  }),
  outcomes: z.object({ wants_help: byCode, final: byCode }),
  status: z.object({
    cases: z.number(),
    closed: z.number(),
    withdrawn: z.number(),
    unjustified: z.number(),
    days_to_close: byCode,
  }),
  recidive: z.object({ overall: fraction, months: fractions }),
  funnel: byCode,
  survival: z.object({
    cases: z.number(),
    events: z.number(),
    overall: curve,
    arms: z.record(z.string(), z.object({ n: z.number(), events: z.number(), return_at: curve })),
    logrank: z.object({ chi2: z.number(), df: z.number(), p: z.number() }),
    b2_90d: group,
  }),
  return_by_method: group,
  return_by_result: group,
  return_by_attempts: group,
  targeting: z.record(z.string(), fractions),
  households: z.object({ n: z.number(), mean: z.number(), max: z.number(), multiple: z.number() }),
});

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

/** Our code for each Dutch word of the workbook. */
const words: Readonly<Record<string, string>> = {
  Vroeg: 'early',
  Crisis: 'crisis',
  Verhuurder: 'rent',
  Energie: 'energy',
  'Gemeentelijke belastingen': 'municipal-taxes',
  Zorgverzekeraar: 'health-insurance',
  Drinkwater: 'water',
  Brief: 'letter',
  'E-mail': 'email',
  Huisbezoek: 'home-visit',
  'SMS/WhatsApp': 'message',
  Telefonisch: 'phone',
  Avond: 'evening',
  Middag: 'afternoon',
  Ochtend: 'morning',
  '(blank)': 'unknown',
  Nee: 'no',
  Ja: 'yes',
  'Vervolg afspraak gemaakt': 'follow-up-appointment',
  'Wenst contact met VST': 'wants-contact',
  'Geen contact gekregen': 'no-contact',
  'Geen hulp gewenst': 'no-help-wanted',
  'Zelf probeert op te lossen': 'resolves-self',
  'Klant heeft al betaald': 'already-paid',
  'Verwezen naar schuldhulpverlening': 'referred-to-debt-assistance',
  'Quick fix': 'quick-fix',
  'Betalingsregeling getroffen': 'payment-arrangement',
  Overig: 'other',
  '<200': '0-200',
  '200-700': '200-700',
  '700-2k': '700-2000',
  '>2k': 'over-2000',
  '18-29': '18-29',
  '30-44': '30-44',
  '45-59': '45-59',
  '60+': '60-99',
  A_not_reached: 'not-reached',
  B_refused: 'declined',
  C_accepted: 'accepted',
  B1_resolving: 'resolving',
  B2_difficulty: 'in-difficulty',
  '1': '1',
  '2-3': '2-3',
  '4-6': '4-6',
};
const code = (word: string) => words[word] ?? word;

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
      expect([found.n, found.events]).toEqual([survival.cases, survival.events]);
      expect(found.value).toBeCloseTo(value, 9);
    }
    for (const [arm, { n, events, return_at: values }] of Object.entries(survival.arms)) {
      for (const [days, value] of Object.entries(values)) {
        const found = row('return-by-arm', 'cumulative-incidence', `contact-arm=${code(arm)}`, Number(days));
        expect([found.n, found.events]).toEqual([n, events]);
        expect(found.value).toBeCloseTo(value, 9);
      }
    }
    expect(row('return-by-arm', 'chi-square', '').value).toBeCloseTo(survival.logrank.chi2, 9);
    expect(row('return-by-arm', 'degrees-of-freedom', '').value).toBe(survival.logrank.df);
    expect(row('return-by-arm', 'p-value', '').value).toBeCloseTo(survival.logrank.p, 12);
    expectReturns('return-by-clean-arm', 'clean-contact-arm', survival.b2_90d);
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
