import { estimateRelease } from '../lib/analyses/estimates.ts';
import { objectStore } from '../lib/aws/s3.ts';
import { readEnvironment } from '../lib/environment.ts';
import { ResearcherId } from '../lib/protocol/identifiers.ts';
import { type ReceivePorts, receiveResult } from '../lib/receive-result.ts';
import { objectNotices } from './middleware/notification.ts';
import { once } from './middleware/once.ts';
import { queueHandler } from './middleware/queue-handler.ts';
import { recordPoison } from './middleware/record-poison.ts';

const environment = once(() => readEnvironment(['researcherId', 'researcherInboxBucket'], process.env));
const ports = once(
  (): ReceivePorts => ({
    inbox: objectStore(environment().researcherInboxBucket),
    researcher: ResearcherId.parse(environment().researcherId),
    estimate: estimateRelease,
    now: () => new Date(),
  }),
);

/** Results queue of a researcher: a delivered file is verified and kept, or rejected with its reason. */
export const handler = queueHandler({
  name: 'receive-result',
  parse: (record) => objectNotices(record, environment().researcherInboxBucket),
  work: async ({ key }) => ({ ...(await receiveResult(key, ports())), object: key }),
  refuse: recordPoison(() => ports().inbox, 'receive-result'),
});
