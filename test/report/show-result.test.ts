import { expect, test } from 'vitest';
import { ownRelease } from './releases.ts';
import { faultsOf } from './well-formed.ts';
import {
  codeIn,
  mailbox,
  mailedPath,
  makeWorld,
  municipality,
  putMunicipality,
  signIn,
  visit,
  type World,
} from './world.ts';

const withFigures = 'van de 100 afgesloten meldingen';
const auditOf = (world: World) =>
  [...world.ledger.objects.keys()].toSorted().map((name) => world.ledger.text(name) ?? '');
const ready = async () => {
  const world = await makeWorld();
  const path = await mailedPath(world);
  return { world, path };
};

test('leads from the mailed link over a code to the figures', async () => {
  const { world, path } = await ready();
  const landing = await visit(world, 'GET', path);
  expect([landing.status, landing.cookies]).toEqual([200, []]);
  const asked = await visit(world, 'POST', `${path}/code`);
  expect([asked.status, asked.headers['location']]).toEqual([303, `${path}/code?lang=nl`]);
  expect(world.mails.at(-1)?.to).toBe(mailbox);
  expect((await visit(world, 'GET', `${path}/code`)).status).toBe(200);
  const opened = await visit(world, 'POST', `${path}/open`, { body: `code=${codeIn(world)}` });
  expect([opened.status, opened.headers['location']]).toEqual([303, '/resultaat?lang=nl']);
  expect(opened.cookies).toEqual([
    expect.stringMatching(
      /^__Host-vroegzicht=[A-Za-z0-9_-]{43}; Max-Age=1800; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    ),
  ]);
  const cookie = opened.cookies[0]?.split(';')[0] ?? '';
  const page = await visit(world, 'GET', '/resultaat', { cookies: [cookie] });
  expect(page.status).toBe(200);
  expect(page.body).toContain(withFigures);
  expect(page.body).toContain('tot 11.30 uur');
});

test.each([
  ['/resultaat.csv', 'text/csv; charset=utf-8', 'vroegzicht-9901-task-2026-11-20-0001.csv'],
  ['/resultaat.json', 'application/json', 'vroegzicht-9901-task-2026-11-20-0001.json'],
])('gives %s as a file to keep', async (path, type, name) => {
  const { world, path: link } = await ready();
  const file = await visit(world, 'GET', path, { cookies: [await signIn(world, link)] });
  expect(file.headers).toMatchObject({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` });
  expect(file.body.length).toBeGreaterThan(1000);
});

test('closes the page on request', async () => {
  const { world, path } = await ready();
  const cookie = await signIn(world, path);
  const closed = await visit(world, 'POST', '/afsluiten', { cookies: [cookie] });
  expect(closed.cookies[0]).toContain('Max-Age=0');
  expect((await visit(world, 'GET', '/resultaat', { cookies: [cookie] })).status).toBe(403);
});

test('ends a session after thirty minutes and a link after thirty days', async () => {
  const { world, path } = await ready();
  const cookie = await signIn(world, path);
  world.advance(29);
  expect((await visit(world, 'GET', '/resultaat', { cookies: [cookie] })).status).toBe(200);
  world.advance(1);
  expect((await visit(world, 'GET', '/resultaat', { cookies: [cookie] })).status).toBe(403);
  world.advance(30 * 24 * 60 - 31);
  expect((await visit(world, 'GET', path)).status).toBe(200);
  world.advance(1);
  expect((await visit(world, 'GET', path)).status).toBe(404);
});

test('a withdrawal closes links and open sessions at once', async () => {
  const { world, path } = await ready();
  const cookie = await signIn(world, path);
  await putMunicipality(world.register, municipality({ status: 'withdrawn' }));
  expect((await visit(world, 'GET', '/resultaat', { cookies: [cookie] })).status).toBe(403);
  expect((await visit(world, 'GET', path)).status).toBe(404);
});

test('a mailbox that left the agreement opens nothing', async () => {
  const { world, path } = await ready();
  const agreements = municipality().agreements.map((each) => ({ ...each, mailboxes: ['nieuw@voorbeeldstad.example'] }));
  await putMunicipality(world.register, municipality({ agreements }));
  expect((await visit(world, 'POST', `${path}/code`)).status).toBe(404);
  expect(world.mails.length).toBe(1);
});

test('answers HEAD as GET, without a body', async () => {
  const { world, path } = await ready();
  const cookie = await signIn(world, path);
  for (const [place, cookies] of [
    [path, []],
    ['/resultaat', [cookie]],
    ['/resultaat', []],
    ['/nothing', []],
  ] as const) {
    const head = await visit(world, 'HEAD', place, { cookies });
    const get = await visit(world, 'GET', place, { cookies });
    expect({ ...head, body: get.body }).toEqual(get);
    expect(head.body).toBe('');
  }
});

test('gives every answer the strictest headers', async () => {
  const { world, path } = await ready();
  const cookies = [await signIn(world, path)];
  for (const place of [
    path,
    `${path}/code`,
    '/resultaat',
    '/resultaat.csv',
    '/nothing',
    '/robots.txt',
    '/.well-known/security.txt',
  ]) {
    const { headers } = await visit(world, 'GET', place, { cookies });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'/,
    );
    expect(headers['content-security-policy']).not.toContain('unsafe');
  }
});

test('every page on the way is valid, in both languages', async () => {
  const { world, path } = await ready();
  const cookies = [await signIn(world, path)];
  for (const language of ['nl', 'en']) {
    const pages = [
      await visit(world, 'GET', path, { language }),
      await visit(world, 'GET', `${path}/code`, { language }),
      await visit(world, 'POST', `${path}/open`, { language, body: 'code=12' }),
      await visit(world, 'POST', `${path}/open`, { language, body: 'code=000000' }),
      await visit(world, 'GET', `/r/${'x'.repeat(43)}`, { language }),
      await visit(world, 'GET', '/resultaat', { language }),
      await visit(world, 'GET', '/resultaat', { language, cookies }),
      await visit(world, 'GET', '/nothing', { language }),
    ];
    for (const { body } of pages) {
      expect(faultsOf(body)).toEqual([]);
      expect(body).toContain(`<html lang="${language}">`);
    }
  }
});

test('serves security.txt with an end date within a year', async () => {
  const { world } = await ready();
  const { body } = await visit(world, 'GET', '/.well-known/security.txt');
  expect(body).toContain('Contact: mailto:onderzoek@provider.example\n');
  expect(body).toContain('Expires: 2027-05-01T00:00:00.000Z\n');
});

test('records every step in the audit chain, by link and never by token or address', async () => {
  const { world, path } = await ready();
  const cookie = await signIn(world, path);
  await visit(world, 'GET', path);
  await visit(world, 'GET', '/resultaat', { cookies: [cookie] });
  await visit(world, 'GET', '/resultaat.csv', { cookies: [cookie] });
  const chain = auditOf(world);
  const actions = chain.map((text) => /"action":"([a-z-]+)"/.exec(text)?.[1]);
  expect(actions).toEqual(['notify', 'ask-code', 'try-code', 'open-link', 'view-result', 'download-result']);
  for (const secret of [path.slice(3), mailbox, cookie.split('=')[1] ?? '', codeIn(world)])
    expect(chain.join()).not.toContain(secret);
});

test('figures are never on a page without a session', async () => {
  const { world, path } = await ready();
  const places = [path, `${path}/code`, '/resultaat', '/resultaat.csv', '/resultaat.json', '/'];
  for (const place of places) {
    const { body } = await visit(world, 'GET', place);
    expect(body).not.toContain(withFigures);
    expect(body).not.toContain(ownRelease().municipalityName);
  }
});
