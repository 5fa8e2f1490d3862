import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AuditEvent } from '../lib/audit/event.ts';
import { CurrentSnapshot, Manifest } from '../lib/dataset/manifest.ts';
import { ingestExport } from '../lib/ingest-export.ts';
import type { ObjectStore } from '../lib/ports.ts';
import { MunicipalityCode } from '../lib/protocol/identifiers.ts';
import { readObjections, settleObjections } from '../lib/register/objections.ts';
import { qualityOf } from '../lib/register/quality.ts';
import { sha256 } from '../lib/signing/canonical.ts';
import { ddasDelivery, ddasFile, ddasSignal } from './support/delivery.ts';
import { exportTabs } from './support/export-tabs.ts';
import { temporary, testKey, workbookFile } from './support/ingesting.ts';
import { type MemoryStore, memoryStore } from './support/store.ts';

const agreement = {
  id: 'a1',
  purposes: ['effectiveness'],
  from: '2026-01-01',
  until: '2026-12-31',
  mailboxes: ['debts@example.org'],
  retentionMonths: 12,
};

const registered = (code: string, changes: object = {}) => ({
  code,
  name: `Town ${code}`,
  dataKeyArn: `arn:aws:kms:eu-west-1:111111111111:key/${code}`,
  status: 'active',
  agreements: [agreement],
  ...changes,
});

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

const world = async (municipalities: readonly { readonly code: string }[]) => {
  const stores = { inbox: memoryStore(), register: memoryStore(), extracts: memoryStore() };
  for (const each of municipalities) await stores.register.create(`municipalities/${each.code}.json`, bytes(each));
  const events: AuditEvent[] = [];
  const labels: string[] = [];
  const workDirectory = join(await temporary(), 'work');
  await mkdir(workDirectory);
  const ports = {
    ...stores,
    record: async (event: AuditEvent) => events.push(event),
    generateMac: async (label: string) => {
      labels.push(label);
      return await testKey(label.slice(-4));
    },
    clock: () => new Date('2026-07-01T10:00:00Z'),
    workDirectory,
    memoryMegabytes: 200,
  };
  const put = async (key: string, content: Uint8Array) => void (await stores.inbox.create(key, content));
  return { ...stores, events, labels, ports, put, workDirectory };
};

const workbook = async (rows = {}) => readFile(await workbookFile(exportTabs(rows)));
const currentOf = (extracts: MemoryStore, code: string) =>
  CurrentSnapshot.parse(JSON.parse(extracts.text(`${code}/current.json`) ?? 'null'));

test('an uploaded workbook becomes an extract under the key of its municipality', async () => {
  const { extracts, inbox, register, events, labels, ports, put, workDirectory } = await world([registered('0518')]);
  const content = await workbook();
  await put('0518/synthetic-2026-06.xlsx', content);
  expect(await ingestExport('0518/synthetic-2026-06.xlsx', ports)).toEqual({
    result: 'ingested',
    object: 'inbox/0518/synthetic-2026-06.xlsx',
    count: 1,
  });
  const { snapshot } = currentOf(extracts, '0518');
  const folder = `0518/${snapshot}`;
  expect(Manifest.parse(JSON.parse(extracts.text(`${folder}/manifest.json`) ?? ''))).toMatchObject({ synthetic: true });
  const keys = extracts.writes.map(({ key, options }) => [key, options?.encryptionKeyArn]);
  const own = registered('0518').dataKeyArn;
  expect(keys).toEqual([
    [`${folder}/left-out.json`, undefined],
    ...['signals', 'signal_cases', 'contact_attempts', 'follow_ups'].map((table) => [
      `${folder}/${table}.parquet`,
      own,
    ]),
    [`${folder}/manifest.json`, undefined],
    ['0518/current.json', undefined],
  ]);
  const [report, ...others] = await qualityOf(register, sha256(content), MunicipalityCode.parse('0518'));
  expect(report).toMatchObject({ snapshot, rows: { signals: 1 } });
  expect([others, await qualityOf(register, sha256('another file'), undefined)]).toEqual([[], []]);
  expect(inbox.objects.size).toBe(0);
  expect(labels).toEqual(['vroegzicht/household-pseudonym/1/0518']);
  expect(events).toEqual([
    {
      action: 'ingest',
      object: 'inbox/0518/synthetic-2026-06.xlsx',
      result: 'ingested',
      origin: 'ingest-export',
      actor: '0518',
      timestamp: '2026-07-01T10:00:00.000Z',
    },
  ]);
  expect(await readdir(workDirectory)).toEqual([]);
});

test('the same message again finds nothing to do, the same file again changes nothing', async () => {
  const { extracts, events, ports, put } = await world([registered('0518')]);
  const content = await workbook();
  await put('0518/a.xlsx', content);
  await ingestExport('0518/a.xlsx', ports);
  const before = new Map(extracts.objects);
  expect(await ingestExport('0518/a.xlsx', ports)).toEqual({ result: 'absent', object: 'inbox/0518/a.xlsx' });
  await put('0518/b.xlsx', content);
  expect(await ingestExport('0518/b.xlsx', ports)).toMatchObject({ result: 'ingested' });
  expect(extracts.objects).toEqual(before);
  expect(events).toHaveLength(2);
});

test('uploads of two months at once both arrive, the later export counts', async () => {
  const { extracts, ports, put } = await world([registered('0518')]);
  await put('0518/june.xlsx', await workbook({ signals: [{ 'Datum melding': '30-06-2026' }] }));
  await put('0518/may.xlsx', await workbook({ signals: [{ 'Datum melding': '31-05-2026' }] }));
  await Promise.all(['0518/june.xlsx', '0518/may.xlsx'].map((key) => ingestExport(key, ports)));
  const { snapshot, previous } = currentOf(extracts, '0518');
  expect(snapshot).toMatch(/^2026-06-30-/);
  expect(previous.map((name) => name.slice(0, 10))).toEqual(['2026-05-31']);
});

test.each([
  ['an unknown municipality', '0999/a.xlsx', 'unknown-municipality'],
  ['a municipality that withdrew', '0002/a.xlsx', 'no-agreement'],
  ['an agreement that has ended', '0003/a.xlsx', 'no-agreement'],
  ['an agreement that has yet to begin', '0004/a.xlsx', 'no-agreement'],
  ['a folder that is no municipality', 'new/a.xlsx', 'unknown-place'],
  ['a deeper folder', '0518/x/a.xlsx', 'unknown-place'],
  ['no folder', 'a.xlsx', 'unknown-place'],
])('refuses a file for %s unread, records it and removes it', async (_, key, code) => {
  const { inbox, extracts, events, labels, ports, put } = await world([
    registered('0518'),
    registered('0002', { status: 'withdrawn' }),
    registered('0003', { agreements: [{ ...agreement, until: '2026-06-30' }] }),
    registered('0004', { agreements: [{ ...agreement, from: '2026-07-02' }] }),
  ]);
  await put(key, await workbook());
  expect(await ingestExport(key, ports)).toMatchObject({ result: 'refused', code });
  expect([inbox.objects.size, extracts.objects.size, labels.length]).toEqual([0, 0, 0]);
  expect(events).toMatchObject([{ action: 'ingest', result: code }]);
});

test('a bad file is refused with its reason and stops nothing else', async () => {
  const { inbox, extracts, events, ports, put } = await world([registered('0518')]);
  await put('0518/bad.xlsx', bytes('no workbook'));
  await put('0518/good.xlsx', await workbook());
  expect(await ingestExport('0518/bad.xlsx', ports)).toMatchObject({ result: 'refused', code: 'unknown-format' });
  expect(await ingestExport('0518/good.xlsx', ports)).toMatchObject({ result: 'ingested' });
  expect(inbox.objects.size).toBe(0);
  expect(extracts.objects.size).toBe(7);
  expect(events[0]?.object).toBe(
    'inbox/0518/bad.xlsx: the file is neither an Excel workbook nor a DDAS delivery in JSON',
  );
});

test('a delivery in one municipality’s folder is read for that municipality only', async () => {
  const { extracts, ports, put } = await world([registered('0518'), registered('0307')]);
  const file = ddasFile([ddasDelivery('0518', [ddasSignal()]), ddasDelivery('0307', [ddasSignal()])]);
  await put('0518/delivery.json', bytes(file));
  await ingestExport('0518/delivery.json', ports);
  expect([...extracts.objects.keys()].filter((key) => key.startsWith('0307'))).toEqual([]);
  expect(extracts.objects.has('0518/current.json')).toBe(true);
});

test('a shared delivery is read for every municipality with an agreement, each under its own key', async () => {
  const { extracts, events, ports, put } = await world([
    registered('0518'),
    registered('0307'),
    registered('0014', { agreements: [] }),
  ]);
  const codes = ['0518', '0307', '0014', '0999'];
  await put('deliveries/all.json', bytes(ddasFile(codes.map((code) => ddasDelivery(code, [ddasSignal()])))));
  expect(await ingestExport('deliveries/all.json', ports)).toMatchObject({ result: 'ingested', count: 2 });
  expect(events.at(-1)?.object).toBe('inbox/deliveries/all.json: not read: 0014, 0999');
  const tables = extracts.writes.filter(({ key }) => key.endsWith('.parquet'));
  expect(new Set(tables.map(({ key }) => key.slice(0, 4)))).toEqual(new Set(['0518', '0307']));
  for (const { key, options } of tables) expect(options?.encryptionKeyArn).toBe(registered(key.slice(0, 4)).dataKeyArn);
});

test('a fault of the storage leaves the upload for another attempt and no trace on the disk', async () => {
  const { inbox, extracts, events, ports, put, workDirectory } = await world([registered('0518')]);
  await put('0518/a.xlsx', await workbook());
  const upload: ObjectStore['upload'] = async (key, path, options) => {
    if (key.endsWith('manifest.json')) throw new Error('storage is away');
    return await extracts.upload(key, path, options);
  };
  await expect(ingestExport('0518/a.xlsx', { ...ports, extracts: { ...extracts, upload } })).rejects.toThrow('away');
  expect([inbox.objects.size, extracts.objects.has('0518/current.json'), events.length]).toEqual([1, false, 0]);
  expect(await readdir(workDirectory)).toEqual([]);
  expect(await ingestExport('0518/a.xlsx', ports)).toMatchObject({ result: 'ingested' });
});

test('only a synthetic upload may be dated in the future', async () => {
  const { ports, put, extracts } = await world([registered('0518')]);
  const content = await workbook({ signals: [{ 'Datum melding': '03-07-2026' }] });
  await put('0518/real.xlsx', content);
  expect(await ingestExport('0518/real.xlsx', ports)).toMatchObject({ code: 'no-signal-date' });
  await put('0518/synthetic.xlsx', content);
  await ingestExport('0518/synthetic.xlsx', ports);
  expect(currentOf(extracts, '0518').snapshot).toMatch(/^2026-07-03-/);
});

test.each(['0518/Jan de Vries.xlsx', '0518/123456789.xlsx', '0518/1234-56-789.xlsx'])(
  '%s is recorded by its digest',
  async (key) => {
    const { events, ports, put } = await world([]);
    await put(key, bytes('x'));
    await ingestExport(key, ports);
    expect(events[0]?.object).toMatch(/^inbox\/[0-9a-f]{64}: /);
  },
);

test('who objects by number is found at an address in the next delivery, and the whole household stays out', async () => {
  const { extracts, register, ports, put } = await world([registered('0518')]);
  const id = `objection-${'a'.repeat(32)}`;
  const request = { schema: 'vroegzicht-objection-request/1', id, purpose: 'object' };
  await put(`0518/${id}.json`, bytes({ ...request, about: { by: 'bsn', value: '123456782' } }));
  await ingestExport(`0518/${id}.json`, ports);
  const entries = async () => await readObjections(register, '0518');
  const [noted] = await entries();
  if (noted === undefined) throw new Error('not noted');
  await settleObjections(register, '0518', [{ ...noted, state: 'not-found', settledAt: '2026-07-01T10:00:00.000Z' }]);
  const signals = [
    ddasSignal({ ID: 'objects' }, { Burgerservicenummer: '123456782' }),
    ddasSignal({ ID: 'lives-there-too' }, { Burgerservicenummer: '111222333' }),
    ddasSignal({ ID: 'lives-elsewhere' }, { Burgerservicenummer: '111222333', Huisnummer: '11' }),
  ];
  await put('0518/january.json', bytes(ddasFile([ddasDelivery('0518', signals)])));
  expect(await ingestExport('0518/january.json', ports)).toMatchObject({ result: 'ingested' });
  const { snapshot } = currentOf(extracts, '0518');
  expect(extracts.text(`0518/${snapshot}/manifest.json`)).toContain('"signals":1');
  const [linked] = await entries();
  expect(linked).toMatchObject({ state: 'received', reopened: 1 });
  expect(linked?.households).toHaveLength(2);
  await put('0518/again.json', bytes(ddasFile([ddasDelivery('0518', signals)])));
  await ingestExport('0518/again.json', ports);
  expect(await entries()).toEqual([linked]);
});
