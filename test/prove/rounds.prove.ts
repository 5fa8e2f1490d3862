import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { bucketOf, deskOf } from '../../lib/demo/parties.ts';
import { type Demo, playDemo } from '../../lib/demo/story.ts';
import { EstimateRow } from '../../lib/protocol/estimate.ts';
import { ProviderId } from '../../lib/protocol/identifiers.ts';
import { sameModels } from '../../lib/rounds/same-models.ts';
import { fitModels } from '../../lib/study/rounds-models.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';

const providers = ['provider-a', 'provider-b'].map((id) => ProviderId.parse(id));
let directory = '';
let demo: Demo;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
  demo = await playDemo({
    municipalities: 9,
    households: 27_000,
    seed: 5,
    study: await readStudyFile('studies/return-in-rounds-2026.yaml'),
    directory: join(directory, 'out'),
    exportsDirectory: join(directory, 'exports'),
    tell: () => undefined,
  });
});

afterAll(async () => {
  await demo.cloud.stop();
  await rm(directory, { recursive: true });
});

const bodies = () => demo.envelopes.map(({ envelope }) => envelope.body);

describe('models in rounds over two providers in the local cloud', () => {
  test('both providers sign the same two models, in at most eight rounds', () => {
    const models = bodies().flatMap((body) => (body.schema === 'vroegzicht-model/1' ? [body] : []));
    const byModel = Map.groupBy(models, ({ model }) => model);
    expect([...byModel.keys()]).toEqual(['return-by-arrears-and-age', 'high-arrears-by-age']);
    for (const signed of byModel.values()) {
      expect(signed.map(({ provider }) => provider)).toEqual(providers);
      expect(sameModels(signed)).toBe(true);
      expect(signed[0]).toMatchObject({ status: 'released', municipalities: 8, synthetic: true });
      expect(signed[0]?.rounds).toBeLessThanOrEqual(8);
    }
  });

  test('the estimates hold hazard ratios and odds ratios with errors, pooled over both', async () => {
    const text = await readFile(join(directory, 'out', 'estimates.json'), 'utf8');
    const rows = z.array(EstimateRow).parse(JSON.parse(text));
    const arrears = rows.find((row) => row.measure === 'coefficient' && row.group === 'log1p(arrears-euro)');
    expect(arrears).toMatchObject({ provider: 'pooled', status: 'rounded', municipality: '' });
    expect(arrears?.standard_error).toBeGreaterThan(0);
    expect(rows.some((row) => row.measure === 'odds-ratio' && row.group === 'age-years')).toBe(true);
  });

  test('driving a finished chain again asks nothing and gives the same rows', async () => {
    const study = await readStudyFile('studies/return-in-rounds-2026.yaml');
    const asked = async () =>
      (await bucketOf(demo.cloud, 'provider-a', 'provider-admin', 'ledger').list('audit/')).length;
    const before = await asked();
    const again = await fitModels({
      study,
      providers,
      attempt: 1,
      desk: deskOf(demo.cloud),
      patience: { until: new Date(), pause: async () => await Promise.resolve() },
    });
    expect(again.map(({ status }) => status)).toEqual(['finished', 'finished']);
    expect(await asked()).toBe(before);
  });

  test('no evidence stands readable in the inbox or in a log, and no message was lost', async () => {
    const rounds = bodies().flatMap((body) => (body.schema === 'vroegzicht-round/1' ? [body] : []));
    expect(rounds.length).toBeGreaterThan(10);
    for (const { sealed, provider } of rounds) {
      expect(sealed.map(({ to }) => to)).toEqual(providers.filter((id) => id !== provider));
      for (const { jwe } of sealed) expect(jwe.split('.')).toHaveLength(5);
    }
    const logs = join(demo.cloud.stateDirectory, 'logs', 'provider-a');
    for (const name of await readdir(logs))
      expect(await readFile(join(logs, name), 'utf8')).not.toContain('information');
    expect(demo.cloud.deadLetters()).toEqual([]);
  });
});
