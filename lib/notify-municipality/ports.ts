import type { Clock, Mailer, ObjectStore, RandomBytes } from '../ports.ts';
import type { MailRecord } from './mail-record.ts';

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
  | 'no-report'
  | 'ignored';
