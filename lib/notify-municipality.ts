import { revokeLink } from './access/links.ts';
import {
  claimMail,
  type MailRecord,
  markUnconfirmed,
  readMail,
  reclaimMail,
} from './notify-municipality/mail-record.ts';
import type { NotifyPorts, NotifyResult, NotifySettings } from './notify-municipality/ports.ts';
import { answerRenewal, isRenewalKey, Renewal, renewalAnswer, sendNewLinks } from './notify-municipality/renewal.ts';
import { newRound, note, sendRound } from './notify-municipality/round.ts';
import { OwnRelease } from './protocol/release.ts';
import { readJson } from './register/collection.ts';

const ownKey = /^own\/([a-z0-9-]{16,64})\/(\d{4})\.json$/;
const attemptMinutes = 5;

/**
 * Mails a municipality that its own results are ready, or sends new links when an administrator asked for them; the same
 * notification again mails nobody twice.
 */
export async function notifyMunicipality(
  key: string,
  ports: NotifyPorts,
  settings: NotifySettings,
): Promise<NotifyResult> {
  if (isRenewalKey(key)) return await renew(key, ports, settings);
  const release = ownKey.test(key) ? await readJson(ports.reports, key, OwnRelease) : undefined;
  if (release === undefined) return 'ignored';
  const before = await readMail(ports.reports, release.taskId, release.municipality);
  if (before !== undefined) return await goOn(release, before, ports, settings);
  const round = await newRound(release, ports);
  if (round === undefined) return await note(release, 'no-agreement', ports);
  if ((await claimMail(ports.reports, round.record)) === 'exists') return 'in-progress';
  return await sendRound(release, round, ports, settings);
}

/** A mail that was claimed before: what was postponed is sent, nothing else. */
async function goOn(
  release: OwnRelease,
  before: MailRecord,
  ports: NotifyPorts,
  settings: NotifySettings,
): Promise<NotifyResult> {
  const isPostponed = before.deliveries.some(({ state }) => state === 'postponed');
  return isPostponed ? await resume(release, before, ports, settings) : await lookAgain(before, ports);
}

/** A request for new links: worked on once, and answered when there is nothing more to try. */
async function renew(key: string, ports: NotifyPorts, settings: NotifySettings): Promise<NotifyResult> {
  const request = await readJson(ports.reports, key, Renewal);
  if (request === undefined || (await renewalAnswer(ports.reports, request.id)) !== undefined) return 'ignored';
  const { taskId, municipality } = request;
  const release = await readJson(ports.reports, `own/${taskId}/${municipality}.json`, OwnRelease);
  const result =
    release === undefined ? await note(request, 'no-report', ports) : await renewed(release, request, ports, settings);
  if (result === 'in-progress' || result === 'postponed') return result;
  await answerRenewal(ports.reports, request.id, result === 'already-sent' ? 'sent' : result);
  return result;
}

async function renewed(
  release: OwnRelease,
  request: Renewal,
  ports: NotifyPorts,
  settings: NotifySettings,
): Promise<NotifyResult> {
  const before = await readMail(ports.reports, release.taskId, release.municipality);
  if (before?.renewals.includes(request.id) === true) return await goOn(release, before, ports, settings);
  return await sendNewLinks(release, request, before, { ports, settings });
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
  const record = { ...round.record, deliveries, formerLinks, renewals: before.renewals };
  for (const { link } of waiting) await revokeLink(ports.reports, link, ports.clock());
  await reclaimMail(ports.reports, record, before);
  return await sendRound(release, { ...round, record }, ports, settings);
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
