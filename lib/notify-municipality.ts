import { agreementOf, newLink, newToken, revokeLink, storeLink } from './access/links.ts';
import { recordEvent } from './audit/record.ts';
import { Failure } from './failure.ts';
import {
  claimMail,
  type MailRecord,
  markUnconfirmed,
  noteDelivery,
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

type Round = { readonly record: MailRecord; readonly tokens: readonly string[] };

/** New tokens for the mailboxes of the agreement under which the report was made; undefined when none is valid any more. */
async function newRound(release: OwnRelease, ports: NotifyPorts): Promise<Round | undefined> {
  const { taskId, municipality } = release;
  const registered = await openRegister(ports.register).municipalities.read(registerKeys.municipality(municipality));
  const now = ports.clock();
  const agreement = agreementOf(registered, now.toISOString().slice(0, 10), release);
  if (agreement === undefined) return undefined;
  const tokens = agreement.mailboxes.map(() => newToken(ports.randomBytes));
  const deliveries = agreement.mailboxes.map((mailbox, index) => ({
    mailbox,
    link: sha256(tokens[index] ?? ''),
    state: 'sending' as const,
    messageId: null,
  }));
  const claimedAt = now.toISOString();
  const record = { taskId, municipality, state: 'sending' as const, claimedAt, deliveries, formerLinks: [] };
  return { record: { schema: 'vroegzicht-mail/1', ...record }, tokens };
}

async function sendRound(
  release: OwnRelease,
  round: Round,
  ports: NotifyPorts,
  settings: NotifySettings,
): Promise<NotifyResult> {
  let record = round.record;
  for (const [index, { mailbox, link: hash }] of round.record.deliveries.entries()) {
    const token = round.tokens[index] ?? '';
    const link = newLink(release.taskId, release.municipality, mailbox, ports.clock());
    await storeLink(ports.reports, token, link);
    const mail = resultMail({
      ...release,
      link: `${settings.baseUrl}/r/${token}`,
      expiresOn: lastWholeDay(link.expiresAt),
      contact: settings.contact,
    });
    const messageId = await ports.mail({ to: mailbox, ...mail }).catch(() => null);
    const state = messageId === null ? 'failed' : 'sent';
    record = await noteDelivery(ports.reports, record, { link: hash, state, messageId });
  }
  return await note(release, record.state, ports);
}

/** The day before the link ends: on that day it works until midnight. */
function lastWholeDay(expiresAt: string): string {
  return dutchDay(new Date(new Date(expiresAt).getTime() - 86_400_000));
}

/** A claim that is there already: done, under way, or left behind by an attempt that stopped. */
async function lookAgain(before: MailRecord, ports: NotifyPorts): Promise<NotifyResult> {
  if (before.state === 'sent') return 'already-sent';
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
