import { describe, expect, test } from 'vitest';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { Failure } from '../../lib/failure.ts';
import { MailEvent, receiveMailEvent } from '../../lib/mail-event.ts';
import { MailRecord, mailKey } from '../../lib/notify-municipality/mail-record.ts';
import { notifyMunicipality } from '../../lib/notify-municipality.ts';
import { addMunicipality } from '../../lib/provider/add-municipality.ts';
import { mailTroubles } from '../../lib/provider/mails.ts';
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
const key = mailKey(release.taskId, release.municipality);
const record = (world: World) => MailRecord.parse(JSON.parse(world.reports.text(key) ?? ''));
const messageId = 'message-1';

/** An event as EventBridge gives it, with what SES adds: addresses and texts of mail servers. */
function eventOf(kind: 'Bounce' | 'Complaint', about = messageId, at = '2026-11-20T10:00:00.000Z'): MailEvent {
  const recipient = { emailAddress: mailbox, diagnosticCode: 'smtp; 550 5.1.1 user unknown' };
  const parts = {
    Bounce: { bounce: { bounceType: 'Permanent', bouncedRecipients: [recipient], timestamp: at } },
    Complaint: { complaint: { complainedRecipients: [recipient], timestamp: at } },
  };
  return MailEvent.parse({
    version: '0',
    id: 'e1',
    'detail-type': 'Email Bounced',
    source: 'aws.ses',
    account: '111111111111',
    resources: [],
    detail: { eventType: kind, mail: { messageId: about, destination: [mailbox] }, ...parts[kind] },
  });
}

async function mailedWorld(): Promise<World> {
  const world = await makeWorld(release);
  await mailedPath(world, release);
  return world;
}

describe('a mail that comes back', () => {
  test.each([
    ['Bounce', 'bounced'],
    ['Complaint', 'complained'],
  ] as const)('%s: the record of the mail says %s, and so does the audit', async (kind, state) => {
    const world = await mailedWorld();
    expect(await receiveMailEvent(eventOf(kind), world.ports)).toBe(state);
    expect(record(world)).toMatchObject({ state, deliveries: [{ mailbox, state, messageId }] });
    const events = [...world.ledger.objects.keys()].map((name) => world.ledger.text(name) ?? '');
    expect(events.join('\n')).toContain(`"object":"report/${release.taskId}/9901"`);
    expect(events.join('\n')).not.toContain(mailbox);
    expect(events.join('\n')).not.toContain('550');
    expect((await verifyChain(world.ledger)).findings).toEqual([]);
  });

  test('the same event twice is known, and a bounce does not soften a complaint', async () => {
    const world = await mailedWorld();
    await receiveMailEvent(eventOf('Complaint'), world.ports);
    expect(await receiveMailEvent(eventOf('Complaint'), world.ports)).toBe('known');
    expect(await receiveMailEvent(eventOf('Bounce'), world.ports)).toBe('known');
    expect(record(world).state).toBe('complained');
  });

  test('nobody is mailed again by the notification that comes again', async () => {
    const world = await mailedWorld();
    await receiveMailEvent(eventOf('Bounce'), world.ports);
    expect(await notifyMunicipality(ownKey(release), world.ports, world.settings)).toBe('already-sent');
    expect(world.mails).toHaveLength(1);
  });

  test('an event about a mail that was replaced changes nothing of the new one', async () => {
    const world = await mailedWorld();
    await renew(world, '1', release.taskId);
    expect(await receiveMailEvent(eventOf('Bounce'), world.ports)).toBe('superseded');
    expect(record(world).state).toBe('sent');
    expect(await receiveMailEvent(eventOf('Bounce', 'message-2'), world.ports)).toBe('bounced');
  });

  test('an event that is faster than the note about its message waits a quarter of an hour', async () => {
    const world = await mailedWorld();
    const event = eventOf('Bounce', 'unknown-message');
    await expect(receiveMailEvent(event, world.ports)).rejects.toThrow(Failure);
    world.advance(16);
    expect(await receiveMailEvent(event, world.ports)).toBe('no-report');
    expect(record(world).state).toBe('sent');
  });

  test.each([
    ['no JSON object', null],
    ['another source', { ...eventOf('Bounce'), source: 'aws.s3' }],
    ['another kind of event', { source: 'aws.ses', detail: { eventType: 'Open', mail: { messageId } } }],
    ['no message', { source: 'aws.ses', detail: { eventType: 'Bounce', mail: {} } }],
  ])('%s is no mail event', (_, event) => {
    expect(MailEvent.safeParse(event).success).toBe(false);
  });
});

describe('a mail service that takes no mail now', () => {
  const busy = (code: string) => new Failure('node-failed', code, 'the mail service takes no mail now', 'try again');

  /** The world with a mailer that fails at first: once per given failure. */
  function failing(world: World, ...failures: readonly (Failure | undefined)[]): World {
    let attempt = 0;
    const mail: World['ports']['mail'] = async (given) => {
      const failure = failures[attempt];
      attempt += 1;
      if (failure !== undefined) throw failure;
      return await world.ports.mail(given);
    };
    return { ...world, ports: { ...world.ports, mail } };
  }
  const notify = async (world: World) => await notifyMunicipality(ownKey(release), world.ports, world.settings);

  test('is tried again, and mails once, with a link that works', async () => {
    const world = failing(await makeWorld(release), busy('mail-postponed'), busy('mail-postponed'));
    expect(await notify(world)).toBe('postponed');
    expect(await notify(world)).toBe('postponed');
    expect(await notify(world)).toBe('sent');
    expect(await notify(world)).toBe('already-sent');
    expect(world.mails).toHaveLength(1);
    expect((await visit(world, 'GET', pathIn(world))).status).toBe(200);
    expect(record(world).formerLinks).toHaveLength(2);
  });

  test('mails only the mailboxes that were not mailed before', async () => {
    const made = await makeWorld(release);
    const mailboxes = ['een@voorbeeldstad.example', 'twee@voorbeeldstad.example', 'drie@voorbeeldstad.example'];
    const { agreements } = municipality();
    await putMunicipality(
      made.register,
      municipality({ agreements: agreements.map((each) => ({ ...each, mailboxes })) }),
    );
    const world = failing(made, undefined, busy('mail-postponed'), undefined);
    expect(await notify(world)).toBe('postponed');
    expect(await notify(world)).toBe('sent');
    expect(world.mails.map(({ to }) => to)).toEqual([mailboxes[0], mailboxes[2], mailboxes[1]]);
  });

  test.each([
    ['mail-unconfirmed', 'unconfirmed'],
    ['anything-else', 'failed'],
  ])('%s is never tried again by itself', async (code, state) => {
    const world = failing(await makeWorld(release), busy(code));
    expect(await notify(world)).toBe(state);
    await notify(world);
    expect(world.mails).toHaveLength(0);
    expect(record(world).state).toBe(state);
  });
});

test('a bounce is told with its mailbox; once the register has the right one, a new mail goes there and the trouble is over', async () => {
  const world = await makeWorld(release);
  const former = await mailedPath(world, release);
  await receiveMailEvent(eventOf('Bounce'), world.ports);
  const trouble = { state: 'bounced', taskId: release.taskId, mailboxes: [mailbox] };
  expect((await mailTroubles(world.reports)).get('9901')).toMatchObject(trouble);
  const { dataKeyArn: _, ...known } = municipality();
  const right = 'vroegsignalering@voorbeeldstad.example';
  const agreements = known.agreements.map((agreement) => ({ ...agreement, mailboxes: [right] }));
  const noKey = async () => await Promise.reject(new Error('a registered municipality keeps its key'));
  expect((await addMunicipality(world.register, noKey, { ...known, agreements })).status).toBe('extended');
  expect((await addMunicipality(world.register, noKey, { ...known, agreements })).status).toBe('unchanged');
  expect((await visit(world, 'GET', former)).status).toBe(404);
  await renew(world, '7', release.taskId);
  expect(world.mails.at(-1)?.to).toBe(right);
  expect(await mailTroubles(world.reports)).toEqual(new Map());
  const longer = known.agreements.map((agreement) => ({ ...agreement, until: '2030-12-31' }));
  const other = addMunicipality(world.register, noKey, { ...known, agreements: longer });
  await expect(other).rejects.toMatchObject({ code: 'agreement-exists' });
});
