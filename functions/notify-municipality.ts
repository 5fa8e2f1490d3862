import { randomBytes } from 'node:crypto';
import { objectStore } from '../lib/aws/s3.ts';
import { mailer } from '../lib/aws/ses.ts';
import { readEnvironment } from '../lib/environment.ts';
import { Failure } from '../lib/failure.ts';
import type { NotifyPorts } from '../lib/notify-municipality/ports.ts';
import { notifyMunicipality } from '../lib/notify-municipality.ts';
import { objectNotices } from './middleware/notification.ts';
import { once } from './middleware/once.ts';
import { queueHandler, type WorkResult } from './middleware/queue-handler.ts';
import { recordPoison } from './middleware/record-poison.ts';

const names = ['reportsBucket', 'registerBucket', 'ledgerBucket', 'reportBaseUrl', 'mailFrom', 'mailContact'] as const;
const environment = once(() => readEnvironment(names, process.env));
const ports = once(
  (): NotifyPorts => ({
    reports: objectStore(environment().reportsBucket),
    register: objectStore(environment().registerBucket),
    ledger: objectStore(environment().ledgerBucket),
    mail: mailer(environment().mailFrom, environment().mailContact),
    clock: () => new Date(),
    randomBytes,
  }),
);

/** Reports queue: a municipality whose own results are there gets one mail with a link. */
export const handler = queueHandler({
  name: 'notify-municipality',
  parse: (record) => objectNotices(record, environment().reportsBucket),
  work: async ({ key }) => await notify(key),
  refuse: recordPoison(() => ports().ledger, 'notify-municipality'),
});

async function notify(key: string): Promise<WorkResult> {
  const { reportBaseUrl: baseUrl, mailContact: contact } = environment();
  const result = await notifyMunicipality(key, ports(), { baseUrl, contact });
  if (result === 'in-progress')
    throw new Failure('node-failed', 'mail-in-progress', 'another attempt holds this mail', 'it is looked at again');
  if (result === 'postponed')
    throw new Failure('node-failed', 'mail-postponed', 'the mail service takes no mail now', 'it is tried again');
  return { result, object: key };
}
