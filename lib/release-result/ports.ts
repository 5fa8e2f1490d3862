import type { Clock, ObjectStore, Signer } from '../ports.ts';
import type { ProviderId } from '../protocol/identifiers.ts';
import type { KeySet } from '../protocol/register.ts';

/** What release-result works with. `researcherInbox` opens a bucket of another account, to create objects only. */
export type ReleasePorts = {
  readonly register: ObjectStore;
  readonly releases: ObjectStore;
  readonly reports: ObjectStore;
  readonly ledger: ObjectStore;
  readonly researcherInbox: (bucket: string) => Pick<ObjectStore, 'create'>;
  readonly signer: Signer;
  readonly provider: ProviderId;
  readonly codeVersion: string;
  readonly approverKeys: KeySet;
  readonly now: Clock;
};

/** Something to sign: the key of its object without `.json`. */
export type Source = {
  readonly kind: 'task' | 'refusal' | 'notice' | 'keys' | 'round' | 'model';
  readonly name: string;
};
