import type { AcceptPorts } from '../lib/accept-task/ports.ts';
import { acceptTask } from '../lib/accept-task.ts';
import { keyUnwrapper } from '../lib/aws/kms-decrypt.ts';
import { objectStore } from '../lib/aws/s3.ts';
import { readEnvironment } from '../lib/environment.ts';
import { ProviderId } from '../lib/protocol/identifiers.ts';
import { keySetFromText } from '../lib/register/key-set-text.ts';
import { once } from './middleware/once.ts';
import { queueHandler } from './middleware/queue-handler.ts';
import { recordPoison } from './middleware/record-poison.ts';

const ports = once((): AcceptPorts => {
  const names = [
    'providerId',
    'registerBucket',
    'jobsBucket',
    'releasesBucket',
    'ledgerBucket',
    'approverKeys',
    'exchangeKeyArn',
  ] as const;
  const environment = readEnvironment(names, process.env);
  return {
    register: objectStore(environment.registerBucket),
    jobs: objectStore(environment.jobsBucket),
    releases: objectStore(environment.releasesBucket),
    ledger: objectStore(environment.ledgerBucket),
    provider: ProviderId.parse(environment.providerId),
    approverKeys: keySetFromText(environment.approverKeys),
    unwrapKey: keyUnwrapper(environment.exchangeKeyArn),
    now: () => new Date(),
  };
});

/** Tasks queue: a researcher's signed message becomes a job, a notice or a refusal. */
export const handler = queueHandler({
  name: 'accept-task',
  parse: ({ body, messageId, attributes }) => ({
    status: 'parsed',
    inputs: [{ text: body, queueMessageId: messageId, senderId: attributes.SenderId }],
  }),
  work: async (incoming) => await acceptTask(incoming, ports()),
  refuse: recordPoison(() => ports().ledger, 'accept-task'),
});
