import { MailRecord } from '../notify-municipality/mail-record.ts';
import type { ObjectStore } from '../ports.ts';
import { readJson } from '../register/collection.ts';

/** What became of a municipality's mail about a task, as its officer would ask for it; no address in it. */
export type MailState = {
  readonly taskId: string;
  readonly municipality: string;
  readonly state: MailRecord['state'];
  readonly claimedAt: string;
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
      mailboxes: deliveries.length,
      sent: deliveries.filter(({ state }) => state === 'sent').length,
    });
  }
  return states;
}
