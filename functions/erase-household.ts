import { recordEvent } from '../lib/audit/record.ts';
import { objectStore } from '../lib/aws/s3.ts';
import { versionStore } from '../lib/aws/s3-versions.ts';
import { readEnvironment } from '../lib/environment.ts';
import { type ErasePorts, eraseHousehold } from '../lib/erase-household.ts';
import { objectNotices } from './middleware/notification.ts';
import { once } from './middleware/once.ts';
import { queueHandler } from './middleware/queue-handler.ts';
import { recordPoison } from './middleware/record-poison.ts';

const names = ['registerBucket', 'extractsBucket', 'ledgerBucket', 'workDirectory', 'memoryMegabytes'] as const;
const environment = once(() => readEnvironment(names, process.env));
const ledger = once(() => objectStore(environment().ledgerBucket));
const ports = once(
  (): ErasePorts => ({
    register: objectStore(environment().registerBucket),
    extracts: objectStore(environment().extractsBucket),
    versions: versionStore(environment().extractsBucket),
    record: async (event) => await recordEvent(ledger(), event),
    clock: () => new Date(),
    workDirectory: environment().workDirectory,
    memoryMegabytes: Math.floor(Number(environment().memoryMegabytes) * 0.5),
  }),
);

/** Erasures queue: a list of objections was changed; the households on it leave the extract. */
export const handler = queueHandler({
  name: 'erase-household',
  parse: (record) => objectNotices(record, environment().registerBucket),
  work: async ({ key }) => ({ ...(await eraseHousehold(key, ports())), object: key }),
  refuse: recordPoison(ledger, 'erase-household'),
});
