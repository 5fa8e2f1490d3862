import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contactMethods, dayParts, outcomes, partnerTypes, signalStatuses } from '../../lib/dataset/codes.ts';
import {
  ddasContactMethods,
  ddasDayParts,
  ddasOutcomes,
  ddasPartnerTypes,
  ddasSignalStatuses,
} from '../../lib/dataset/ddas-codes.ts';
import schema from '../../lib/dataset/ddas-schema.json' with { type: 'json' };
import { normalised } from '../../lib/dataset/source-codes.ts';
import { MunicipalityCode } from '../../lib/protocol/identifiers.ts';
import { ddasCase, ddasDelivery, ddasFile, ddasSignal, deliveryFile } from '../support/delivery.ts';
import { everything, filesUnder, ingested, ingestFile } from '../support/ingesting.ts';

const reference = (name: string) => join(import.meta.dirname, '../reference/ddas', name);
const pseudonym: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);
const second = MunicipalityCode.parse('0307');

const ingestElements = async (signals: readonly unknown[], cases: readonly unknown[] = []) =>
  ingested(await deliveryFile(ddasFile([ddasDelivery('0518', signals, cases)])));

test('the schema that ingest uses is the published one', async () => {
  expect(schema).toEqual(JSON.parse(await readFile(reference('json_schema_Uitwisselmodel.json'), 'utf8')));
});

test.each([
  ['EnumSignaalpartner', ddasPartnerTypes, partnerTypes],
  ['EnumContactsoort', ddasContactMethods, contactMethods],
  ['EnumDagdeel', ddasDayParts, dayParts],
  ['EnumSignaalstatus', ddasSignalStatuses, signalStatuses],
  ['EnumEindresultaat', ddasOutcomes, outcomes],
] as const)('every value of %s has a canonical code of its own list', (name, mapping, codes) => {
  const values = schema.$defs[name].enum.map(normalised);
  expect([...mapping.keys()].toSorted()).toEqual(values.toSorted());
  expect(codes.map(({ code }) => code)).toEqual(expect.arrayContaining([...mapping.values()]));
});

test('reads the example with one delivery', async () => {
  const { manifest, table } = await ingested(reference('enkelvoudigVoorbeeld.json'));
  expect(manifest).toMatchObject({
    snapshot: '2025-01-31-f993219d',
    exportDate: '2025-01-31',
    source: { format: 'ddas-delivery', amountLocale: 'none', bytes: 2238 },
    droppedIdentifiers: { Burgerservicenummer: 1, Achternaam: 1, Geboortedatum: 1, Straatnaam: 1 },
    quarantine: { rows: 0 },
    unreadable: {},
  });
  expect(await table('signals')).toMatchObject([
    {
      signal_id: 'VS-2025-0001',
      household: pseudonym,
      postcode4: '1234',
      partner_type: 'energy',
      creditor: null,
      status: 'not-taken-up-yet',
      arrears_since: '2024-12-10',
      signal_type: 'early',
      signal_date: '2025-01-05',
      arrears_cents: 45000,
      age: 39,
      case_id: pseudonym,
      forwarded: null,
    },
  ]);
  expect(await table('signal_cases')).toMatchObject([
    { case_id: pseudonym, seen_on: '2025-01-10', outcome: 'no-help-wanted', closed: null },
  ]);
  expect(await table('contact_attempts')).toMatchObject([
    { method: 'phone', reached: false, attempted_on: '2025-01-10', day_part: 'morning', source_row: 1 },
    { method: 'home-visit', reached: true, attempted_on: '2025-01-15', day_part: 'afternoon', source_row: 2 },
  ]);
});

test('keeps the municipalities of a file apart', async () => {
  const path = reference('meervoudigVoorbeeld.json');
  const [first, other] = [await ingested(path), await ingested(path, {}, second)];
  expect((await first.table('signals')).map((row) => row['signal_id'])).toEqual(['VS-2025-0001', 'VS-2025-0002']);
  expect((await other.table('signals')).map((row) => row['signal_id'])).toEqual(['VS-2025-0101', 'VS-2025-0102']);
  expect(first.manifest.joins).toMatchObject({ signalsWithoutCase: 0, casesWithoutSignal: 0, attemptsWithoutCase: 0 });
});

test('reads nothing of a municipality that is not allowed and says so', async () => {
  const { outcome, root } = await ingestFile(reference('meervoudigVoorbeeld.json'), {
    allowedMunicipalities: [second],
  });
  expect(outcome).toMatchObject({ status: 'ingested', manifests: [{ municipality: '0307' }], leftOut: ['0518'] });
  expect([...(await filesUnder(root)).keys()].filter((name) => name.startsWith('0518'))).toEqual([]);
});

test('joins deliveries of one municipality that do not lie side by side', async () => {
  const file = ddasFile([
    ddasDelivery('0518', [ddasSignal()]),
    ddasDelivery('0307', [ddasSignal({ ID: 'other' })]),
    ddasDelivery('0518', [ddasSignal({ ID: 'VS-2' })], [ddasCase({ vroegsignalen: [{ ID: 'VS-2' }, { ID: 'VS-1' }] })]),
  ]);
  const { table, manifest } = await ingested(await deliveryFile(file));
  const signals = await table('signals');
  expect(signals.map((row) => [row['signal_id'], row['source_row']])).toEqual([
    ['VS-1', 1],
    ['VS-2', 2],
  ]);
  expect(new Set(signals.map((row) => row['case_id'])).size).toBe(1);
  expect(manifest.joins.signalsWithoutCase).toBe(0);
});

test.each([
  [
    'the same address, written otherwise',
    { Postcode: '1234 ab', Huisnummer: '010', Huisnummertoevoeging: ' a', Burgerservicenummer: '987654321' },
    true,
  ],
  ['the suffix in the house number', { Huisnummer: '10-A', Huisnummertoevoeging: undefined }, true],
  ['another suffix', { Huisnummertoevoeging: 'B' }, false],
  ['another house', { Huisnummer: '1', Huisnummertoevoeging: '0A' }, false],
  ['no address, so the citizen number', { Postcode: undefined }, false],
])('a client with %s is the same household: %s', async (_, client, same) => {
  const { table } = await ingestElements([ddasSignal(), ddasSignal({ ID: 'VS-2' }, client)]);
  const [one, two] = await table('signals');
  expect(two?.['household']).not.toBeNull();
  expect(one?.['household'] === two?.['household']).toBe(same);
});

test('without an address the citizen number is the household, without both there is none', async () => {
  const nowhere = { Postcode: undefined, Huisnummer: undefined };
  const { table, manifest } = await ingestElements([
    ddasSignal({ ID: 'a' }, nowhere),
    ddasSignal({ ID: 'b' }, { Postcode: '12', Burgerservicenummer: '123.456.789' }),
    ddasSignal({ ID: 'c' }, { ...nowhere, Burgerservicenummer: '000000000' }),
  ]);
  const [one, two, three] = await table('signals');
  expect(two?.['household']).toBe(one?.['household']);
  expect(three?.['household']).toBeNull();
  expect(manifest.joins.signalsWithoutHousehold).toBe(1);
});

test('a broken signal stands beside a good one: broken values are null and counted, only a missing ID is quarantined', async () => {
  const { manifest, table } = await ingestElements(
    [
      ddasSignal(),
      ddasSignal({ ID: undefined }),
      ddasSignal({ ID: 5 }),
      ddasSignal({
        ID: 'VS-2',
        bedrag: 450.5,
        signaaldatum: '05-01-2025',
        crisissignaal: 'ja',
        status: 'Anders',
        onbekend: 'x',
      }),
      ddasSignal({ ID: 'VS-3', signaalpartner: undefined, client: undefined }),
      ddasSignal({ ID: 'VS-3b', signaalpartner: 'Huur', client: 'Jansen' }),
      ddasSignal(
        { ID: 'VS-4', bedrag: null, signaalpartner: { type: 'Ruimtevaart' } },
        { Geboortedatum: '1885-01-01', extra: 1 },
      ),
    ],
    [
      ddasCase(),
      ddasCase({ vroegsignalen: undefined }),
      ddasCase({
        vroegsignalen: [{ ID: 'VS-2' }],
        resultaat: 7,
        contactpogingen: [{ soort: 'Duif', bereikt: 'nee', datum: '2025-02-30' }],
      }),
    ],
  );
  expect(await table('signals')).toMatchObject([
    { signal_id: 'VS-1', arrears_cents: 45000 },
    { signal_id: 'VS-2', arrears_cents: null, signal_date: null, signal_type: null, status: 'other', age: null },
    { signal_id: 'VS-3', household: null, partner_type: null, postcode4: null },
    { signal_id: 'VS-3b', household: null, partner_type: null },
    { signal_id: 'VS-4', arrears_cents: null, partner_type: 'other', age: null },
  ]);
  expect(await table('contact_attempts')).toHaveLength(3);
  expect(manifest.unreadable).toEqual({
    'contact_attempts.attempted_on': 1,
    'contact_attempts.reached': 1,
    'signal_cases.outcome': 1,
    'signals.age': 1,
    'signals.arrears_cents': 2,
    'signals.household': 2,
    'signals.partner_type': 2,
    'signals.signal_date': 1,
    'signals.signal_id': 1,
    'signals.signal_type': 1,
  });
  expect(manifest.unknownCodes).toEqual({
    'contact_attempts.method': 1,
    'signals.partner_type': 1,
    'signals.status': 1,
  });
  expect(manifest.droppedIdentifiers['other']).toBe(2);
  expect(manifest.quarantine).toMatchObject({ rows: 3, reasons: { 'missing-key': 3 } });
});

test('keeps the administrative contact as a method of its own', async () => {
  const { table } = await ingestElements([ddasSignal()], [ddasCase()]);
  expect(await table('contact_attempts')).toMatchObject([
    { method: 'phone' },
    { method: 'administrative', reached: null },
  ]);
});

test('a signal or case that comes twice counts once, its attempts too', async () => {
  const { manifest, table } = await ingestElements(
    [ddasSignal(), ddasSignal({ bedrag: 1 })],
    [ddasCase(), ddasCase({ resultaat: undefined })],
  );
  expect(await table('signals')).toMatchObject([{ arrears_cents: 45000 }]);
  expect(await table('signal_cases')).toHaveLength(1);
  expect(await table('contact_attempts')).toHaveLength(2);
  expect(manifest.quarantine.reasons).toEqual({ 'duplicate-key': 2 });
});

test('no citizen number, name, address or birth date reaches an extract', async () => {
  const shown = await everything(await ingestElements([ddasSignal()], [ddasCase()]));
  for (const secret of [
    '123456789',
    'Dijkgraaf',
    'Lindelaan',
    '1234AB',
    'Voorbeeldstad',
    '1985-06-15',
    'Contactpersoon',
  ])
    expect(shown).not.toContain(secret);
  expect(shown).toContain('VS-1');
});

test('the same delivery twice gives the same bytes', async () => {
  const [first, again] = [
    await ingested(reference('meervoudigVoorbeeld.json')),
    await ingested(reference('meervoudigVoorbeeld.json')),
  ];
  expect(await filesUnder(again.root)).toEqual(await filesUnder(first.root));
});

test('accepts deliveries of many municipalities at once', async () => {
  const codes = Array.from({ length: 8 }, (_, index) => String(index + 1).padStart(4, '0'));
  const path = await deliveryFile(ddasFile(codes.map((code) => ddasDelivery(code, [ddasSignal()], [ddasCase()]))));
  const { outcome } = await ingestFile(path);
  expect(outcome.status === 'ingested' && outcome.manifests.map(({ municipality }) => municipality)).toEqual(codes);
});
