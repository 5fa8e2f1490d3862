import { expect, test } from 'vitest';
import { Link } from '../../lib/access/links.ts';
import { MailRecord, mailKey } from '../../lib/notify-municipality/mail-record.ts';
import { renewalAnswer } from '../../lib/notify-municipality/renewal.ts';
import { notifyMunicipality } from '../../lib/notify-municipality.ts';
import { sha256 } from '../../lib/signing/canonical.ts';
import { ownRelease } from './releases.ts';
import {
  mailbox,
  mailedPath,
  makeWorld,
  municipality,
  ownKey,
  pathIn,
  putMunicipality,
  renew,
  visit,
  type World,
} from './world.ts';

const release = ownRelease();
const key = ownKey(release);
const { taskId } = release;
const notify = async (world: World) => await notifyMunicipality(key, world.ports, world.settings);
const record = (world: World) =>
  MailRecord.parse(JSON.parse(world.reports.text(mailKey(taskId, release.municipality)) ?? ''));
const { agreements } = municipality();

test('mails the mailbox of the agreement a link, and keeps its hash only', async () => {
  const world = await makeWorld();
  expect(await notify(world)).toBe('sent');
  expect(world.mails.map(({ to }) => to)).toEqual([mailbox]);
  const token = pathIn(world).slice(3);
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const stored = [...world.reports.objects.keys(), ...world.ledger.objects.keys()].map(
    (name) => world.reports.text(name) ?? world.ledger.text(name),
  );
  expect(stored.join('\n')).not.toContain(token);
  expect(Link.parse(JSON.parse(world.reports.text(`links/${sha256(token)}.json`) ?? ''))).toMatchObject({
    mailbox,
    municipality: '9901',
    createdAt: '2026-11-20T10:00:00.000Z',
    expiresAt: '2026-12-20T10:00:00.000Z',
    revokedAt: null,
  });
  expect(world.mails[0]?.text).toContain('tot en met 19 december 2026');
});

test('gives every mailbox of the agreement its own link', async () => {
  const world = await makeWorld();
  const mailboxes = [mailbox, 'raad@voorbeeldstad.example'];
  await putMunicipality(
    world.register,
    municipality({ agreements: agreements.map((each) => ({ ...each, mailboxes })) }),
  );
  expect(await notify(world)).toBe('sent');
  expect(world.mails.map(({ to }) => to)).toEqual(mailboxes);
  expect(new Set(record(world).deliveries.map(({ link }) => link)).size).toBe(2);
});

test('mails the mailbox of the agreement under which the report was made, not of another one', async () => {
  const world = await makeWorld();
  const [own] = agreements;
  if (own === undefined) throw new Error('no agreement');
  const other = { ...own, id: 'benchmark', purposes: ['benchmark'], mailboxes: ['benchmark@voorbeeldstad.example'] };
  await putMunicipality(world.register, municipality({ agreements: [other, own] }));
  expect(await notify(world)).toBe('sent');
  expect(world.mails.map(({ to }) => to)).toEqual([mailbox]);
});

test('mails nobody twice, whether one after the other or at once', async () => {
  const world = await makeWorld();
  const results = await Promise.all([notify(world), notify(world), notify(world)]);
  expect(results.toSorted()).toEqual(['in-progress', 'in-progress', 'sent']);
  expect(await notify(world)).toBe('already-sent');
  expect(world.mails.length).toBe(1);
});

test.each([
  ['withdrew', municipality({ status: 'withdrawn' })],
  ['has no agreement', municipality({ agreements: [] })],
  [
    'has an agreement that ended',
    municipality({ agreements: agreements.map((each) => ({ ...each, until: '2026-11-19' })) }),
  ],
])('does not mail a municipality that %s', async (_, registered) => {
  const world = await makeWorld();
  await putMunicipality(world.register, registered);
  expect(await notify(world)).toBe('no-agreement');
  expect(world.mails).toEqual([]);
  expect([...world.ledger.objects.keys()].map((name) => world.ledger.text(name)).join()).toContain('"no-agreement"');
});

test('notes a mail that the service refused, and does not try again by itself', async () => {
  const world = await makeWorld();
  world.failMails(true);
  expect(await notify(world)).toBe('failed');
  world.failMails(false);
  expect(await notify(world)).toBe('already-failed');
  expect(world.mails).toEqual([]);
  expect(record(world).state).toBe('failed');
});

test('shows an attempt that stopped between claim and mail as unconfirmed, and never sends it again by itself', async () => {
  const world = await makeWorld();
  const crash = { ...world.ports, mail: async () => await new Promise<string>(() => {}) };
  void notifyMunicipality(key, crash, world.settings);
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  expect(await notify(world)).toBe('in-progress');
  world.advance(6);
  expect(await notify(world)).toBe('unconfirmed');
  expect(await notify(world)).toBe('unconfirmed');
  expect(record(world).deliveries.map(({ state }) => state)).toEqual(['unconfirmed']);
  expect(world.mails).toEqual([]);
});

test.each([
  'own/x/9901.json',
  'links/abc.json',
  'own/task-2026-11-20-0001/../9901.json',
  'own/task-2026-11-20-0001/9902.json',
])('leaves the object %s alone', async (other) => {
  const world = await makeWorld();
  expect(await notifyMunicipality(other, world.ports, world.settings)).toBe('ignored');
  expect(world.mails).toEqual([]);
});

test('renews the link on command: the former one stops, the new one works', async () => {
  const world = await makeWorld();
  const former = await mailedPath(world);
  expect(await renew(world, '1', taskId)).toBe('sent');
  expect(await renewalAnswer(world.reports, `renewal-${'1'.padStart(32, '0')}`)).toBe('sent');
  const renewed = pathIn(world);
  expect(renewed).not.toBe(former);
  expect((await visit(world, 'GET', former)).status).toBe(404);
  expect((await visit(world, 'GET', renewed)).status).toBe(200);
  expect(record(world).formerLinks).toEqual([sha256(former.slice(3))]);
});

test('a request for new links that comes again, or in two copies, mails once and has one answer', async () => {
  const world = await makeWorld();
  await mailedPath(world);
  const key = `renewals/renewal-${'1'.padStart(32, '0')}.json`;
  expect(await renew(world, '1', taskId)).toBe('sent');
  expect(await notifyMunicipality(key, world.ports, world.settings)).toBe('ignored');
  await renew(world, '2', taskId);
  expect(await notifyMunicipality(key, world.ports, world.settings)).toBe('ignored');
  expect(world.mails).toHaveLength(3);
  expect(record(world)).toMatchObject({ state: 'sent', formerLinks: [expect.any(String), expect.any(String)] });
});

test('resends after a failure, and answers where there is nothing to send', async () => {
  const world = await makeWorld();
  world.failMails(true);
  await notify(world);
  world.failMails(false);
  expect(await renew(world, '1', taskId)).toBe('sent');
  expect(await renew(world, '2', taskId, '0363')).toBe('no-report');
  await putMunicipality(world.register, municipality({ status: 'withdrawn' }));
  expect(await renew(world, '3', taskId)).toBe('no-agreement');
  await putMunicipality(world.register, municipality());
  expect(await renew(world, '3', taskId)).toBe('ignored');
  expect(world.mails).toHaveLength(1);
});

test('sends a first mail on request once an agreement is there', async () => {
  const world = await makeWorld();
  await putMunicipality(world.register, municipality({ status: 'withdrawn' }));
  expect(await notify(world)).toBe('no-agreement');
  await putMunicipality(world.register, municipality());
  expect(await renew(world, '1', taskId)).toBe('sent');
});

test('writes every mail to the audit chain without address, token or figure', async () => {
  const world = await makeWorld();
  const path = await mailedPath(world);
  const chain = [...world.ledger.objects.keys()].map((name) => world.ledger.text(name)).join('\n');
  expect(chain).toContain('"action":"notify"');
  expect(chain).toContain(`report/${taskId}/9901`);
  for (const secret of [mailbox, path.slice(3)]) expect(chain).not.toContain(secret);
});
