import type { AuditEvent } from '../audit/event.ts';
import type { Clock, MacGenerator, ObjectStore } from '../ports.ts';

/** What ingest-export may touch: it takes from the inbox, reads the register, writes extracts it cannot read back, records. */
export type IngestPorts = {
  readonly inbox: ObjectStore;
  readonly register: ObjectStore;
  readonly extracts: ObjectStore;
  readonly record: (event: AuditEvent) => Promise<unknown>;
  readonly generateMac: MacGenerator;
  readonly clock: Clock;
  readonly workDirectory: string;
  readonly memoryMegabytes: number;
};
