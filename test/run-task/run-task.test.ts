import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalExtract } from '../../lib/dataset/catalogue.ts';
import { tableNames } from '../../lib/dataset/tables.ts';
import { reopenRelease } from '../../lib/disclosure/release.ts';
import { ProviderId } from '../../lib/protocol/identifiers.ts';
import { Job } from '../../lib/protocol/message.ts';
import type { RunPorts } from '../../lib/run-task/ports.ts';
import { runTask } from '../../lib/run-task.ts';
import { canonicalBytes, studyDigest } from '../../lib/signing/canonical.ts';
import { extractFolder, municipalityRows, writeExtract } from '../support/extracts.ts';
import { memoryStore } from '../support/store.ts';
import { smallStudy } from '../support/studies.ts';

const codes = Array.from({ length: 12 }, (_, index) => String(9001 + index));
let root = '';
let extracts: readonly LocalExtract[] = [];
let whole: Awaited<ReturnType<typeof ports>>;
let answer: string;

/** One run over all municipalities, for the tests that only look at its release. */
beforeAll(async () => {
  root = await extractFolder();
  extracts = await Promise.all(
    codes.map((code, index) =>
      writeExtract(
        root,
        code,
        municipalityRows(code, index === 0 ? 12 : 200 + 20 * index, 3 + index),
        index === 1 ? ['signal_cases.closed_on'] : [],
      ),
    ),
  );
  whole = await ports();
  answer = await runTask(job, whole);
});
afterAll(() => rm(root, { recursive: true }));

const job = Job.parse({
  schema: 'vroegzicht-job/1',
  taskId: 'task-0123456789abcdef',
  researcher: 'researcher-1',
  study: smallStudy,
  studyDigest: studyDigest(smallStudy),
  approvalDigest: 'b'.repeat(64),
  release: 'automatic',
  acceptedAt: '2026-07-01T10:00:00.000Z',
});

/** A job of one analysis, for the tests that look at who takes part. */
const brief = Job.parse({
  ...job,
  study: {
    ...smallStudy,
    report: { indicators: ['reach'] },
    analyses: smallStudy.analyses.filter(({ id }) => id === 'reach'),
  },
});

const municipality = (code: string, until: string) => ({
  code,
  name: `Gemeente ${code}`,
  dataKeyArn: `key-${code}`,
  status: 'active',
  agreements: [
    {
      id: `a-${code}`,
      purposes: ['research-effectiveness'],
      from: '2026-01-01',
      until,
      mailboxes: ['schulden@example.nl'],
      retentionMonths: 12,
    },
  ],
});

async function ports(options: { readonly expired?: readonly string[]; readonly missing?: readonly string[] } = {}) {
  const stores = { register: memoryStore(), extracts: memoryStore(), releases: memoryStore(), ledger: memoryStore() };
  for (const { manifest, directory } of extracts) {
    const { municipality: code, snapshot } = manifest;
    await stores.register.create(
      `municipalities/${code}.json`,
      canonicalBytes(municipality(code, options.expired?.includes(code) === true ? '2026-05-01' : '2027-12-31')),
    );
    if (options.missing?.includes(code) === true) continue;
    await stores.extracts.create(`${code}/current.json`, canonicalBytes({ snapshot, previous: [] }));
    await stores.extracts.create(`${code}/${snapshot}/manifest.json`, canonicalBytes(manifest));
    for (const table of tableNames)
      await stores.extracts.create(
        `${code}/${snapshot}/${table}.parquet`,
        await readFile(join(directory, `${table}.parquet`)),
      );
  }
  const clock = () => new Date('2026-07-02T00:00:00Z');
  return {
    ...stores,
    provider: ProviderId.parse('provider-a'),
    clock,
    workDirectory: root,
    memoryMegabytes: 256,
    threads: 1,
  } satisfies RunPorts;
}

const released = (store: ReturnType<typeof memoryStore>) => reopenRelease(store.text(`${job.taskId}.json`) ?? '');

describe('run-task', () => {
  test('stores one release with pooled estimates and a report for each municipality', async () => {
    expect(answer).toBe('stored');
    const { pooled, own } = released(whole.releases);
    expect(pooled.participation).toEqual({ municipalities: 12, withoutAgreement: 0, withoutExtract: 0 });
    expect(own.map((each) => each.municipality)).toEqual(codes);
    expect(pooled.estimates.filter((row) => row.analysis_id === 'reach')[0]).toMatchObject({
      status: 'rounded',
      measure: 'proportion',
      municipality: '',
    });
    expect(whole.ledger.text(`releases/${job.taskId}.json`)).toContain(pooled.studyDigest);
  });

  test('gives the stored bytes when the job comes twice, and two runs give the same bytes', async () => {
    const second = await ports();
    const bytes = whole.releases.text(`${job.taskId}.json`);
    expect(await runTask(job, whole)).toBe('already-stored');
    await runTask(job, second);
    expect(whole.releases.text(`${job.taskId}.json`)).toBe(bytes);
    expect(second.releases.text(`${job.taskId}.json`)).toBe(bytes);
  });

  test('reads no row of a municipality whose agreement has ended, and says how many were left out', async () => {
    const given = await ports({ expired: ['9012'], missing: ['9011'] });
    const touched: string[] = [];
    const watched = {
      ...given,
      extracts: {
        ...given.extracts,
        get: async (key: string) => {
          touched.push(key);
          return given.extracts.get(key);
        },
      },
    };
    await runTask(brief, watched);
    expect(touched.some((key) => key.startsWith('9012/'))).toBe(false);
    expect(released(given.releases).pooled.participation).toEqual({
      municipalities: 10,
      withoutAgreement: 1,
      withoutExtract: 1,
    });
  });

  test('leaves out each municipality with a damaged extract, records it, and runs the others', async () => {
    const given = await ports();
    const spoil = (key: string, change: (bytes: Buffer) => Buffer) => {
      const stored = given.extracts.objects.get(key);
      if (stored === undefined) throw new Error('nothing to spoil');
      given.extracts.objects.set(key, { ...stored, body: change(Buffer.from(stored.body)) });
    };
    const place = (code: string, name: string) => `${code}/2026-06-30-abcdef01/${name}`;
    spoil(place('9003', 'signals.parquet'), (bytes) => bytes.subarray(0, bytes.length / 2));
    spoil(place('9004', 'signals.parquet'), () => Buffer.from('PK this is a workbook, not an extract'));
    spoil(place('9005', 'signals.parquet'), () => Buffer.alloc(0));
    spoil(place('9006', 'manifest.json'), () => Buffer.from('{'));
    spoil(place('9007', 'manifest.json'), (bytes) => Buffer.from(bytes.toString().replaceAll('9007', '9008')));
    expect(await runTask(brief, given)).toBe('stored');
    const { pooled, own } = released(given.releases);
    expect(pooled.participation).toMatchObject({ municipalities: 7, withoutExtract: 5 });
    expect(own.map((each) => each.municipality)).toEqual(['9001', '9002', '9008', '9009', '9010', '9011', '9012']);
    for (const code of ['9003', '9004', '9005', '9006', '9007'])
      expect(given.ledger.text(`releases/${job.taskId}.json`)).toContain(
        `{"municipality":"${code}","reason":"damaged"}`,
      );
  });

  test('reads no row of a municipality whose agreement is for another study', async () => {
    const given = await ports();
    const key = 'municipalities/9007.json';
    const text = (given.register.text(key) ?? '').replace(
      '"retentionMonths":12',
      '"retentionMonths":12,"studies":["another-study"]',
    );
    const stored = given.register.objects.get(key);
    if (stored === undefined) throw new Error('not registered');
    given.register.objects.set(key, { ...stored, body: Buffer.from(text) });
    await runTask(brief, given);
    expect(released(given.releases).pooled.participation).toMatchObject({ municipalities: 11, withoutAgreement: 1 });
    expect(released(given.releases).own.map((each) => each.municipality)).not.toContain('9007');
  });

  test('refuses a task whose data changed between two attempts', async () => {
    const given = await ports();
    const failing = {
      ...given.releases,
      create: async (key: string, body: Uint8Array) => {
        if (key === `${job.taskId}.json`) throw new Error('the function timed out');
        return given.releases.create(key, body);
      },
    };
    await expect(runTask(brief, { ...given, releases: failing })).rejects.toThrow('timed out');
    given.extracts.objects.delete('9005/current.json');
    expect(await runTask(brief, given)).toBe('refused');
    expect(given.releases.text(`refusals/${job.taskId}.json`)).toContain('data-changed');
  });

  test('pools nothing over two municipalities that alone deliver a column', async () => {
    const given = await ports();
    for (const code of codes.slice(2)) {
      const key = `${code}/2026-06-30-abcdef01/manifest.json`;
      const whole = given.extracts.objects.get(key);
      if (whole === undefined) throw new Error('no manifest');
      const text = Buffer.from(whole.body)
        .toString()
        .replace('"unavailable":[', '"unavailable":["contact_attempts.reached",')
        .replace(',]', ']');
      given.extracts.objects.set(key, { ...whole, body: Buffer.from(text) });
    }
    await runTask(brief, given);
    const reach = released(given.releases).pooled.outcomes.find((each) => each.analysis === 'reach');
    expect(reach).toMatchObject({ status: 'not-available', coverage: { municipalities: 2 } });
  });

  test('refuses a study with fewer municipalities than it asks for, once, with a remedy', async () => {
    const given = await ports({ expired: codes.slice(2) });
    expect(await runTask(job, given)).toBe('refused');
    expect(await runTask(job, given)).toBe('refused');
    expect(given.releases.text(`refusals/${job.taskId}.json`)).toContain('too-few-municipalities');
    expect([...given.releases.objects.keys()]).toEqual([`refusals/${job.taskId}.json`]);
  });

  test('pools an analysis over the municipalities whose source delivers what it needs', async () => {
    const outcomes = released(whole.releases).pooled.outcomes;
    expect(outcomes.find((each) => each.analysis === 'arms')?.coverage.municipalities).toBe(11);
    expect(outcomes.find((each) => each.analysis === 'reach')?.coverage.municipalities).toBe(12);
  });

  test('compares a municipality with at least ten others and shows a tiny one nothing of itself', async () => {
    const { own } = released(whole.releases);
    const tiny = own[0]?.indicators.find((each) => each.analysis === 'reach');
    const large = own[5]?.indicators.find((each) => each.analysis === 'reach');
    expect(tiny).toMatchObject({ status: 'withheld', value: null, n: null, verdict: 'cannot-say' });
    expect(large?.peers?.municipalities).toBeGreaterThanOrEqual(10);
    expect(large).toMatchObject({ status: 'rounded', verdict: 'comparable' });
  });

  test('puts no name, code or figure of a single municipality into what a researcher gets', async () => {
    const text = JSON.stringify(released(whole.releases).pooled);
    for (const code of codes) expect(text).not.toContain(`"${code}"`);
    expect(text).not.toContain('Gemeente');
  });
});
