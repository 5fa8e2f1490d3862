import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EstimateRow } from '../../lib/protocol/estimate.ts';
import { unpackBundle } from '../../lib/study/bundle-zip.ts';
import { parseStudy } from '../../lib/study/study-file.ts';
import { approveLongAgo, directEstimates, tamperedBundles } from './life-direct.ts';
import {
  makeSigningKey,
  recordsOf,
  residentOf,
  startWorld,
  studyText,
  uploadExport,
  type World,
  writeMunicipality,
  writeSource,
} from './life-world.ts';

const atA = ['9001', '9002', '9003', '9004'];
const withdrawing = '9005';
const late = ['9006', '9007', '9008'];
const atB = ['9101', '9102', '9103', '9104'];
let world: World;
let newKey = '';
const objectors: Record<string, string> = {};

const as = (name: string) => ['--as', name];
const file = (name: string) => join(world.directory, name);
const ok = async (line: readonly string[], input?: string): Promise<unknown> => {
  const { code, json, err } = await world.type(line, input);
  expect({ line: line.join(' '), code, err: code === 0 ? '' : `${err}${JSON.stringify(json)}` }).toEqual({
    line: line.join(' '),
    code: 0,
    err: '',
  });
  return json;
};
const refused = async (line: readonly string[], input?: string) => {
  const { code, json } = await world.type(line, input);
  const { error } = z.object({ error: z.looseObject({ code: z.string() }) }).parse(json);
  return [code, error.code];
};
const States = z.object({ providers: z.array(z.looseObject({ provider: z.string(), state: z.string() })) });
const states = async (study: string, researcher: string) => {
  const { providers } = States.parse(await ok(['study', 'status', study, ...as(researcher)]));
  return Object.fromEntries(providers.map(({ provider, state }) => [provider, state]));
};
beforeAll(async () => {
  world = await startWorld({ away: ['provider-b'] });
});
afterAll(async () => await world.end());

describe('the life of a study', () => {
  test('people meet: keys and identities are exchanged', async () => {
    for (const researcher of ['elsa-lab', 'divosa']) {
      const identity = await ok(['study', 'identity', ...as(researcher)]);
      await writeFile(file(`${researcher}.json`), JSON.stringify(identity));
      for (const provider of ['provider-a', 'provider-b'])
        await ok(['provider', 'researcher', 'add', `${researcher}.json`, ...as(provider)]);
    }
    for (const provider of ['provider-a', 'provider-b']) {
      await writeFile(
        file(`${provider}.json`),
        JSON.stringify(await ok(['provider', 'keys', 'show', ...as(provider)])),
      );
      for (const researcher of ['elsa-lab', 'divosa'])
        await ok(['study', 'trust', `${provider}.json`, ...as(researcher)]);
    }
    expect(await refused(['study', 'trust', 'provider-a.json', ...as('elsa-lab')])).toEqual([2, 'already-trusted']);
  });

  test('municipalities join with agreements, and their exports are taken in', async () => {
    for (const code of [...atA, withdrawing]) {
      await ok([
        'provider',
        'municipality',
        'add',
        await writeMunicipality(world.directory, code),
        '--annex',
        `bijlage-${code}.md`,
        ...as('provider-a'),
      ]);
      await uploadExport(world, 'provider-a', code);
    }
    expect(await readFile(file('bijlage-9001.md'), 'utf8')).toContain('Amazon Web Services');
    for (const code of atB)
      await ok([
        'provider',
        'municipality',
        'add',
        await writeMunicipality(world.directory, code),
        ...as('provider-b'),
      ]);
    await world.cloud().idle();
    const again = await writeSource(file('sources'), '9001.xlsx', [recordsOf('9001')]);
    const handedIn = await ok([
      'provider',
      'ingest',
      again,
      '--municipality',
      '9001',
      '--synthetic',
      ...as('provider-a'),
    ]);
    expect(
      z.object({ quality: z.object({ rows: z.object({ signals: z.number() }) }) }).parse(handedIn).quality.rows.signals,
    ).toBeGreaterThan(100);
  });

  test('two residents object, by hash and by signal number; a third asks what is held', async () => {
    const byHash = residentOf('9001', 40);
    const bySignal = residentOf('9002', 55);
    objectors['9001'] = byHash?.household.key ?? '';
    objectors['9002'] = bySignal?.household.key ?? '';
    const settled = async (line: readonly string[], input: string) =>
      z.object({ state: z.string() }).parse(await ok(line, input)).state;
    const at = (code: string) => ['--municipality', code, ...as('provider-a')];
    expect(await settled(['provider', 'object', '--by', 'hash', ...at('9001')], `${byHash?.household.key}\n`)).toBe(
      'erased',
    );
    expect(await settled(['provider', 'object', '--by', 'signal', ...at('9002')], bySignal?.id ?? '')).toBe('erased');
    expect(await settled(['provider', 'object', '--by', 'case', ...at('9003')], 'no-such-case')).toBe('not-found');
    const inspected = await ok(['provider', 'inspect', '--by', 'hash', ...at('9001')], byHash?.household.key);
    expect(inspected).toMatchObject({ state: 'not-found', held: null });
    const other = await ok(['provider', 'inspect', '--by', 'signal', ...at('9003')], residentOf('9003', 3)?.id);
    expect(other).toMatchObject({ state: 'answered' });
  });

  test('a study is handed in at two providers, of which one is away', async () => {
    await writeFile(file('study.yaml'), studyText('reach-2026', 'elsa-lab'));
    await ok(['study', 'submit', 'study.yaml', ...as('elsa-lab')]);
    await world.cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toEqual({
      'provider-a': 'waiting-for-approval',
      'provider-b': 'never-seen',
    });
    expect(await refused(['study', 'collect', 'elsewhere.yaml', ...as('elsa-lab')])).toEqual([1, 'study-not-found']);
    const approve = ['provider', 'study', 'approve', 'reach-2026', '--two-persons', ...as('provider-a')];
    expect(await ok([...approve, '--by', 'A. Proever'])).toMatchObject({ status: 'proposed' });
    expect(await refused([...approve, '--by', 'a. proever'])).toEqual([2, 'same-approver']);
    expect(await ok([...approve, '--by', 'B. Tweede'])).toMatchObject({ status: 'approved' });
    await world.cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toMatchObject({ 'provider-a': 'approved' });
  });

  test('a municipality withdraws: no new work reads its data, and the certificate says what is left', async () => {
    const withdraw = ['provider', 'municipality', 'withdraw', withdrawing, '--by', 'J. Jansen', ...as('provider-a')];
    expect(await refused(withdraw)).toEqual([2, 'not-confirmed']);
    const { certificate } = z
      .object({ certificate: z.looseObject({ left: z.looseObject({}), key: z.looseObject({}) }) })
      .parse(await ok([...withdraw, '--yes']));
    expect(certificate.left).toEqual({ extractVersions: 0, inboxVersions: 0, reportVersions: 0 });
    expect(certificate.key).toMatchObject({ state: 'pending-deletion' });
    expect(await ok([...withdraw, '--yes'])).toMatchObject({ certificate: { removed: { extractVersions: 0 } } });
  });

  test('it runs at the provider that approved; a second researcher has a release held and rejected', async () => {
    await ok(['study', 'run', 'study.yaml', '--provider', 'provider-a', ...as('elsa-lab')]);
    await writeFile(file('other.yaml'), studyText('other-2026', 'divosa'));
    await ok(['study', 'submit', 'other.yaml', '--provider', 'provider-a', ...as('divosa')]);
    await world.cloud().idle();
    await ok([
      'provider',
      'study',
      'approve',
      'other-2026',
      '--by',
      'A. Proever',
      '--release',
      'review',
      ...as('provider-a'),
    ]);
    await ok(['study', 'run', 'other.yaml', ...as('divosa')]);
    await world.cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toMatchObject({ 'provider-a': 'done' });
    expect(await states('other.yaml', 'divosa')).toEqual({ 'provider-a': 'waiting-for-review' });
    const list = z
      .array(z.object({ taskId: z.string(), state: z.string() }))
      .parse(await ok(['provider', 'release', 'list', ...as('provider-a')]));
    const held = list.find(({ state }) => state === 'waiting-for-review')?.taskId ?? '';
    await ok(['provider', 'release', 'show', held, ...as('provider-a')]);
    await ok(['provider', 'release', 'reject', held, '--by', 'A. Proever', ...as('provider-a')]);
    expect(await refused(['provider', 'release', 'approve', held, '--by', 'A. Proever', ...as('provider-a')])).toEqual([
      2,
      'not-waiting',
    ]);
    await world.cloud().idle();
    expect(await states('other.yaml', 'divosa')).toEqual({ 'provider-a': 'rejected' });
    expect(await refused(['study', 'pool', 'other.yaml', '--out', 'none'])).toEqual([1, 'nothing-collected']);
  });

  test('the release key is changed, the other provider comes back, and three municipalities join late', async () => {
    newKey = await makeSigningKey(world.cloud(), 'provider-a');
    await ok(['provider', 'keys', 'rotate', '--to', newKey, ...as('provider-a')]);
    await world.cloud().idle();
    await world.restart({ releaseKeys: { 'provider-a': newKey } });
    for (const code of late) {
      await ok([
        'provider',
        'municipality',
        'add',
        await writeMunicipality(world.directory, code),
        ...as('provider-a'),
      ]);
      await uploadExport(world, 'provider-a', code);
    }
    const delivery = await writeSource(
      file('sources'),
      'delivery.json',
      atB.map((code) => recordsOf(code)),
    );
    await ok(['provider', 'ingest', delivery, '--synthetic', ...as('provider-b')]);
    const third = residentOf('9101', 30)?.household;
    objectors['9101'] = third?.key ?? '';
    const address = `${third?.postcode}\n${third?.houseNumber}`;
    expect(
      await ok(['provider', 'object', '--by', 'address', '--municipality', '9101', ...as('provider-b')], address),
    ).toMatchObject({ state: 'erased' });
    await world.cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toMatchObject({ 'provider-b': 'waiting-for-approval' });
  });

  test('an approval that has expired does not count, and can be given again', async () => {
    const { cloud } = world;
    await approveLongAgo(cloud(), 'provider-b', 'reach-2026');
    await ok(['study', 'run', 'study.yaml', '--provider', 'provider-b', ...as('elsa-lab')]);
    await cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toMatchObject({ 'provider-b': 'refused' });
    await ok(['provider', 'study', 'approve', 'reach-2026', '--by', 'C. Derde', ...as('provider-b')]);
    await ok(['study', 'run', 'study.yaml', '--provider', 'provider-b', ...as('elsa-lab')]);
    await ok(['study', 'run', 'study.yaml', '--provider', 'provider-a', '--wave', '2', ...as('elsa-lab')]);
    await cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toEqual({ 'provider-a': 'done', 'provider-b': 'done' });
    expect(cloud().deadLetters()).toEqual([]);
  });

  test('pooled results equal those computed directly on the data of who consents', async () => {
    await ok(['study', 'collect', 'study.yaml', ...as('elsa-lab')]);
    await ok(['study', 'pool', 'study.yaml']);
    const pooled = z
      .array(EstimateRow)
      .parse(JSON.parse(await readFile(file('results/estimates.json'), 'utf8')))
      .filter(({ provider }) => provider === 'pooled');
    const study = parseStudy(studyText('reach-2026', 'elsa-lab'));
    const gates = [
      { codes: atA, format: 'xlsx' as const },
      { codes: late, format: 'xlsx' as const },
      { codes: atB, format: 'json' as const },
    ];
    const direct = await directEstimates(world.directory, study, { gates, objectors: Object.values(objectors) });
    const shown = (rows: readonly EstimateRow[]) =>
      rows.map(({ policy: _policy, data_from: _from, data_until: _until, ...row }) => row);
    expect(pooled.filter(({ status }) => status !== 'withheld').length).toBeGreaterThan(5);
    expect(shown(pooled)).toEqual(shown(direct));
  });

  test('report, exports, citation and notice are made, and the record of each provider holds', async () => {
    await ok(['study', 'report', 'study.yaml']);
    expect(await readFile(file('results/report.html'), 'utf8')).toContain('Who is reached?');
    const { files } = z.object({ files: z.array(z.string()) }).parse(await ok(['study', 'export', 'study.yaml']));
    expect(files).toEqual(
      expect.arrayContaining([
        'estimates.csv',
        'estimates-nl.csv',
        'estimates.parquet',
        'estimates.tex',
        'figures/return.svg',
      ]),
    );
    await ok(['study', 'cite', 'study.yaml']);
    await ok(['study', 'publish', 'study.yaml', '--notice', '--co-author', 'J. Jansen']);
    expect(await refused(['study', 'publish', 'study.yaml'])).toEqual([2, 'not-publishable']);
    for (const provider of ['provider-a', 'provider-b']) await ok(['provider', 'audit', 'verify', ...as(provider)]);
    await ok(['provider', 'register', 'export', 'reach-2026', ...as('provider-a')]);
    expect(await readFile(file('register/9001/algoritmeregister.json'), 'utf8')).toContain('"standard_version": "1.0"');
  });

  test('the bundle holds, and each single change in any of its files is found and named', async () => {
    await ok(['study', 'bundle', 'study.yaml', ...as('elsa-lab')]);
    const entries = await Promise.all(
      ['provider-a', 'provider-b'].map(async (id) => await ok(['provider', 'keys', 'show', ...as(id)])),
    );
    const keys = entries.flatMap(
      (entry) => z.object({ releaseKeys: z.object({ keys: z.array(z.unknown()) }) }).parse(entry).releaseKeys.keys,
    );
    await writeFile(file('keys.json'), JSON.stringify({ keys }));
    const bundle = 'results/reach-2026-v1.zip';
    expect(await ok(['verify', bundle, '--keys', 'keys.json'])).toMatchObject({ holds: true, pinned: true });
    const { files } = await unpackBundle(await readFile(file(bundle)));
    expect(files.size).toBeGreaterThan(15);
    for await (const { name, archive } of tamperedBundles(files)) {
      await writeFile(file('tampered.zip'), archive);
      const { code, json } = await world.type(['verify', 'tampered.zip', '--keys', 'keys.json']);
      const named = JSON.stringify(json).includes(name);
      expect({ name, code, named }).toEqual({ name, code: 4, named: true });
    }
  });
});
