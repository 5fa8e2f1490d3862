import * as z from 'zod';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import { Instant, MunicipalityCode, Sha256, TaskId } from '../protocol/identifiers.ts';
import { changeJson, readJson } from '../register/collection.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';

/**
 * What became of a mail. `postponed` was surely not sent and is tried again; `unconfirmed` was perhaps sent and is never sent again
 * by itself; `bounced` and `complained` came back after it was sent.
 */
const MailState = z.enum(['sending', 'sent', 'failed', 'unconfirmed', 'postponed', 'bounced', 'complained']);

const Delivery = z.strictObject({
  mailbox: z.email().max(200),
  link: Sha256,
  state: MailState,
  messageId: z.string().max(300).nullable(),
});

/** `reports/mails/<taskId>-<municipality>.json`: the claim on a municipality's mail, made before anything is sent. */
export const MailRecord = z.strictObject({
  schema: z.literal('vroegzicht-mail/1'),
  taskId: TaskId,
  municipality: MunicipalityCode,
  state: MailState,
  claimedAt: Instant,
  deliveries: z.array(Delivery).max(5),
  formerLinks: z.array(Sha256).max(200),
  /** Requests for new links that were claimed. */
  renewals: z.array(z.string().max(60)).max(200).default([]),
});
export type MailRecord = z.infer<typeof MailRecord>;

/** Key of a municipality's mail about a task. */
export const mailKey = (taskId: string, municipality: string): string => `mails/${taskId}-${municipality}.json`;

const keyOf = (record: Pick<MailRecord, 'taskId' | 'municipality'>) => mailKey(record.taskId, record.municipality);

/** Claims the mail; `exists` when another attempt has done so before. */
export async function claimMail(reports: ObjectStore, record: MailRecord): Promise<'created' | 'exists'> {
  return await reports.create(keyOf(record), canonicalBytes(MailRecord.parse(record)), {
    contentType: 'application/json',
  });
}

/** The record of a municipality's mail about a task; undefined when none was claimed. */
export async function readMail(
  reports: ObjectStore,
  taskId: string,
  municipality: string,
): Promise<MailRecord | undefined> {
  return await readJson(reports, mailKey(taskId, municipality), MailRecord);
}

/** Notes what became of one delivery; the record's state follows from all of them. */
export async function noteDelivery(
  reports: ObjectStore,
  record: MailRecord,
  change: { readonly link: Sha256; readonly state: MailRecord['state']; readonly messageId: string | null },
): Promise<MailRecord> {
  return await changeJson(reports, keyOf(record), MailRecord, (present) => {
    const deliveries = present.deliveries.map((each) => (each.link === change.link ? { ...each, ...change } : each));
    return { ...present, deliveries, state: stateOfAll(deliveries.map(({ state }) => state)) };
  });
}

function stateOfAll(states: readonly MailRecord['state'][]): MailRecord['state'] {
  const worst = (['complained', 'bounced', 'failed', 'unconfirmed', 'postponed', 'sending'] as const).find((state) =>
    states.includes(state),
  );
  return worst ?? 'sent';
}

/** Marks what an attempt left open as `unconfirmed`: it was perhaps sent. */
export async function markUnconfirmed(reports: ObjectStore, record: MailRecord): Promise<MailRecord> {
  return await changeJson(reports, keyOf(record), MailRecord, (present) => {
    const deliveries = present.deliveries.map((each) =>
      each.state === 'sending' ? { ...each, state: 'unconfirmed' as const } : each,
    );
    return { ...present, deliveries, state: stateOfAll(deliveries.map(({ state }) => state)) };
  });
}

/** Claims a new round of mails with new links; throws `mail-busy` when another command did so meanwhile. */
export async function reclaimMail(reports: ObjectStore, next: MailRecord, before: MailRecord): Promise<void> {
  await changeJson(reports, keyOf(next), MailRecord, (present) => {
    if (present.claimedAt !== before.claimedAt || present.renewals.length !== before.renewals.length)
      throw new Failure('node-failed', 'mail-busy', 'another command renews this mail', 'look at its status first');
    return next;
  });
}

const SentMessage = z.strictObject({
  schema: z.literal('vroegzicht-message/1'),
  taskId: TaskId,
  municipality: MunicipalityCode,
});

const messageKey = (messageId: string) => `messages/${sha256(messageId)}.json`;

/** Notes which report a message was about, `reports/messages/<SHA-256 of its id>.json`: a bounce tells only the id. */
export async function noteMessage(
  reports: ObjectStore,
  messageId: string,
  { taskId, municipality }: Pick<MailRecord, 'taskId' | 'municipality'>,
): Promise<void> {
  const sent = { schema: 'vroegzicht-message/1', taskId, municipality };
  await reports.create(messageKey(messageId), canonicalBytes(SentMessage.parse(sent)), {
    contentType: 'application/json',
  });
}

/** The report that a message was about; undefined for a message with a code, or one that is not noted yet. */
export async function reportOfMessage(
  reports: ObjectStore,
  messageId: string,
): Promise<Pick<MailRecord, 'taskId' | 'municipality'> | undefined> {
  return await readJson(reports, messageKey(messageId), SentMessage);
}

/** Notes that a message came back; a complaint stays one. Says `superseded` when a newer message took its place. */
export async function noteReturn(
  reports: ObjectStore,
  about: Pick<MailRecord, 'taskId' | 'municipality'>,
  { messageId, state }: { readonly messageId: string; readonly state: 'bounced' | 'complained' },
): Promise<'noted' | 'known' | 'superseded'> {
  const record = await readMail(reports, about.taskId, about.municipality);
  const found = record?.deliveries.find((each) => each.messageId === messageId);
  if (found === undefined) return 'superseded';
  if (found.state === state || found.state === 'complained') return 'known';
  await changeJson(reports, keyOf(about), MailRecord, (present) => {
    const deliveries = present.deliveries.map((each) => (each.messageId === messageId ? { ...each, state } : each));
    return { ...present, deliveries, state: stateOfAll(deliveries.map((each) => each.state)) };
  });
  return 'noted';
}
