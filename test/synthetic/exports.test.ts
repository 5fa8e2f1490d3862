import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ingest } from '../../lib/dataset/ingest.ts';
import type { Manifest } from '../../lib/dataset/manifest.ts';
import { MunicipalityCode } from '../../lib/protocol/identifiers.ts';
import { isoDate } from '../../lib/synthetic/days.ts';
import { writeDdasDelivery } from '../../lib/synthetic/ddas.ts';
import { writeExports } from '../../lib/synthetic/exports.ts';
import { generateMunicipality, retainedSignals } from '../../lib/synthetic/generate.ts';
import { demoMunicipalities } from '../../lib/synthetic/municipalities.ts';
import { writeWorkbook } from '../../lib/synthetic/workbook.ts';
import schema from '../reference/ddas/json_schema_Uitwisselmodel.json' with { type: 'json' };

const records = generateMunicipality({
  seed: 5,
  code: '9001',
  name: 'Gemeente <Toets> & "Zoon"',
  inhabitants: 60_000,
  until: '2026-06-30',
  months: 9,
});
const retained = retainedSignals(records);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synthetic-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const digest = async (name: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(join(folder, name)))
    .digest('hex');

async function ingested(name: string): Promise<Manifest> {
  const outcome = await ingest({
    sourcePath: join(folder, name),
    ...(name.endsWith('.xlsx') ? { municipality: MunicipalityCode.parse('9001') } : {}),
    pseudonymKey: async () => new Uint8Array(32).fill(7),
    outputDirectory: join(folder, 'extracts'),
    workDirectory: join(folder, 'work'),
    synthetic: true,
  });
  if (outcome.status === 'refused') throw new Error(outcome.code);
  const manifest = outcome.manifests.find(({ municipality }) => municipality === '9001');
  if (manifest === undefined) throw new Error('municipality is missing');
  return manifest;
}

describe('a workbook', () => {
  test('has the same bytes for the same seed, and others for another seed or quality', async () => {
    await writeWorkbook(records, join(folder, 'first.xlsx'));
    await writeWorkbook(structuredClone(records), join(folder, 'second.xlsx'));
    await writeWorkbook({ ...records, seed: 6 }, join(folder, 'other.xlsx'));
    await writeWorkbook(records, join(folder, 'clean.xlsx'), { clean: true });
    const digests = await Promise.all(['first', 'second', 'other', 'clean'].map((name) => digest(`${name}.xlsx`)));
    expect(digests[0]).toBe(digests[1]);
    expect(new Set(digests).size).toBe(3);
  });

  test('comes back complete from ingest when it is clean', async () => {
    const written = await writeWorkbook(records, join(folder, 'clean.xlsx'), { clean: true });
    const manifest = await ingested('clean.xlsx');
    const attempts = records.cases.flatMap((one) => one.attempts).length;
    expect(manifest.rows).toMatchObject({
      signals: retained.length,
      signal_cases: records.cases.length,
      contact_attempts: attempts,
      follow_ups: records.cases.filter(({ followUp }) => followUp !== null).length,
    });
    expect((written['Tussenresultaat'] ?? 0) + (written['Eindresultaat'] ?? 0)).toBe(attempts);
    expect(manifest).toMatchObject({ unreadable: {}, unknownCodes: {}, quarantine: { rows: 0 } });
    expect(manifest.joins.signalsWithoutCase).toBe(retained.filter(({ caseId }) => caseId === null).length);
    expect(manifest.dates['signals.signal_date']).toEqual({
      first: isoDate(Math.min(...retained.map(({ day }) => day))),
      last: isoDate(Math.max(...retained.map(({ day }) => day))),
      missing: 0,
    });
  });

  test('has the dirt of real exports, which ingest counts', async () => {
    await writeWorkbook(records, join(folder, 'dirty.xlsx'));
    const { rows, unreadable, unknownCodes, quarantine, source } = await ingested('dirty.xlsx');
    expect(rows).toMatchObject({ signals: retained.length, signal_cases: records.cases.length });
    const share = (column: string): number => (unreadable[column] ?? 0) / retained.length;
    expect(share('signals.signal_date')).toBeGreaterThan(0.002);
    expect(share('signals.signal_date')).toBeLessThan(0.012);
    expect(share('signals.age')).toBeGreaterThan(0.005);
    expect(share('signals.age')).toBeLessThan(0.02);
    expect(unreadable['signals.arrears_cents']).toBeUndefined();
    expect(unknownCodes['signals.partner_type']).toBeGreaterThan(0);
    expect(unknownCodes['contact_attempts.method']).toBeGreaterThan(0);
    expect(quarantine.rows).toBe(0);
    expect(source.amountLocale).toMatch(/^(nl|en)$/);
  });
});

const Delivery = z.object({
  leveringen: z.array(
    z.object({
      gemeentecode: z.string(),
      vroegsignalen: z.array(z.object({ ID: z.string(), client: z.record(z.string(), z.string()) })),
      vroegsignaalzaken: z.array(z.object({ vroegsignalen: z.array(z.object({ ID: z.string() })) })),
    }),
  ),
});

describe('a DDAS delivery', () => {
  const neighbour = generateMunicipality({ ...records, code: '9002', name: 'B', until: '2026-06-30', months: 9 });

  test.each([true, false])('meets the published schema and comes back from ingest, clean %s', async (clean) => {
    const name = `ddas-${clean}.json`;
    await writeDdasDelivery([records, neighbour], join(folder, name), { clean });
    const content: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(schema);
    validate(content);
    expect(validate.errors).toBeNull();
    const { leveringen } = Delivery.parse(content);
    expect(leveringen.map(({ gemeentecode }) => gemeentecode)).toEqual(['9001', '9002']);
    expect(leveringen[0]?.vroegsignalen.map(({ ID }) => ID)).toEqual(retained.map(({ id }) => id));
    const manifest = await ingested(name);
    expect(manifest.rows).toMatchObject({ signals: retained.length, signal_cases: records.cases.length });
    expect(manifest.quarantine.rows).toBe(0);
    expect(manifest.droppedIdentifiers).toMatchObject({ Achternaam: retained.length });
    expect(manifest.joins.signalsWithoutHousehold > 0).toBe(!clean);
  });
});

describe('a folder of exports', () => {
  const request = {
    municipalities: demoMunicipalities(3, 1).map((one) => ({ ...one, inhabitants: 4000 })),
    seed: 1,
    until: '2026-06-30',
    months: 7,
    clean: false,
    format: 'both',
  } as const;

  test('has a file for each municipality, a delivery for all, and says that it is synthetic', async () => {
    const directory = join(folder, 'set');
    const steps: string[] = [];
    const written = await writeExports({ ...request, directory, progress: (step) => steps.push(step) });
    expect(written.map(({ path }) => path.slice(directory.length + 1))).toEqual([
      '9001.xlsx',
      '9002.xlsx',
      '9003.xlsx',
      'ddas.json',
    ]);
    for (const { path, bytes } of written) expect((await readFile(path)).byteLength).toBe(bytes);
    expect(steps).toEqual(['9001', '9002', '9003', 'delivery']);
    const notice = await readFile(join(directory, 'SYNTHETIC.txt'), 'utf8');
    expect(notice).toContain('SYNTHETIC DATA');
    expect(notice).toContain('seed 1');
    expect(await writeExports({ ...request, directory })).toEqual(written);
  });

  test('never replaces a file that is not known to be synthetic', async () => {
    const directory = join(folder, 'real');
    await writeExports({ ...request, municipalities: [], directory });
    await rm(join(directory, 'SYNTHETIC.txt'));
    await writeFile(join(directory, '9002.xlsx'), 'real');
    await expect(writeExports({ ...request, directory })).rejects.toMatchObject({
      kind: 'refused',
      code: 'not-synthetic',
    });
    expect(await readFile(join(directory, '9002.xlsx'), 'utf8')).toBe('real');
  });
});
