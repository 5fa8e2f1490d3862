import { agreementOf, lastDayOf, newLink, newToken, storeLink } from '../access/links.ts';
import { recordEvent } from '../audit/record.ts';
import { Failure } from '../failure.ts';
import type { OwnRelease } from '../protocol/release.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { resultMail } from '../report/mail.ts';
import { sha256 } from '../signing/canonical.ts';
import { type MailRecord, noteDelivery, noteMessage } from './mail-record.ts';
import type { NotifyPorts, NotifyResult, NotifySettings } from './ports.ts';

/** A round of mails: its record, and the token of each link that it sends. */
export type Round = { readonly record: MailRecord; readonly tokens: ReadonlyMap<string, string> };

/** New tokens for the mailboxes of the agreement under which the report was made; undefined when none is valid any more. */
export async function newRound(release: OwnRelease, ports: NotifyPorts): Promise<Round | undefined> {
  const { taskId, municipality } = release;
  const registered = await openRegister(ports.register).municipalities.read(registerKeys.municipality(municipality));
  const now = ports.clock();
  const agreement = agreementOf(registered, now.toISOString().slice(0, 10), release);
  if (agreement === undefined) return undefined;
  const tokens = new Map<string, string>();
  const deliveries = agreement.mailboxes.map((mailbox) => newDelivery(mailbox, tokens, ports));
  const claimedAt = now.toISOString();
  const record = {
    taskId,
    municipality,
    state: 'sending' as const,
    claimedAt,
    deliveries,
    formerLinks: [],
    renewals: [],
  };
  return { record: { schema: 'vroegzicht-mail/1', ...record }, tokens };
}

function newDelivery(mailbox: string, tokens: Map<string, string>, { randomBytes }: NotifyPorts) {
  const token = newToken(randomBytes);
  const link = sha256(token);
  tokens.set(link, token);
  return { mailbox, link, state: 'sending' as const, messageId: null };
}

/** Sends the mails of a round that was claimed, each under its own link, and notes what became of each. */
export async function sendRound(
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
      expiresOn: lastDayOf(link.createdAt),
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

/** Records what became of a mail, and returns it. */
export async function note<Result extends NotifyResult>(
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
