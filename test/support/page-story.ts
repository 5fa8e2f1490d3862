import type { HttpAnswer } from '../../functions/middleware/http-handler.ts';
import { httpHandler } from '../../functions/middleware/http-handler.ts';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { MailRecord } from '../../lib/notify-municipality/mail-record.ts';
import { askForRenewal, Renewal } from '../../lib/notify-municipality/renewal.ts';
import { openRegister } from '../../lib/register/register.ts';
import { faultAnswer, showResult } from '../../lib/show-result.ts';
import { canonicalBytes } from '../../lib/signing/canonical.ts';
import { ownRelease } from '../report/releases.ts';
import { municipality, ownKey } from '../report/world.ts';
import type { FaultPlan } from './faults.ts';
import { faultyMailer, faultyStore, type Invocation, startInvocation } from './faults.ts';
import { drain, newWorld, send, type World } from './world.ts';
import { mailInto, randomBytesOf } from './world-functions.ts';

const release = ownRelease();
const settings = { baseUrl: 'https://resultaten.example.nl', contact: 'vragen@example.nl' };

/** A provider with the report of one municipality, whose mail was sent. */
export async function mailedWorld(): Promise<World> {
  const world = await newWorld('2026-11-20T10:00:00.000Z');
  await openRegister(world.buckets.register).municipalities.create(municipality());
  await world.buckets.reports.create(ownKey(release), canonicalBytes(release));
  await drain(world);
  return world;
}

/** The mail bounced; an administrator asks twice for new links, once about nothing; poisoned messages stand among them. */
export async function bounceAndRenew(world: World): Promise<void> {
  const event = (messageId: string) => ({
    source: 'aws.ses',
    detail: {
      eventType: 'Bounce',
      mail: { messageId },
      bounce: { bounceType: 'Permanent', timestamp: new Date(world.milliseconds).toISOString() },
    },
  });
  send(world, 'receive-mail-event', JSON.stringify(event('mail-1')), 'events');
  send(world, 'receive-mail-event', 'no event', 'events');
  send(world, 'receive-mail-event', JSON.stringify(event('mail-of-a-code')), 'events');
  send(world, 'notify-municipality', 'no notification', 's3');
  for (const [digit, code] of [
    ['1', release.municipality],
    ['2', '0363'],
  ] as const)
    await askForRenewal(
      world.buckets.reports,
      Renewal.parse({
        schema: 'vroegzicht-renewal/1',
        id: `renewal-${digit.repeat(32)}`,
        taskId: release.taskId,
        municipality: code,
      }),
    );
}

/** What counts after everything has come to rest. */
export async function mailOutcome(world: World) {
  const { reports, ledger } = world.buckets;
  const keys = [...reports.objects.keys()];
  const records = keys
    .filter((key) => key.startsWith('mails/'))
    .map((key) => MailRecord.parse(JSON.parse(reports.text(key) ?? '')));
  const links = keys.filter((key) => key.startsWith('links/'));
  return {
    states: records.map(({ state, renewals }) => ({ state, renewals })),
    answers: keys.filter((key) => key.startsWith('renewed/')).map((key) => reports.text(key)),
    mails: world.mails.length,
    openLinks: links.filter((key) => (reports.text(key) ?? '').includes('"revokedAt":null')).length,
    deadLetters: world.dead.length,
    chain: (await verifyChain(ledger)).findings,
  };
}

/** A visitor's request, answered by show-result with or without a fault. */
export async function visitPage(
  world: World,
  request: { readonly method: string; readonly path: string; readonly body?: string; readonly cookie?: string },
  plan?: FaultPlan,
): Promise<{ readonly answer: HttpAnswer; readonly invocation: Invocation }> {
  const invocation = startInvocation(plan);
  const current = (): Invocation => invocation;
  const { method, path, body, cookie } = request;
  const ports = {
    reports: faultyStore(world.buckets.reports, 'reports', current),
    register: faultyStore(world.buckets.register, 'register', current),
    ledger: faultyStore(world.buckets.ledger, 'ledger', current),
    mail: faultyMailer(mailInto(world), current),
    clock: () => new Date(world.milliseconds),
    randomBytes: randomBytesOf(world, path),
  };
  const handler = httpHandler({
    name: 'show-result',
    log: () => undefined,
    work: async (read) => await showResult(read, ports, settings),
    fault: (language) => faultAnswer(language, settings.contact),
  });
  const event = {
    rawPath: path,
    cookies: cookie === undefined ? [] : [cookie],
    requestContext: { http: { method } },
    ...(body !== undefined && { body }),
  };
  return { answer: await handler(event, { awsRequestId: 'visit' }), invocation };
}

/** The way of a visitor from the mailed link to the figures: each step needs what the one before it gave. */
export const wayIn = ['link', 'code', 'open', 'figures', 'download'] as const;
type WayIn = (typeof wayIn)[number];

/** Takes a step; `seen` carries the cookie on. */
export async function step(
  world: World,
  name: WayIn,
  seen: { cookie: string },
  plan?: FaultPlan,
): Promise<{ readonly answer: HttpAnswer; readonly invocation: Invocation }> {
  const path = /https?:\/\/[^/\s]+(\/r\/\S+)/.exec(world.mails[0]?.text ?? '')?.[1] ?? '';
  const code = /: (\d{6})\n/.exec(world.mails.at(-1)?.text ?? '')?.[1] ?? '';
  const requests = {
    link: { method: 'GET', path },
    code: { method: 'POST', path: `${path}/code` },
    open: { method: 'POST', path: `${path}/open`, body: `code=${code}` },
    figures: { method: 'GET', path: '/resultaat', cookie: seen.cookie },
    download: { method: 'GET', path: '/resultaat.csv', cookie: seen.cookie },
  } as const;
  const visited = await visitPage(world, requests[name], plan);
  seen.cookie = visited.answer.cookies[0]?.split(';')[0] ?? seen.cookie;
  return visited;
}
