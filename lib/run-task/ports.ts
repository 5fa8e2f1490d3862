import type { Policy } from '../disclosure/policy.ts';
import type { PublicTotal } from '../disclosure/public-totals.ts';
import type { Clock, ObjectStore } from '../ports.ts';
import type { ProviderId } from '../protocol/identifiers.ts';

/** What run-task may touch: it reads register and extracts, and creates objects in releases and ledger; nothing else. */
export type RunPorts = {
  readonly provider: ProviderId;
  readonly register: ObjectStore;
  readonly extracts: ObjectStore;
  readonly releases: ObjectStore;
  readonly ledger: ObjectStore;
  readonly clock: Clock;
  /** The provider's disclosure policy; the compiled floor without it. */
  readonly policy?: Policy;
  /** Counts that stand in public, from the provider's disclosure settings (U8). */
  readonly publicTotals?: readonly PublicTotal[];
  readonly workDirectory: string;
  readonly memoryMegabytes: number;
  readonly threads: number;
};
