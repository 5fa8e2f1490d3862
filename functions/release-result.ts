import { kmsSigner } from '../lib/aws/kms.ts';
import { objectStore } from '../lib/aws/s3.ts';
import { readEnvironment } from '../lib/environment.ts';
import { ProviderId } from '../lib/protocol/identifiers.ts';
import { keySetFromText } from '../lib/register/key-set-text.ts';
import type { ReleasePorts } from '../lib/release-result/ports.ts';
import { releaseResult } from '../lib/release-result.ts';
import { objectNotices } from './middleware/notification.ts';
import { once } from './middleware/once.ts';
import { queueHandler } from './middleware/queue-handler.ts';
import { recordPoison } from './middleware/record-poison.ts';

const names = [
  'providerId',
  'codeVersion',
  'registerBucket',
  'releasesBucket',
  'reportsBucket',
  'ledgerBucket',
  'releaseKeyArn',
  'approverKeys',
] as const;
const environment = once(() => readEnvironment(names, process.env));
const ports = once(
  (): ReleasePorts => ({
    register: objectStore(environment().registerBucket),
    releases: objectStore(environment().releasesBucket),
    reports: objectStore(environment().reportsBucket),
    ledger: objectStore(environment().ledgerBucket),
    researcherInbox: (bucket) => objectStore(bucket),
    signer: kmsSigner(environment().releaseKeyArn),
    provider: ProviderId.parse(environment().providerId),
    codeVersion: environment().codeVersion,
    approverKeys: keySetFromText(environment().approverKeys),
    now: () => new Date(),
  }),
);

/** Releases queue: what stands in the releases bucket is signed and delivered. */
export const handler = queueHandler({
  name: 'release-result',
  parse: (record) => objectNotices(record, environment().releasesBucket),
  work: async ({ key }) => ({ result: await releaseResult(key, ports()), object: key }),
  refuse: recordPoison(() => ports().ledger, 'release-result'),
});
