import type { UsableLink } from '../access/links.ts';
import { recordEvent } from '../audit/record.ts';
import type { Clock, Mailer, ObjectStore, RandomBytes } from '../ports.ts';
import type { Language } from '../report/labels.ts';
import type { WebRequest } from './web.ts';

/** What show-result works with. */
export type ShowPorts = {
  readonly reports: ObjectStore;
  readonly register: ObjectStore;
  readonly ledger: ObjectStore;
  readonly mail: Mailer;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
};

/** What a deployment sets: the address of these pages and the mailbox for questions. */
export type ShowSettings = { readonly baseUrl: string; readonly contact: string };

/** A request on its way through a route. */
export type Visit = {
  readonly request: WebRequest;
  readonly language: Language;
  readonly ports: ShowPorts;
  readonly settings: ShowSettings;
};

/** Records what was done with a link: by which link, never from which address. */
export async function recordVisit(visit: Visit, found: UsableLink, action: string, result: string): Promise<void> {
  await recordEvent(visit.ports.ledger, {
    action,
    object: `report/${found.link.taskId}/${found.link.municipality}`,
    result,
    origin: 'show-result',
    actor: `link/${found.hash.slice(0, 16)}`,
    timestamp: visit.ports.clock().toISOString(),
  });
}
