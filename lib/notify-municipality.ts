import { agreementOf, newLink, newToken, revokeLink, storeLink } from './access/links.ts';
import { recordEvent } from './audit/record.ts';
import { Failure } from './failure.ts';
import {
  claimMail,
  type MailRecord,
  markUnconfirmed,
  noteDelivery,
  noteMessage,
  readMail,
  reclaimMail,
} from './notify-municipality/mail-record.ts';
import type { Clock, Mailer, ObjectStore, RandomBytes } from './ports.ts';
import { OwnRelease } from './protocol/release.ts';
import { readJson } from './register/collection.ts';
import { openRegister, registerKeys } from './register/register.ts';
import { resultMail } from './report/mail.ts';
import { dutchDay } from './report/numbers.ts';
import { sha256 } from './signing/canonical.ts';

/** What notify-municipality works with. */
export type NotifyPorts = {
  readonly reports: ObjectStore;
  readonly register: ObjectStore;
  readonly ledger: ObjectStore;
  readonly mail: Mailer;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
};

/** What a deployment sets: the address of the pages and the mailbox for questions. */
export type NotifySettings = { readonly baseUrl: string; readonly contact: string };

/** What became of a municipality's mail; `in-progress` asks for another look later. */
export type NotifyResult =
  | MailRecord['state']
  | 'already-sent'
  | 'already-failed'
  | 'in-progress'
  | 'no-agreement'
  | 'ignored';

const ownKey = /^own\/([a-z0-9-]{16,64})\/(\d{4})\.json$/;
const attemptMinutes = 5;

/** Mails a municipality that its own results are ready; the same notification again mails nobody twice. */
export async function notifyMunicipality(
  key: string,
  ports: NotifyPorts,
  settings: NotifySettings,
): Promise<NotifyResult> {
  const release = ownKey.test(key) ? await readJson(ports.reports, key, OwnRelease) : undefined;
  if (release === undefined) return 'ignored';
  const before = await readMail(ports.reports, release.taskId, release.municipality);
  if (before?.deliveries.some(({ state }) => state === 'postponed') === true)
    return await resume(release, before, ports, settings);
  if (before !== undefined) return await lookAgain(before, ports);
  const round = await newRound(release, ports);
  if (round === undefined) return await note(release, 'no-agreement', ports);
  if ((await claimMail(ports.reports, round.record)) === 'exists') return 'in-progress';
  return await sendRound(release, round, ports, settings);
}

/** Sends new links to today's mailboxes and makes the former ones useless: for resend and renew. */
export async function renewLinks(
  about: { readonly taskId: string; readonly municipality: string },
  ports: NotifyPorts,
  settings: NotifySettings,
): Promise<NotifyResult> {
  const release = await readJson(ports.reports, `own/${about.taskId}/${about.municipality}.json`, OwnRelease);
  const before = await readMail(ports.reports, about.taskId, about.municipality);
  if (release === undefined || before === undefined)
    throw new Failure('wrong-use', 'no-report', 'there is no report to mail', 'check the task and the municipality');
  const round = await newRound(release, ports);
  for (const { link } of before.deliveries) await revokeLink(ports.reports, link, ports.clock());
  if (round === undefined) return await note(release, 'no-agreement', ports);
  const formerLinks = [...before.formerLinks, ...before.deliveries.map(({ link }) => link)];
  await reclaimMail(ports.reports, { ...round.record, formerLinks }, before);
  return await sendRound(release, round, ports, settings);
}

/** A round of mails: its record, and the token of each link that it sends. */
type Round = { readonly record: MailRecord; readonly tokens: ReadonlyMap<string, string> };

/** New tokens for the mailboxes of the agreement under which the report was made; undefined when none is valid any more. */
async function newRound(release: OwnRelease, ports: NotifyPorts): Promise<Round | undefined> {
  const { taskId, municipality } = release;
  const registered = await openRegister(ports.register).municipalities.read(registerKeys.municipality(municipality));
  const now = ports.clock();
  const agreement = agreementOf(registered, now.toISOString().slice(0, 10), release);
  if (agreement === undefined) return undefined;
  const tokens = new Map<string, string>();
  const deliveries = agreement.mailboxes.map((mailbox) => newDelivery(mailbox, tokens, ports));
  const claimedAt = now.toISOString();
  const record = { taskId, municipality, state: 'sending' as const, claimedAt, deliveries, formerLinks: [] };
  return { record: { schema: 'vroegzicht-mail/1', ...record }, tokens };
}

function newDelivery(mailbox: string, tokens: Map<string, string>, { randomBytes }: NotifyPorts) {
  const token = newToken(randomBytes);
  const link = sha256(token);
  tokens.set(link, token);
  return { mailbox, link, state: 'sending' as const, messageId: null };
}

/** Sends what an earlier attempt postponed, under new links: the tokens of the former ones are kept nowhere. */
async function resume(
  release: OwnRelease,
  before: MailRecord,
  ports: NotifyPorts,
  settings: NotifySettings,
): Promise<NotifyResult> {
  const round = await newRound(release, ports);
  if (round === undefined) return await note(release, 'no-agreement', ports);
  const waiting = before.deliveries.filter(({ state }) => state === 'postponed');
  const fresh = round.record.deliveries.filter(({ mailbox }) => waiting.some((each) => each.mailbox === mailbox));
  const deliveries = [...before.deliveries.filter(({ state }) => state !== 'postponed'), ...fresh];
  const formerLinks = [...before.formerLinks, ...waiting.map(({ link }) => link)];
  const record = { ...round.record, deliveries, formerLinks };
  await reclaimMail(ports.reports, record, before);
  return await sendRound(release, { ...round, record }, ports, settings);
}

async function sendRound(
  release: OwnRelease,
  round: Round,
  ports: NotifyPorts,
  settings: NotifySettings,
): Promise<NotifyResult> {
  let record = round.record;
  for (const { mailbox, link: hash } of round.record.deliveries) {
    const token = round.tokens.get(hash);
    if (token === undefined) continue;
    const link = newLink(release.taskId, release.municipality, mailbox, ports.clock());
    await storeLink(ports.reports, token, link);
    const mail = resultMail({
      ...release,
      link: `${settings.baseUrl}/r/${token}`,
      expiresOn: lastWholeDay(link.expiresAt),
      contact: settings.contact,
    });
    const sent = await attempt(ports.mail({ to: mailbox, ...mail }));
    if (sent.messageId !== null) await noteMessage(ports.reports, sent.messageId, release);
    record = await noteDelivery(ports.reports, record, { link: hash, ...sent });
  }
  return await note(release, record.state, ports);
}

type Sent = Pick<MailRecord['deliveries'][number], 'state' | 'messageId'>;

/** What became of an attempt to send: the mailer says whether a fault may pass, or whether the mail was perhaps sent. */
async function attempt(sending: Promise<string>): Promise<Sent> {
  try {
    return { state: 'sent', messageId: await sending };
  } catch (error) {
    const code = error instanceof Failure ? error.code : '';
    if (code === 'mail-postponed') return { state: 'postponed', messageId: null };
    return { state: code === 'mail-unconfirmed' ? 'unconfirmed' : 'failed', messageId: null };
  }
}

/** The day before the link ends: on that day it works until midnight. */
function lastWholeDay(expiresAt: string): string {
  return dutchDay(new Date(new Date(expiresAt).getTime() - 86_400_000));
}

/** A claim that is there already: done, under way, or left behind by an attempt that stopped. */
async function lookAgain(before: MailRecord, ports: NotifyPorts): Promise<NotifyResult> {
  if (before.state === 'sent' || before.state === 'bounced' || before.state === 'complained') return 'already-sent';
  if (before.state === 'failed') return 'already-failed';
  if (before.state === 'unconfirmed') return 'unconfirmed';
  const age = ports.clock().getTime() - new Date(before.claimedAt).getTime();
  if (age < attemptMinutes * 60_000) return 'in-progress';
  const after = await markUnconfirmed(ports.reports, before);
  return await note(before, after.state, ports);
}

async function note<Result extends NotifyResult>(
  about: { readonly taskId: string; readonly municipality: string },
  result: Result,
  ports: NotifyPorts,
): Promise<Result> {
  await recordEvent(ports.ledger, {
    action: 'notify',
    object: `report/${about.taskId}/${about.municipality}`,
    result,
    origin: 'notify-municipality',
    actor: 'notify-municipality',
    timestamp: ports.clock().toISOString(),
  });
  return result;
}
