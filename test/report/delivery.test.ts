import { expect, test } from 'vitest';
import { Manifest } from '../../lib/dataset/manifest.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import { renderPage } from '../../lib/report/page.ts';
import { deliveryQuality } from '../../lib/run-task/own-background.ts';
import { indicator, ownRelease } from './releases.ts';
import { outlineOf } from './well-formed.ts';

const manifest = Manifest.parse({
  schema: 'vroegzicht-manifest/1',
  municipality: '9901',
  snapshot: '2026-06-30-1f3a5c',
  exportDate: '2026-06-30',
  synthetic: true,
  source: { format: 'xxllnc-workbook', sha256: 'a'.repeat(64), bytes: 10, amountLocale: 'nl' },
  rows: { signals: 5501, signal_cases: 7, contact_attempts: 0 },
  dates: { 'signals.signal_date': { first: '2026-01-03', last: '2026-06-29', missing: 2 } },
  joins: { signalsWithoutCase: 12, casesWithoutSignal: 9, attemptsWithoutCase: 0, signalsWithoutHousehold: 0 },
  unknownCodes: { 'contact_attempts.method': 13 },
  unreadable: { 'signals.age': 4 },
  droppedIdentifiers: {},
  quarantine: { rows: 0, reasons: {}, sample: [] },
  unavailable: ['signals.status'],
});

const textOf = (release = ownRelease()) =>
  outlineOf(renderPage(release, { language: 'nl', contact: 'x@y.example' })).text;

test('rounds what a delivery lacked, hides small counts and leaves out what did not occur', () => {
  expect(deliveryQuality(manifest, policy).notes).toEqual([
    { kind: 'unknown-code', field: 'contact_attempts.method', count: 15 },
    { kind: 'unreadable', field: 'signals.age', count: null },
    { kind: 'without-case', field: 'signals', count: 10 },
    { kind: 'without-signal', field: 'signal_cases', count: null },
  ]);
});

test('gives months, never the date of a single row, and no table without rows', () => {
  expect(deliveryQuality(manifest, policy).tables).toEqual([
    { table: 'signals', rows: 5500, first: '2026-01-01', last: '2026-06-01' },
    { table: 'signal_cases', rows: null, first: null, last: null },
  ]);
});

test('tells on the page, in Dutch, what the delivery covered and lacked', () => {
  const text = textOf(ownRelease({ delivery: deliveryQuality(manifest, policy) }));
  for (const words of [
    'contactpogingen: contactvorm: 15',
    'signalen5.500januari 2026juni 2026',
    'signalen: leeftijd: niet getoond',
  ])
    expect(text).toContain(words);
  expect(text).toContain('Deze gegevens staan niet in uw levering: signalen: status.');
});

test('names what is counted, and of which rows', () => {
  const reached = { variable: 'reached', in: ['yes'] };
  const rent = { variable: 'partner-type', in: ['rent', 'energy'] };
  const help = indicator({ analysis: 'help-accepted', unit: 'cases', where: [reached, rent] });
  const text = textOf(ownRelease({ indicators: [help] }));
  expect(text).toContain('van de 100 bereikte meldingen');
  expect(text).toContain('Alleen: soort schuldeiser: verhuurder, energieleverancier.');
});

test('says once, not in every row, that a term cannot be shown', () => {
  const bands = ['0-200', '200-700'].flatMap((band) =>
    [45, 105].map((timeDays) =>
      indicator({
        analysis: 'return-by-arrears-band',
        group: `arrears-band=${band}`,
        measure: 'cumulative-incidence',
        timeDays,
        ...(timeDays === 45 && { status: 'withheld' as const, value: null }),
      }),
    ),
  );
  const text = textOf(ownRelease({ indicators: bands, delivery: undefined }));
  expect(text.match(/niet getoond: te klein/g)?.length).toBe(1);
  expect(text).toContain('binnen 45 dagen: niet getoond');
});

test('says a missing field once, with its table, and the six months of a flag as the flag', () => {
  const months = [1, 2, 3, 4, 5, 6].map((month) => `signals.repeat_signal_month_${month}`);
  const unavailable = ['signals.creditor', 'signals.repeat_signal', ...months, 'signal_cases.closed'];
  const text = textOf(ownRelease({ delivery: { ...deliveryQuality(manifest, policy), unavailable } }));
  expect(text).toContain(
    'Deze gegevens staan niet in uw levering: signalen: schuldeiser, herhaald signaal; meldingen: afgerond.',
  );
});

test('a stricter provider hides more', () => {
  const stricter = withValues(policy, 'stricter', { minimumHouseholds: 15, roundingBase: 10 });
  const counts = (of: typeof policy) => deliveryQuality(manifest, of).notes.map(({ count }) => count);
  expect(counts(policy)).toContain(15);
  expect(counts(stricter).every((count) => count === null)).toBe(true);
});
