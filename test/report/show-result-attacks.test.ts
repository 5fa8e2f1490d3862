import { expect, test } from 'vitest';
import { CodeRecord, issueCode } from '../../lib/access/codes.ts';
import { revokeLink } from '../../lib/access/links.ts';
import type { WebResponse } from '../../lib/show-result/web.ts';
import { sha256 } from '../../lib/signing/canonical.ts';
import { allWithheld, ownRelease } from './releases.ts';
import { codeIn, mailedPath, makeWorld, seededBytes, signIn, visit, type World } from './world.ts';

const ready = async () => {
  const world = await makeWorld();
  const path = await mailedPath(world);
  return { world, path };
};
const tryCode = async (world: World, path: string, code: string) =>
  await visit(world, 'POST', `${path}/open`, { body: `code=${code}` });
const another = (code: string, step: number) => String((Number(code) + step) % 1_000_000).padStart(6, '0');
const stored = (world: World) => [...world.reports.objects].map(([key, object]) => `${key} ${object.etag}`).toSorted();

test('unknown, expired and revoked links give the same answer after the same reads', async () => {
  const answers: Record<string, { method: string; step: string; answer: WebResponse; reads: string[] }[]> = {};
  for (const spoil of ['unknown', 'expired', 'revoked'] as const) {
    const { world, path } = await ready();
    if (spoil === 'expired') world.advance(31 * 24 * 60);
    if (spoil === 'revoked') await revokeLink(world.reports, sha256(path.slice(3)), world.ports.clock());
    const reads: string[] = [];
    const counted = (name: string, store: typeof world.reports) => ({
      ...store,
      get: async (key: string) => {
        reads.push(`${name} ${key.split('/')[0]}`);
        return await store.get(key);
      },
    });
    const ports = {
      ...world.ports,
      reports: counted('reports', world.reports),
      register: counted('register', world.register),
    };
    const place = spoil === 'unknown' ? `/r/${'A'.repeat(43)}` : path;
    const before = world.ledger.objects.size;
    for (const [method, step] of [
      ['GET', ''],
      ['GET', '/code'],
      ['POST', '/code'],
      ['POST', '/open'],
    ] as const) {
      const answer = await visit({ ...world, ports }, method, `${place}${step}`, { body: 'code=123456' });
      (answers[spoil] ??= []).push({ method, step, answer, reads: reads.splice(0) });
    }
    expect(world.ledger.objects.size).toBe(before);
    expect(world.mails.length).toBe(1);
  }
  expect(answers['unknown']?.length).toBe(4);
  expect(answers['expired']).toEqual(answers['unknown']);
  expect(answers['revoked']).toEqual(answers['unknown']);
});

test('a scanner that fetches everything and presses every button reveals and uses up nothing', async () => {
  const { world, path } = await ready();
  for (let round = 0; round < 3; round += 1) {
    for (const method of ['HEAD', 'GET'])
      for (const step of ['', '/code', '/open']) await visit(world, method, `${path}${step}`);
    const pressed = [
      await visit(world, 'POST', `${path}/code`),
      await visit(world, 'POST', `${path}/open`, { body: 'code=' }),
    ];
    for (const { body, cookies } of pressed) {
      expect(body).not.toContain('afgesloten meldingen');
      expect(cookies).toEqual([]);
    }
  }
  expect(world.mails.filter(({ subject }) => subject.includes('code')).length).toBe(1);
  const opened = await tryCode(world, path, codeIn(world));
  expect(opened.status).toBe(303);
});

test('GET and HEAD change nothing but the audit log', async () => {
  const { world, path } = await ready();
  const cookies = [await signIn(world, path)];
  const before = [stored(world), [...world.register.objects.keys()], world.mails.length];
  for (const method of ['GET', 'HEAD'])
    for (const place of [
      path,
      `${path}/code`,
      `${path}/open`,
      '/resultaat',
      '/resultaat.csv',
      '/resultaat.json',
      '/afsluiten',
      '/',
    ])
      await visit(world, method, place, { cookies });
  expect([stored(world), [...world.register.objects.keys()], world.mails.length]).toEqual(before);
});

test('a forged code is counted down, and the fifth locks even the right one for an hour', async () => {
  const { world, path } = await ready();
  await visit(world, 'POST', `${path}/code`);
  const code = codeIn(world);
  for (const left of [4, 3, 2, 1]) {
    const wrong = await tryCode(world, path, another(code, left));
    expect(wrong.status).toBe(403);
    expect(wrong.body).toContain(`nog ${left} keer`);
  }
  expect((await tryCode(world, path, another(code, 9))).status).toBe(429);
  expect((await tryCode(world, path, code)).status).toBe(429);
  world.advance(59);
  expect((await visit(world, 'POST', `${path}/code`)).status).toBe(429);
  world.advance(1);
  expect((await visit(world, 'POST', `${path}/code`)).status).toBe(303);
  expect((await tryCode(world, path, codeIn(world))).status).toBe(303);
});

test('twenty tries at the same moment are no more than five', async () => {
  const { world, path } = await ready();
  await visit(world, 'POST', `${path}/code`);
  const code = codeIn(world);
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => await tryCode(world, path, another(code, index + 1))),
  );
  expect(answers.filter(({ body }) => /nog \d keer/.test(body)).length).toBeLessThanOrEqual(4);
  expect((await tryCode(world, path, code)).status).toBe(429);
});

test('one code opens one session, even when two ask at the same moment', async () => {
  const { world, path } = await ready();
  await visit(world, 'POST', `${path}/code`);
  const code = codeIn(world);
  const answers = await Promise.all([tryCode(world, path, code), tryCode(world, path, code)]);
  expect(answers.flatMap(({ cookies }) => cookies).length).toBe(1);
  expect((await tryCode(world, path, code)).status).toBe(403);
});

test('a code ends after ten minutes and by a newer one', async () => {
  const { world, path } = await ready();
  await visit(world, 'POST', `${path}/code`);
  const first = codeIn(world);
  world.advance(10);
  expect((await tryCode(world, path, first)).status).toBe(403);
  await visit(world, 'POST', `${path}/code`);
  world.advance(1);
  await visit(world, 'POST', `${path}/code`);
  expect((await tryCode(world, path, first)).status).toBe(403);
  expect((await tryCode(world, path, codeIn(world))).status).toBe(303);
});

test('codes cannot flood a mailbox: one a minute, five an hour', async () => {
  const { world, path } = await ready();
  for (let minute = 0; minute < 60; minute += 1) {
    for (let press = 0; press < 3; press += 1) await visit(world, 'POST', `${path}/code`);
    world.advance(1);
  }
  expect(world.mails.length - 1).toBe(5);
});

test('after twenty-five wrong codes in all the link stays locked', async () => {
  const { world, path } = await ready();
  for (let round = 0; round < 6; round += 1) {
    await visit(world, 'POST', `${path}/code`);
    for (let step = 1; step <= 5; step += 1) await tryCode(world, path, another(codeIn(world), step));
    world.advance(61);
  }
  expect((await visit(world, 'POST', `${path}/code`)).status).toBe(429);
  world.advance(24 * 60);
  expect((await visit(world, 'POST', `${path}/code`)).status).toBe(429);
});

test('a cookie works neither after closing nor with a copy, and a chosen one never', async () => {
  const { world, path } = await ready();
  const chosen = `__Host-vroegzicht=${'A'.repeat(43)}`;
  await visit(world, 'POST', `${path}/code`);
  const opened = await visit(world, 'POST', `${path}/open`, { body: `code=${codeIn(world)}`, cookies: [chosen] });
  const cookie = opened.cookies[0]?.split(';')[0] ?? '';
  expect(cookie).not.toBe(chosen);
  const open = async (...cookies: string[]) => (await visit(world, 'GET', '/resultaat', { cookies })).status;
  expect(await open(chosen)).toBe(403);
  expect(await open(chosen, cookie)).toBe(403);
  expect(await open(cookie, chosen)).toBe(403);
  expect(await open(`${cookie}; ${cookie}`)).toBe(403);
  expect(await open(`${cookie}x`)).toBe(403);
  expect(await open(cookie.replace('__Host-', ''))).toBe(403);
  expect(await open(cookie)).toBe(200);
  await visit(world, 'POST', '/afsluiten', { cookies: [cookie] });
  expect(await open(cookie)).toBe(403);
});

test('a session opens its own municipality only', async () => {
  const { world, path } = await ready();
  const cookie = await signIn(world, path);
  const mine = `own/${ownRelease().taskId}/9901.json`;
  await world.reports.remove(mine);
  await world.reports.create(mine, Buffer.from(JSON.stringify({ ...allWithheld(ownRelease()), municipality: '0363' })));
  await expect(visit(world, 'GET', '/resultaat', { cookies: [cookie] })).rejects.toThrow(
    'the report of a link is missing',
  );
});

test.each([
  '/r/',
  '/r/..',
  `/r/${'A'.repeat(43)}/../../resultaat`,
  `/r/${'A'.repeat(42)}%00`,
  '/r/%2e%2e/own',
  '/resultaat/',
  '/resultaat.exe',
  '/RESULTAAT',
  '//resultaat',
  '/own/task/9901.json',
  `/r/${'A'.repeat(44)}`,
  '/r/a\r\nset-cookie: x=y',
])('a trick with the path %j finds nothing and touches no storage', async (path) => {
  const { world } = await ready();
  const touched: string[] = [];
  const store = {
    ...world.reports,
    get: async (key: string) => {
      touched.push(key);
      return await world.reports.get(key);
    },
  };
  for (const method of ['GET', 'POST']) {
    const answer = await visit({ ...world, ports: { ...world.ports, reports: store } }, method, path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('set-cookie');
  }
  expect(touched).toEqual([]);
});

test.each(['cross-site', 'same-site', 'none'])('a form posted from elsewhere (%s) does nothing', async (site) => {
  const { world, path } = await ready();
  expect((await visit(world, 'POST', `${path}/code`, { site })).status).toBe(403);
  expect(world.mails.length).toBe(1);
  expect((await visit(world, 'POST', `${path}/code`, { site: 'same-origin' })).status).toBe(303);
});

test.each(['PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])('%s is not allowed', async (method) => {
  const { world, path } = await ready();
  expect(await visit(world, method, path)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } });
});

test('a language that does not exist is Dutch and comes back nowhere', async () => {
  const { world, path } = await ready();
  const { body } = await visit(world, 'GET', path, { language: 'en"><script>' });
  expect(body).toContain('<html lang="nl">');
  expect(body).not.toContain('script>');
});

test('whoever reads the bucket finds neither token nor code nor cookie', async () => {
  const { world, path } = await ready();
  await visit(world, 'POST', `${path}/code`);
  const code = codeIn(world);
  const opened = await tryCode(world, path, code);
  const cookie = /=([^;]+);/.exec(opened.cookies[0] ?? '')?.[1] ?? '';
  const everything = [...world.reports.objects.keys()].map((key) => `${key}${world.reports.text(key)}`).join();
  for (const secret of [path.slice(3), `"${code}"`, cookie, sha256(code)]) expect(everything).not.toContain(secret);
});

test('the same code under two links is stored as two different things: neither can be searched without its link', async () => {
  const world = await makeWorld();
  const tokens = ['A'.repeat(43), 'B'.repeat(43)];
  const macs: (string | null)[] = [];
  for (const token of tokens) {
    const issued = await issueCode({ ...world.ports, randomBytes: seededBytes('same') }, token);
    expect(issued).toMatchObject({ status: 'made' });
    macs.push(CodeRecord.parse(JSON.parse(world.reports.text(`codes/${sha256(token)}.json`) ?? '')).mac);
  }
  expect(macs[0]).not.toEqual(macs[1]);
});
