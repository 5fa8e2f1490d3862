import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { floorOf, withValues } from '../../lib/disclosure/policy.ts';
import { ResearcherId, Sha256 } from '../../lib/protocol/identifiers.ts';
import { RoundJob, StoredModel } from '../../lib/protocol/rounds.ts';
import { Study } from '../../lib/protocol/study.ts';
import { chainOf, roundTaskId } from '../../lib/rounds/chain.ts';
import { runRound } from '../../lib/run-round.ts';
import { studyDigest } from '../../lib/signing/canonical.ts';
import { now, party, researcherId } from '../rounds/parties.ts';
import { type Prepared, start, study } from '../rounds/world.ts';
import { extractFolder, municipalityRows, writeExtract } from '../support/extracts.ts';

/** Three municipalities, in each of which so many signals come without an age. */
async function withoutAge(root: string, keys: Prepared['keys'], signals: number): Promise<Prepared> {
  const extracts = [9101, 9102, 9103].map(async (code, at) => {
    const rows = municipalityRows(String(code), 170 + 10 * at, 41 + at);
    const changed = rows.signals.map((row, index) => (index < signals ? { ...row, age: null } : row));
    return await writeExtract(`${root}/${signals}`, String(code), { ...rows, signals: changed });
  });
  return { root, keys, extracts: await Promise.all(extracts) };
}

let root: string;
let few: Prepared;
let many: Prepared;
beforeAll(async () => {
  root = await extractFolder();
  const keys = [await party('provider-a'), await party('provider-b')];
  [few, many] = [await withoutAge(root, keys, 3), await withoutAge(root, keys, 12)];
});
afterAll(async () => await rm(root, { recursive: true }));

const cox = (id: string, more: object = {}) => ({
  id,
  model: 'cox-rounds',
  unit: 'signal-spells',
  terms: [{ variable: 'arrears-euro', transform: 'log1p' }],
  ...more,
});
const withoutAges = { where: [{ variable: 'age-band', in: ['18-29', '30-44', '45-59', '60-99'] }] };

/** Fits models one after the other at one provider; the status of each, and its number of rows. */
async function fitted(prepared: Prepared, models: readonly object[], rule: 'on' | 'off' = 'on') {
  const { a } = await start(prepared, { second: 3 });
  const asked = Study.parse({ ...study, models });
  const floor = floorOf('research');
  const policy =
    rule === 'on' ? floor : withValues(floor, 'off', { minimumHouseholds: 0, maximumSpecifications: 1_000 });
  const limits = { clock: () => now, workDirectory: root, memoryMegabytes: 256, threads: 1, policy };
  const found = [];
  for (const { id } of asked.models ?? []) {
    const about = {
      studyDigest: studyDigest(asked),
      model: id,
      researcher: ResearcherId.parse(researcherId),
      parties: [a.id],
      attempt: 1,
    };
    const taskId = roundTaskId(chainOf(about), 0);
    const job = RoundJob.parse({
      schema: 'vroegzicht-round-job/1',
      ...about,
      taskId,
      study: asked,
      approvalDigest: Sha256.parse('a'.repeat(64)),
      release: 'automatic',
      maximumRounds: 15,
      round: 0,
      opened: [],
      acceptedAt: now.toISOString(),
    });
    expect(await runRound(job, { ...a, provider: a.id, ...limits })).toBe('model-stored');
    const { body } = StoredModel.parse(JSON.parse(a.releases.text(`models/${taskId}.json`) ?? ''));
    found.push([body.status, body.n]);
  }
  return found;
}

describe('A27 and G9: models in rounds whose rows differ by few households', () => {
  const pair = [cox('all'), cox('some', withoutAges)];
  test('works without the rule: both are fitted', async () => {
    const [all, some] = await fitted(few, pair, 'off');
    expect([all?.[0], some?.[0]]).toEqual(['released', 'released']);
  });
  test('is stopped: the second is withheld', async () => {
    const [all, some] = await fitted(few, pair);
    expect([all?.[0], some]).toEqual(['released', ['withheld', null]]);
  });
  test('is no attack where many came without an age: both are fitted', async () => {
    const [all, some] = await fitted(many, pair);
    expect([all?.[0], some?.[0]]).toEqual(['released', 'released']);
  });
  test('fewer terms on the same rows are no other rows', async () => {
    const more = { terms: [...cox('').terms, { variable: 'age-years' }] };
    const found = await fitted(few, [cox('adjusted', more), cox('crude', { known: ['age-years'] })]);
    expect(found.map(([status]) => status)).toEqual(['released', 'released']);
    expect(found[0]?.[1]).toBe(found[1]?.[1]);
  });
});
