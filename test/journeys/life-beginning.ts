import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { as, joinAtA, keep, type Life, words } from './life-cast.ts';
import { recordsOf, residentOf, studyText, writeMunicipality, writeSource } from './life-files.ts';

const State = z.object({ state: z.string() });
const Quality = z.object({ quality: z.array(z.object({ rows: z.object({ signals: z.number() }) })).length(1) });
const Certificate = z.object({ certificate: z.looseObject({ left: z.looseObject({}), key: z.looseObject({}) }) });

/** People meet, municipalities join, residents object, a study is handed in and approved by two persons. */
export function tellBeginning(life: Life): void {
  const { cast, world, file, ok, refused, states } = life;

  test('people meet: keys and identities are exchanged', async () => {
    for (const researcher of ['elsa-lab', 'divosa']) {
      await keep(life, [...words('study identity'), ...as(researcher)], `${researcher}.json`);
      for (const provider of ['provider-a', 'provider-b'])
        await ok([...words('provider researcher add'), `${researcher}.json`, ...as(provider)]);
    }
    for (const provider of ['provider-a', 'provider-b']) {
      await keep(life, [...words('provider keys show'), ...as(provider)], `${provider}.json`);
      for (const researcher of ['elsa-lab', 'divosa'])
        await ok([...words('study trust'), `${provider}.json`, ...as(researcher)]);
    }
    expect(await refused([...words('study trust provider-a.json'), ...as('elsa-lab')])).toEqual([2, 'already-trusted']);
    await ok([...words('provider introduce provider-b.json'), ...as('provider-a')]);
    await ok([...words('provider introduce provider-a.json'), ...as('provider-b')]);
    expect(await refused([...words('provider introduce provider-a.json'), ...as('provider-a')])).toEqual([
      1,
      'own-keys',
    ]);
  });

  test('municipalities join with agreements, and their exports are taken in', async () => {
    await joinAtA(life, [...cast.atA, cast.withdrawing]);
    expect(await readFile(file('bijlage-9001.md'), 'utf8')).toContain('Amazon Web Services');
    for (const code of cast.atB) {
      const path = await writeMunicipality(world().directory, code);
      await ok([...words('provider municipality add'), path, ...as('provider-b')]);
    }
    await world().cloud().idle();
    const again = await writeSource(file('sources'), '9001.xlsx', [recordsOf({ ...cast, code: '9001' })]);
    const line = ['provider', 'ingest', again, ...words('--municipality 9001 --synthetic'), ...as('provider-a')];
    expect(Quality.parse(await ok(line)).quality[0]?.rows.signals).toBeGreaterThan(40);
  });

  test('two residents object, by hash and by signal number; a third asks what is held', async () => {
    const byHash = residentOf({ ...cast, code: '9001' }, 20)?.household.key ?? '';
    const bySignal = residentOf({ ...cast, code: '9002' }, 30);
    life.objectors.add(byHash).add(bySignal?.household.key ?? '');
    const at = (code: string) => ['--municipality', code, ...as('provider-a')];
    const settled = async (by: string, code: string, input: string) =>
      State.parse(await ok([...words('provider object --by'), by, ...at(code)], input)).state;
    expect(await settled('hash', '9001', `${byHash}\n`)).toBe('erased');
    expect(await settled('signal', '9002', bySignal?.id ?? '')).toBe('erased');
    expect(await settled('case', '9003', 'no-such-case')).toBe('not-found');
    const inspected = await ok([...words('provider inspect --by hash'), ...at('9001')], byHash);
    expect(inspected).toMatchObject({ state: 'not-found', held: null });
    const third = residentOf({ ...cast, code: '9003' }, 3)?.id;
    const other = await ok([...words('provider inspect --by signal'), ...at('9003')], third);
    expect(other).toMatchObject({ state: 'answered' });
  });

  test('a study is handed in at two providers, of which one is away', async () => {
    await writeFile(file('study.yaml'), studyText('reach-2026', 'elsa-lab'));
    await ok([...words('study submit study.yaml'), ...as('elsa-lab')]);
    await world().cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toEqual({
      'provider-a': 'waiting-for-approval',
      'provider-b': 'never-seen',
    });
    expect(await refused([...words('study collect elsewhere.yaml'), ...as('elsa-lab')])).toEqual([
      1,
      'study-not-found',
    ]);
    const approve = [...words('provider study approve reach-2026 --two-persons'), ...as('provider-a')];
    expect(await ok([...approve, '--by', 'A. Proever'])).toMatchObject({ status: 'proposed' });
    expect(await refused([...approve, '--by', 'a. proever'])).toEqual([2, 'same-approver']);
    expect(await ok([...approve, '--by', 'B. Tweede'])).toMatchObject({ status: 'approved' });
    await world().cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toMatchObject({ 'provider-a': 'approved' });
  });

  test('a municipality withdraws: no new work reads its data, and the certificate says what is left', async () => {
    const who = [cast.withdrawing, '--by', 'J. Jansen', ...as('provider-a')];
    const withdraw = [...words('provider municipality withdraw'), ...who];
    expect(await refused(withdraw)).toEqual([2, 'not-confirmed']);
    const { certificate } = Certificate.parse(await ok([...withdraw, '--yes']));
    expect(certificate.left).toEqual({ extractVersions: 0, inboxVersions: 0, reportVersions: 0 });
    expect(certificate.key).toMatchObject({ state: 'pending-deletion' });
    expect(await ok([...withdraw, '--yes'])).toMatchObject({ certificate: { removed: { extractVersions: 0 } } });
  });
}
