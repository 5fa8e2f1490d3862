import { lastDayOf } from '../access/links.ts';
import { MailRecord } from '../notify-municipality/mail-record.ts';
import type { ObjectStore } from '../ports.ts';
import { readJson } from '../register/collection.ts';

/** What became of a municipality's mail about a task, as its officer would ask for it; no address in it. */
export type MailState = {
  readonly taskId: string;
  readonly municipality: string;
  readonly state: MailRecord['state'];
  readonly claimedAt: string;
  /** Last day on which its links work, `YYYY-MM-DD`. */
  readonly linksUntil: string;
  readonly mailboxes: number;
  readonly sent: number;
};

/** The mails of all tasks, or of one. */
export async function mailStates(reports: ObjectStore, taskId?: string): Promise<readonly MailState[]> {
  const states: MailState[] = [];
  for (const key of await reports.list(taskId === undefined ? 'mails/' : `mails/${taskId}-`)) {
    const record = await readJson(reports, key, MailRecord);
    if (record === undefined) continue;
    const { deliveries } = record;
    states.push({
      taskId: record.taskId,
      municipality: record.municipality,
      state: record.state,
      claimedAt: record.claimedAt,
      linksUntil: lastDayOf(record.claimedAt),
      mailboxes: deliveries.length,
      sent: deliveries.filter(({ state }) => state === 'sent').length,
    });
  }
  return states;
}

/** States in which a mailbox of the register needs a person's attention. */
const troubled: readonly string[] = ['failed', 'unconfirmed', 'bounced', 'complained'];

/** A mail that did not arrive: at which mailboxes, and from when the mail is. */
export type MailTrouble = Pick<MailRecord, 'state' | 'claimedAt' | 'taskId'> & {
  readonly mailboxes: readonly string[];
};

/** What is wrong with the last mail to each municipality, by code: who is not in it has no trouble. */
export async function mailTroubles(reports: ObjectStore): Promise<ReadonlyMap<string, MailTrouble>> {
  const last = new Map<string, MailRecord>();
  for (const key of await reports.list('mails/')) {
    const record = await readJson(reports, key, MailRecord);
    const before = record === undefined ? undefined : last.get(record.municipality);
    if (record !== undefined && (before === undefined || before.claimedAt < record.claimedAt))
      last.set(record.municipality, record);
  }
  return new Map(
    [...last]
      .filter(([, { state }]) => troubled.includes(state))
      .map(([code, { state, claimedAt, taskId, deliveries }]) => {
        const mailboxes = deliveries.filter((each) => troubled.includes(each.state)).map(({ mailbox }) => mailbox);
        return [code, { state, claimedAt, taskId, mailboxes }];
      }),
  );
}
