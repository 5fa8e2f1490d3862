import { recordEvent } from '../lib/audit/record.ts';
import { macGenerator } from '../lib/aws/kms.ts';
import { objectStore } from '../lib/aws/s3.ts';
import { readEnvironment } from '../lib/environment.ts';
import type { IngestPorts } from '../lib/ingest-export/ports.ts';
import { ingestExport } from '../lib/ingest-export.ts';
import { objectNotices } from './middleware/notification.ts';
import { once } from './middleware/once.ts';
import { queueHandler } from './middleware/queue-handler.ts';
import { recordPoison } from './middleware/record-poison.ts';

const names = [
  'inboxBucket',
  'registerBucket',
  'extractsBucket',
  'ledgerBucket',
  'pseudonymKeyArn',
  'workDirectory',
  'memoryMegabytes',
] as const;
const environment = once(() => readEnvironment(names, process.env));
const ledger = once(() => objectStore(environment().ledgerBucket));
const ports = once(
  (): IngestPorts => ({
    inbox: objectStore(environment().inboxBucket),
    register: objectStore(environment().registerBucket),
    extracts: objectStore(environment().extractsBucket),
    record: async (event) => await recordEvent(ledger(), event),
    generateMac: macGenerator(environment().pseudonymKeyArn),
    clock: () => new Date(),
    workDirectory: environment().workDirectory,
    memoryMegabytes: Math.floor(Number(environment().memoryMegabytes) * 0.5),
  }),
);

/** Inbox queue: an uploaded export becomes pseudonymised extracts, or a recorded refusal. */
export const handler = queueHandler({
  name: 'ingest-export',
  parse: (record) => objectNotices(record, environment().inboxBucket),
  work: async ({ key }) => await ingestExport(key, ports()),
  refuse: recordPoison(ledger, 'ingest-export'),
});
