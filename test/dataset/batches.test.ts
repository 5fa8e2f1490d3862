import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runStudy } from '../../lib/analyses/run-study.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { batchesOf, rowsInMemory } from '../../lib/dataset/batches.ts';
import { type LocalExtract, openCatalogue } from '../../lib/dataset/catalogue.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import { participantOf } from '../../lib/dataset/participant.ts';
import { Study } from '../../lib/protocol/study.ts';
import { modelStudy } from '../support/analyses.ts';
import { extractFolder, municipalityRows, writeExtract } from '../support/extracts.ts';

const codes = ['9001', '9002', '9003', '9004'];
const study = Study.parse({ ...modelStudy, report: { indicators: ['odds', 'causes'] } });
const context = studyContext(study);
let root = '';
let extracts: readonly LocalExtract[] = [];

beforeAll(async () => {
  root = await extractFolder();
  extracts = await Promise.all(codes.map((code, index) => writeExtract(root, code, municipalityRows(code, 80, index))));
});
afterAll(() => rm(root, { recursive: true }));

/** The same extracts, each said to have so many rows, and some without ages. */
const extractsWith = (rows: number, withoutAge: readonly string[] = []) =>
  extracts.map(({ manifest, directory }) => ({
    directory,
    manifest: {
      ...manifest,
      rows: { signals: rows },
      unavailable: withoutAge.includes(manifest.municipality) ? ['signals.age'] : [],
    },
  }));

async function run(part: readonly LocalExtract[], lanes = 1) {
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1, lanes });
  try {
    const { answer, query } = await openCatalogue(sandbox, part);
    const participants = part.map(({ manifest }) => participantOf(manifest));
    const found = await runStudy({ study, context, participants, answer });
    const evidence = found.map(({ analysis, coverage, pooled, own }) => {
      const isReported = study.report?.indicators.includes(analysis.id) === true;
      return { id: analysis.id, coverage, pooled, own: isReported ? codes.map((code) => own(code)) : [] };
    });
    const sql =
      'SELECT municipality_code, count(*) AS n, count(DISTINCT household) AS h FROM unit_signals GROUP BY ALL ORDER BY ALL';
    return { evidence, rows: await query({ unit: 'signals', sql, parameters: [] }) };
  } finally {
    sandbox.close();
  }
}

test('extracts fill a batch up to its limit, in the order of municipalities, whatever columns they lack', () => {
  const sizes = (part: readonly LocalExtract[]) =>
    batchesOf(part).map((batch) => batch.map(({ manifest }) => manifest.municipality));
  expect(sizes(extractsWith(rowsInMemory / 2).toReversed())).toEqual([codes.slice(0, 2), codes.slice(2)]);
  expect(sizes(extractsWith(2 * rowsInMemory))).toEqual(codes.map((code) => [code]));
  expect(sizes(extractsWith(1, ['9002']))).toEqual([codes]);
});

test('two lanes have a batch each as soon as that is worth it, and hold together what one lane would', () => {
  const inLanes = (rows: number) => batchesOf(extractsWith(rows), 2).map((batch) => batch.length);
  expect(inLanes(1000)).toEqual([4]);
  expect(inLanes(60_000)).toEqual([3, 1]);
  expect(inLanes(rowsInMemory / 4)).toEqual([2, 2]);
  expect(inLanes(rowsInMemory / 2)).toEqual([1, 1, 1, 1]);
});

/** Everything found, numbers to twelve digits: a spread adds its rows in the order in which they come. */
const text = (found: unknown) =>
  JSON.stringify(found, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value));

test('a study in batches finds what it finds at once, pooled and for each municipality', async () => {
  const atOnce = await run(extractsWith(1));
  expect(text(await run(extractsWith(rowsInMemory)))).toBe(text(atOnce));
  expect(text(await run(extractsWith(rowsInMemory), 2))).toBe(text(atOnce));
  expect(atOnce.rows.map((row) => row['municipality_code'])).toEqual(codes);
});

test('nothing of a municipality that cannot answer gets into an answer', async () => {
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  const part = extractsWith(1, ['9002']);
  const { answer } = await openCatalogue(sandbox, part);
  const byAge = study.analyses.find(({ id }) => id === 'amounts');
  if (byAge?.analysis !== 'quantiles') throw new Error('the study has no quantiles');
  const asked = { ...study, analyses: [byAge, { ...byAge, by: ['age-band'] }] };
  const participants = part.map(({ manifest }) => participantOf(manifest));
  const found = await runStudy({ study: asked, context, participants, answer });
  sandbox.close();
  expect(found.map(({ coverage }) => coverage.municipalities)).toEqual([4, 3]);
  const entries = found.map(({ pooled: [table] }) =>
    table?.kind === 'risk-table' ? (table.rungs[0]?.patterns.reduce((sum, { entries }) => sum + entries, 0) ?? 0) : 0,
  );
  expect(entries[1]).toBeGreaterThan(0);
  expect(entries[1]).toBeLessThan(entries[0] ?? 0);
});

test('a lane that fails ends the run with its error, after the other lane', async () => {
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1, lanes: 2 });
  const { query } = await openCatalogue(sandbox, extractsWith(rowsInMemory));
  const sql = 'SELECT error(municipality_code) AS n FROM unit_signals WHERE municipality_code = ?';
  await expect(query({ unit: 'signals', sql, parameters: ['9002'] })).rejects.toMatchObject({ code: 'engine-error' });
  sandbox.close();
});
