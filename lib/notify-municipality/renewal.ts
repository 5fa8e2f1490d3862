import * as z from 'zod';
import { revokeLink } from '../access/links.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import { MunicipalityCode, TaskId } from '../protocol/identifiers.ts';
import type { OwnRelease } from '../protocol/release.ts';
import { readJson } from '../register/collection.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import { claimMail, type MailRecord, reclaimMail } from './mail-record.ts';
import type { NotifyPorts, NotifyResult, NotifySettings } from './ports.ts';
import { newRound, note, sendRound } from './round.ts';

const RenewalId = z.string().regex(/^renewal-[0-9a-f]{32}$/);

/** `reports/renewals/<id>.json`: an administrator asks that a municipality gets its mail again, with new links. */
export const Renewal = z.strictObject({
  schema: z.literal('vroegzicht-renewal/1'),
  id: RenewalId,
  taskId: TaskId,
  municipality: MunicipalityCode,
});
export type Renewal = z.infer<typeof Renewal>;

/** `reports/renewed/<id>.json`: what became of it. */
const RenewalAnswer = z.strictObject({ schema: z.literal('vroegzicht-renewed/1'), id: RenewalId, result: z.string() });

/** Whether a key of the reports bucket is that of a request for new links. */
export const isRenewalKey = (key: string): boolean => /^renewals\/renewal-[0-9a-f]{32}\.json$/.test(key);

const answerKey = (id: string): string => `renewed/${id}.json`;

/** Hands in a request; notify-municipality is told of it by the bucket. */
export async function askForRenewal(reports: ObjectStore, renewal: Renewal): Promise<void> {
  await reports.create(`renewals/${renewal.id}.json`, canonicalBytes(Renewal.parse(renewal)), {
    contentType: 'application/json',
  });
}

/** What became of a request; undefined while it is being worked on. */
export async function renewalAnswer(reports: ObjectStore, id: string): Promise<string | undefined> {
  return (await readJson(reports, answerKey(id), RenewalAnswer))?.result;
}

/** Notes what became of a request, once. */
export async function answerRenewal(reports: ObjectStore, id: string, result: string): Promise<void> {
  const answer = RenewalAnswer.parse({ schema: 'vroegzicht-renewed/1', id, result });
  await reports.create(answerKey(id), canonicalBytes(answer), { contentType: 'application/json' });
}

/** Sends new links to today's mailboxes and makes the former ones useless. */
export async function sendNewLinks(
  release: OwnRelease,
  { id }: Renewal,
  before: MailRecord | undefined,
  { ports, settings }: { readonly ports: NotifyPorts; readonly settings: NotifySettings },
): Promise<NotifyResult> {
  const round = await newRound(release, ports);
  for (const { link } of before?.deliveries ?? []) await revokeLink(ports.reports, link, ports.clock());
  if (round === undefined) return await note(release, 'no-agreement', ports);
  const formerLinks = [...(before?.formerLinks ?? []), ...(before?.deliveries ?? []).map(({ link }) => link)];
  const renewals = [...(before?.renewals ?? []), id].slice(-200);
  const record = { ...round.record, formerLinks, renewals };
  if (before !== undefined) await reclaimMail(ports.reports, record, before);
  else if ((await claimMail(ports.reports, record)) === 'exists')
    throw new Failure('node-failed', 'mail-busy', 'another attempt claimed this mail', 'it is looked at again');
  return await sendRound(release, { ...round, record }, ports, settings);
}
