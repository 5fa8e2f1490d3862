import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCatalogue } from '../../lib/dataset/catalogue.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import { Manifest } from '../../lib/dataset/manifest.ts';
import type { PermittedCreditor } from '../../lib/dataset/restrictions.ts';
import { tableNames } from '../../lib/dataset/tables.ts';
import { eraseHousehold } from '../../lib/erase-household.ts';
import type { VersionStore } from '../../lib/ports.ts';
import { addObjection, type ObjectionEntry, readObjections } from '../../lib/register/objections.ts';
import { openRegister } from '../../lib/register/register.ts';
import { canonicalBytes } from '../../lib/signing/canonical.ts';
import { extractFolder, municipalityRows, writeExtract } from '../support/extracts.ts';
import { municipality } from '../support/protocol.ts';
import { memoryStore } from '../support/store.ts';

const code = '0518';
const household = '0123456789abcdef0123456789abcdef';
let root = '';
beforeAll(async () => {
  root = await extractFolder();
});
afterAll(async () => await rm(root, { recursive: true, force: true }));

/** An extract in which every signal of one source household stands under a pseudonym of its own. */
async function extract() {
  const rows = municipalityRows(code, 60, 3);
  const target = rows.signals[5]?.['household'];
  const signals = rows.signals.map((row) => (row['household'] === target ? { ...row, household } : row));
  const own = signals.filter((row) => row['household'] === household);
  return { written: await writeExtract(root, code, { ...rows, signals }), own, rowsBefore: signals.length };
}

async function provider(written: Awaited<ReturnType<typeof writeExtract>>) {
  const stores = { register: memoryStore(), extracts: memoryStore() };
  const { snapshot } = written.manifest;
  const removed: string[] = [];
  await openRegister(stores.register).municipalities.create(municipality(code));
  await stores.extracts.create(`${code}/current.json`, canonicalBytes({ snapshot, previous: [] }));
  for (const table of tableNames)
    await stores.extracts.upload(`${code}/${snapshot}/${table}.parquet`, join(written.directory, `${table}.parquet`));
  await stores.extracts.create(`${code}/${snapshot}/manifest.json`, canonicalBytes(written.manifest));
  const versions: VersionStore = {
    versions: async (prefix) =>
      (await stores.extracts.list(prefix)).flatMap((key) => [
        { key, versionId: 'new', isLatest: true },
        { key, versionId: 'old', isLatest: false },
      ]),
    removeVersion: async (key, versionId) => await Promise.resolve(void removed.push(`${versionId} ${key}`)),
  };
  const events: string[] = [];
  const record = async ({ action, result }: { action: string; result: string }) =>
    await Promise.resolve(events.push(`${action} ${result}`));
  const clock = () => new Date('2026-07-02T00:00:00Z');
  return { ...stores, versions, removed, events, record, clock, workDirectory: root, memoryMegabytes: 256 };
}

const entry = (changes: Partial<ObjectionEntry>): ObjectionEntry => ({
  id: `objection-${'0'.repeat(32)}`,
  purpose: 'object',
  by: 'hash',
  households: [],
  signal: null,
  case: null,
  receivedAt: '2026-07-01T00:00:00.000Z',
  state: 'received',
  settledAt: null,
  held: null,
  reopened: 0,
  ...changes,
});

describe('erase-household', () => {
  test('takes the whole household out, wherever it was named, and removes what held it before', async () => {
    const { written, own, rowsBefore } = await extract();
    const signal = String(own[0]?.['signal_id']);
    for (const named of [{ households: [household] }, { by: 'signal' as const, signal }]) {
      const ports = await provider(written);
      await addObjection(ports.register, municipality(code).code, entry(named));
      expect(await eraseHousehold(`objections/${code}.json`, ports)).toEqual({ result: 'erased', count: 1 });
      const [settled] = await readObjections(ports.register, code);
      expect(settled).toMatchObject({ state: 'erased', households: [household], held: { signals: own.length } });
      const left = Manifest.parse(
        JSON.parse(ports.extracts.text(`${code}/${written.manifest.snapshot}/manifest.json`) ?? ''),
      );
      expect(left.rows['signals']).toBeLessThan(rowsBefore);
      expect(ports.removed.length).toBe(5);
      expect(ports.removed.every((each) => each.startsWith('old '))).toBe(true);
      expect(ports.events).toEqual(['erase-household erased']);
      await ports.extracts.download(
        `${code}/${written.manifest.snapshot}/signals.parquet`,
        join(root, 'after.parquet'),
      );
      expect(await count(join(root, 'after.parquet'), household)).toBe(0);
      expect(await eraseHousehold(`objections/${code}.json`, ports)).toEqual({ result: 'nothing-to-do', count: 0 });
    }
  });

  test('a question is answered with counts and changes nothing; who is unknown is said to be', async () => {
    const { written, own } = await extract();
    const ports = await provider(written);
    const other = `objection-${'1'.repeat(32)}`;
    await addObjection(ports.register, municipality(code).code, entry({ purpose: 'inspect', households: [household] }));
    await addObjection(ports.register, municipality(code).code, entry({ id: other, households: ['f'.repeat(32)] }));
    await eraseHousehold(`objections/${code}.json`, ports);
    const settled = await readObjections(ports.register, code);
    expect(settled.map(({ state }) => state)).toEqual(['answered', 'not-found']);
    expect(settled[0]).toMatchObject({ households: [], held: { signals: own.length } });
    expect(ports.removed).toEqual([]);
  });

  test('another key than a list of objections is ignored', async () => {
    const ports = await provider((await extract()).written);
    expect(await eraseHousehold('objections/../0518.json', ports)).toEqual({ result: 'ignored', count: 0 });
  });
});

async function count(file: string, of: string): Promise<number> {
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  const rows = await sandbox.rows(`SELECT count(*) AS n FROM read_parquet('${file}') WHERE household = '${of}'`);
  sandbox.close();
  return Number(rows[0]?.['n']);
}

describe('what is outside every query', () => {
  const none: readonly PermittedCreditor[] = [];
  test.each([
    ['no agreement or experiment names it', none, 0],
    ['the agreement of that municipality names it', [{ municipality: code, partnerType: 'mortgage' }], 7],
    ['another municipality names it', [{ municipality: '0363', partnerType: 'mortgage' }], 0],
    ['the agreement names another creditor', [{ municipality: code, partnerType: 'student-loans' }], 0],
  ])('a mortgage signal, when %s', async (_name, permitted, expected) => {
    const rows = municipalityRows(code, 40, 3);
    const signals = rows.signals.map((row, index) => ({ ...row, partner_type: index < 7 ? 'mortgage' : 'rent' }));
    const written = await writeExtract(root, code, { ...rows, signals });
    const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
    const { query } = await openCatalogue(sandbox, [written], { objections: [], permitted });
    const ask = async (sql: string) => await query({ unit: 'signals', sql, parameters: [] });
    const found = await ask("SELECT count(*) AS n FROM source_signals WHERE partner_type = 'mortgage'");
    const orphans = await ask(
      'SELECT count(*) AS n FROM source_contact_attempts a WHERE NOT EXISTS (SELECT 1 FROM source_signal_cases c WHERE c.case_id = a.case_id)',
    );
    sandbox.close();
    expect([Number(found[0]?.['n']), Number(orphans[0]?.['n'])]).toEqual([expected, 0]);
  });
});
