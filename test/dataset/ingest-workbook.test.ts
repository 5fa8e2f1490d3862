import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type ExportRows, exportTabs } from '../support/export-tabs.ts';
import { everything, filesUnder, ingested, ingestFile, temporary, town, workbookFile } from '../support/ingesting.ts';
import { writeZip } from '../support/workbook.ts';

const ingestRows = async (rows: ExportRows) => ingested(await workbookFile(exportTabs(rows)));
const Counts = z.record(z.string(), z.int());
const Expected = z.object({
  signals: z.object({ last: z.string(), by_type: Counts }),
  reporter_type: Counts,
  forwarding: z.object({ forwarded: z.int() }),
  reach: z.object({ attempts_reached: z.int() }),
  outcomes: z.object({ wants_help: Counts, final: Counts }),
  recidive: z.object({ overall: z.array(z.int()) }),
});

const pseudonym: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);
const referenceWorkbook = join(import.meta.dirname, '../reference/bi_export_example.xlsx');

describe('the example workbook of the researchers', () => {
  test('gives their counts, and twice the same bytes', async () => {
    const expected = Expected.parse(
      JSON.parse(await readFile(join(import.meta.dirname, '../reference/bi_export_example.expected.json'), 'utf8')),
    );
    const { manifest, table, root } = await ingested(referenceWorkbook);
    expect(await filesUnder((await ingested(referenceWorkbook)).root)).toEqual(await filesUnder(root));
    expect(manifest).toMatchObject({
      snapshot: '2026-06-30-c11cdcba',
      exportDate: expected.signals.last,
      rows: { signals: 5501, signal_cases: 5081, contact_attempts: 8443, follow_ups: 425, creditors: 5 },
      unreadable: { 'signals.signal_date': 33, 'signals.age': 60 },
      joins: { signalsWithoutCase: 2098, casesWithoutSignal: 1678, attemptsWithoutCase: 0, signalsWithoutHousehold: 0 },
      unknownCodes: {},
      quarantine: { rows: 0 },
      unavailable: ['signals.status', 'signals.arrears_since', 'signal_cases.outcome'],
    });
    expect(manifest.dates['signals.signal_date']).toEqual({ first: '2025-10-03', last: '2026-06-30', missing: 33 });
    const signals = await table('signals');
    const attempts = await table('contact_attempts');
    const count = (column: string, value: unknown) => signals.filter((row) => row[column] === value).length;
    expect(count('forwarded', true)).toBe(expected.forwarding.forwarded);
    expect(count('repeat_signal', true)).toBe(expected.recidive.overall[0]);
    expect(count('partner_type', 'rent')).toBe(expected.reporter_type['Verhuurder']);
    expect(count('signal_type', 'crisis')).toBe(expected.signals.by_type['Crisis']);
    expect(new Set(signals.map(({ household }) => household)).size).toBe(3292);
    expect(attempts.filter(({ reached }) => reached === true).length).toBe(expected.reach.attempts_reached);
    expect(attempts.filter(({ wants_help: answer }) => answer === 'wants-contact').length).toBe(
      expected.outcomes.wants_help['Wenst contact met VST'],
    );
    expect(attempts.filter(({ outcome }) => outcome === 'no-contact').length).toBe(
      expected.outcomes.final['Geen contact gekregen'],
    );
  });
});

test('reads a row of each tab into the canonical tables', async () => {
  const { table } = await ingestRows({});
  expect(await table('signals')).toMatchObject([
    {
      signal_id: 'S1',
      household: pseudonym,
      municipality_code: town,
      postcode4: '1234',
      partner_type: 'rent',
      creditor: pseudonym,
      status: null,
      signal_type: 'early',
      signal_date: '2025-10-29',
      arrears_cents: 24786,
      instalment_cents: 8262,
      age: 73,
      minor_children: false,
      forwarded: true,
      case_id: 'M1',
      repeat_signal_month_6: false,
      source_row: 1,
    },
  ]);
  expect(await table('signal_cases')).toMatchObject([
    { case_id: 'M1', seen_on: '2025-10-31', closed: true, closed_on: '2025-12-24', withdrawn: false, outcome: null },
  ]);
  expect(await table('contact_attempts')).toMatchObject([
    {
      attempted_on: '2025-11-08',
      method: 'home-visit',
      day_part: 'morning',
      reached: false,
      phase: 'interim',
      source_row: 1,
    },
    { phase: 'final', reached: true, wants_help: 'follow-up-appointment', outcome: 'quick-fix', source_row: 2 },
  ]);
  expect(await table('follow_ups')).toMatchObject([{ followed_up_on: '2026-01-30', method: 'phone', result: 'no' }]);
});

test('makes dirt null or other, counts it and keeps the row', async () => {
  const { manifest, table } = await ingestRows({
    signals: [
      {
        SignaalID: 'S1',
        Leeftijd: -7973,
        'Datum melding': '31-02-2025',
        Postcode: 'Utrecht',
        'Type melding': 'Anders',
      },
      { SignaalID: 'S2', Leeftijd: 125, 'Datum melding': { date: 45959 }, Doorgezet: 'JA ', 'Melder ID': 9 },
      { SignaalID: 'S3', Doorgezet: { formula: 'TRUE()', cached: 'Ja' }, Hash: null, 'Melder ID': 2 },
    ],
    reporters: [{}, { ID: 2, 'Type melder': 'Ruimtevaart', Melder: 'X' }],
  });
  expect(await table('signals')).toMatchObject([
    { age: null, signal_date: null, postcode4: null, signal_type: 'other' },
    { age: null, signal_date: '2025-10-29', forwarded: true, partner_type: null, creditor: null },
    { forwarded: null, household: null, partner_type: 'other' },
  ]);
  expect(manifest.unreadable).toEqual({
    'signals.age': 2,
    'signals.forwarded': 1,
    'signals.partner_type': 1,
    'signals.postcode4': 1,
    'signals.signal_date': 1,
  });
  expect(manifest.unknownCodes).toEqual({ 'signals.partner_type': 1, 'signals.signal_type': 1 });
  expect(manifest.joins.signalsWithoutHousehold).toBe(1);
});

test('quarantines a row without its key and the copy of a doubled key, by number and reason', async () => {
  const { manifest, table } = await ingestRows({
    signals: [{ Leeftijd: 20 }, { SignaalID: null }, { SignaalID: { formula: '1', cached: 'S9' } }, { Leeftijd: 30 }],
    attempts: [{ Meldingnummer: ' ' }],
  });
  expect(await table('signals')).toMatchObject([{ signal_id: 'S1', age: 20 }]);
  expect(manifest.quarantine).toEqual({
    rows: 4,
    reasons: { 'duplicate-key': 1, 'missing-key': 3 },
    sample: [
      { table: 'signals', row: 2, column: 'signal_id', reason: 'missing-key' },
      { table: 'signals', row: 3, column: 'signal_id', reason: 'missing-key' },
      { table: 'contact_attempts', row: 1, column: 'case_id', reason: 'missing-key' },
      { table: 'signals', row: 4, column: 'signal_id', reason: 'duplicate-key' },
    ],
  });
});

test.each([
  ['nl', ['1.234', '12,50'], [123400, 1250]],
  ['en', ['1,234', '12.50'], [123400, 1250]],
] as const)('reads amounts in %s as the file shows', async (locale, texts, cents) => {
  const { manifest, table } = await ingestRows({
    signals: texts.map((text, index) => ({ SignaalID: `S${index}`, Achterstandsbedrag: text })),
  });
  expect(manifest.source.amountLocale).toBe(locale);
  expect((await table('signals')).map(({ arrears_cents: amount }) => amount)).toEqual(cents);
});

test('refuses ambiguous amounts with an example that is not in the file, and takes a stated locale', async () => {
  const path = await workbookFile(exportTabs({ signals: [{ Achterstandsbedrag: '7.531' }] }));
  const { outcome } = await ingestFile(path);
  expect(outcome).toMatchObject({
    status: 'refused',
    code: 'ambiguous-amounts',
  });
  expect(JSON.stringify(outcome)).toContain('1.234');
  expect(JSON.stringify(outcome)).not.toContain('7.531');
  const stated = await ingested(path, { amountLocale: 'nl' });
  expect(await stated.table('signals')).toMatchObject([{ arrears_cents: 753100 }]);
});

test('tells what a workbook without contact tabs and columns cannot deliver', async () => {
  const { Signalen = [], Meldingen = [], Melders = [] } = exportTabs();
  const signals = Signalen.map((row) => row.slice(0, -1));
  const { manifest, table } = await ingested(await workbookFile({ Signalen: signals, Meldingen, Melders }));
  expect(manifest.unavailable).toEqual(
    expect.arrayContaining([
      'signals.minor_children',
      'contact_attempts.reached',
      'contact_attempts.outcome',
      'follow_ups.result',
    ]),
  );
  expect(await table('contact_attempts')).toEqual([]);
  expect(await table('follow_ups')).toEqual([]);
});

test.each(['Signalen', 'Meldingen', 'Melders'])('refuses a workbook without the tab %s, naming it', async (missing) => {
  const tabs = Object.fromEntries(Object.entries(exportTabs()).filter(([name]) => name !== missing));
  const { outcome } = await ingestFile(await workbookFile(tabs));
  expect(outcome).toMatchObject({
    status: 'refused',
    code: 'missing-tab',
    reason: `the workbook has no tab ${missing}`,
  });
});

test('refuses a tab without its key column, naming it', async () => {
  const tabs = { ...exportTabs(), Meldingen: [['Nummer'], ['M1']] };
  const { outcome } = await ingestFile(await workbookFile(tabs));
  expect(outcome).toMatchObject({ code: 'missing-column', reason: 'the tab Meldingen has no column Meldingnummer' });
});

test('refuses a workbook that names two municipalities, and one whose export date is unknown', async () => {
  const two = exportTabs({ cases: [{ Gemeente: 'Ons Dorp' }, { Meldingnummer: 'M2', Gemeente: 'Uw Dorp' }] });
  expect((await ingestFile(await workbookFile(two))).outcome).toMatchObject({ code: 'several-municipalities' });
  const undated = exportTabs({ signals: [{ 'Datum melding': 'onbekend' }] });
  expect((await ingestFile(await workbookFile(undated))).outcome).toMatchObject({ code: 'no-signal-date' });
});

test('a signal dated after the latest day has no readable date, so that it cannot become the export date', async () => {
  const signals = [{ 'Datum melding': '29-10-2062' }, { SignaalID: 'S2', 'Datum melding': '30-10-2025' }];
  const path = await workbookFile(exportTabs({ signals }));
  const { manifest } = await ingested(path, { latestDay: '2025-10-30' });
  expect(manifest).toMatchObject({ exportDate: '2025-10-30', unreadable: { 'signals.signal_date': 1 } });
  expect((await ingested(path)).manifest.exportDate).toBe('2062-10-29');
});

test('refuses a workbook of a municipality that is not allowed', async () => {
  const path = await workbookFile(exportTabs());
  expect((await ingestFile(path, { allowedMunicipalities: [] })).outcome).toMatchObject({ code: 'not-allowed' });
});

test.each([
  ['an empty file', Buffer.alloc(0), 'empty-file'],
  ['a text', Buffer.from('Hash;SignaalID\n1;2\n'), 'unknown-format'],
  ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'old-or-protected-workbook'],
  ['a cut archive', Buffer.from('504b030414', 'hex'), 'damaged-archive'],
])('refuses %s', async (_, content, code) => {
  const path = join(await temporary(), 'file');
  await writeFile(path, content);
  const { outcome, root } = await ingestFile(path);
  expect(outcome).toMatchObject({ status: 'refused', code });
  await expect(filesUnder(root)).rejects.toThrow('ENOENT');
});

test('refuses a truncated workbook and another archive', async () => {
  const path = await workbookFile(exportTabs());
  await truncate(path, 3000);
  expect((await ingestFile(path)).outcome).toMatchObject({ code: 'damaged-archive' });
  await writeZip(path, { 'a.txt': 'a' });
  expect((await ingestFile(path)).outcome).toMatchObject({ code: 'not-a-workbook' });
});

test('pseudonyms of two municipalities differ', async () => {
  const path = await workbookFile(exportTabs());
  const own = await ingested(path);
  const other = await ingested(path, { pseudonymKey: async () => new Uint8Array(32).fill(9) });
  const [mine, theirs] = [(await own.table('signals'))[0], (await other.table('signals'))[0]];
  expect(mine?.['household']).not.toBe(theirs?.['household']);
  expect(mine?.['creditor']).not.toBe(theirs?.['creditor']);
});

test('no name, hash, full postcode or free text reaches an extract', async () => {
  const shown = await everything(await ingestRows({}));
  for (const secret of ['household-1', '1234AB', 'Achternaam', 'vertrouwelijk', 'Woonstichting', 'Gemeente Toets'])
    expect(shown).not.toContain(secret);
  expect(shown).toContain('home-visit');
});
