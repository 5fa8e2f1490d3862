import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { as, joinAtA, type Life, words } from './life-cast.ts';
import { recordsOf, residentOf, studyText, writeSource } from './life-files.ts';
import { makeSigningKey } from './life-world.ts';

const Listed = z.array(z.object({ taskId: z.string(), state: z.string() }));

/** It runs; a release is held and rejected; a day passes, the other provider comes back, keys change, municipalities join late. */
export function tellMiddle(life: Life): void {
  const { cast, world, file, ok, refused, states } = life;
  const approveOther = [...words('provider study approve other-2026 --days 1 --by'), 'A. Proever', ...as('provider-a')];
  const runOther = [...words('study run other.yaml'), ...as('divosa')];

  test('it runs at the provider that approved; a second researcher has a release held and rejected', async () => {
    await ok([...words('study run study.yaml --provider provider-a'), ...as('elsa-lab')]);
    await writeFile(file('other.yaml'), studyText('other-2026', 'divosa', ['reach']));
    await ok([...words('study submit other.yaml --provider provider-a'), ...as('divosa')]);
    await world().cloud().idle();
    await ok([...approveOther, '--release', 'review']);
    await ok(runOther);
    await world().cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toMatchObject({ 'provider-a': 'done' });
    expect(await states('other.yaml', 'divosa')).toEqual({ 'provider-a': 'waiting-for-review' });
    const list = Listed.parse(await ok([...words('provider release list'), ...as('provider-a')]));
    const held = list.find(({ state }) => state === 'waiting-for-review')?.taskId ?? '';
    const decide = (what: string) => [
      ...words(`provider release ${what} ${held} --by`),
      'A. Proever',
      ...as('provider-a'),
    ];
    await ok([...words(`provider release show ${held}`), ...as('provider-a')]);
    await ok(decide('reject'));
    expect(await refused(decide('approve'))).toEqual([2, 'not-waiting']);
    await world().cloud().idle();
    expect(await states('other.yaml', 'divosa')).toEqual({ 'provider-a': 'rejected' });
    expect(await refused(words('study pool other.yaml --out none'))).toEqual([1, 'nothing-collected']);
  });

  test('a day later the release key is changed, the other provider is back, and three municipalities join', async () => {
    const newKey = await makeSigningKey(world().cloud(), 'provider-a');
    await ok([...words('provider keys rotate --to'), newKey, ...as('provider-a')]);
    await world().cloud().idle();
    await world().restart({ releaseKeys: { 'provider-a': newKey }, hoursLater: 26 });
    await joinAtA(life, cast.late);
    const records = cast.atB.map((code) => recordsOf({ ...cast, code }));
    const delivery = await writeSource(file('sources'), 'delivery.json', records);
    await ok(['provider', 'ingest', delivery, '--synthetic', ...as('provider-b')]);
    const third = residentOf({ ...cast, code: '9101' }, 30)?.household;
    life.objectors.add(third?.key ?? '');
    const line = [...words('provider object --by address --municipality 9101'), ...as('provider-b')];
    expect(await ok(line, `${third?.postcode}\n${third?.houseNumber}`)).toMatchObject({ state: 'erased' });
    await world().cloud().idle();
    expect(await states('study.yaml', 'elsa-lab')).toMatchObject({ 'provider-b': 'waiting-for-approval' });
  });

  test('an approval that has expired does not count, and can be given again', async () => {
    await ok(runOther);
    await ok([...words('provider study approve reach-2026 --by'), 'C. Derde', ...as('provider-b')]);
    await ok([...words('study run study.yaml --provider provider-b'), ...as('elsa-lab')]);
    await ok([...words('study run study.yaml --provider provider-a --wave 2'), ...as('elsa-lab')]);
    await world().cloud().idle();
    expect(await states('other.yaml', 'divosa')).toEqual({ 'provider-a': 'refused' });
    expect(await states('study.yaml', 'elsa-lab')).toEqual({ 'provider-a': 'done', 'provider-b': 'done' });
    await ok(approveOther);
    await ok(runOther);
    await world().cloud().idle();
    expect(await states('other.yaml', 'divosa')).toEqual({ 'provider-a': 'done' });
    expect(world().cloud().deadLetters()).toEqual([]);
  });
}
