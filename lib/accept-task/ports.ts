import type { Clock, ObjectStore } from '../ports.ts';
import type { ProviderId } from '../protocol/identifiers.ts';
import type { KeySet } from '../protocol/register.ts';
import type { UnwrapKey } from '../signing/encrypt-evidence.ts';

/** What accept-task works with: four buckets, who it is, whose approvals count, and the present. */
export type AcceptPorts = {
  readonly register: ObjectStore;
  readonly jobs: ObjectStore;
  readonly releases: ObjectStore;
  readonly ledger: ObjectStore;
  readonly provider: ProviderId;
  readonly approverKeys: KeySet;
  /** Opens content keys with this provider's exchange key: nobody else may. */
  readonly unwrapKey: UnwrapKey;
  readonly now: Clock;
};

/** A message as the queue delivers it; `senderId` is SQS's own word for who sent it. */
export type IncomingMessage = {
  readonly text: string;
  readonly queueMessageId: string;
  readonly senderId: string | undefined;
};
