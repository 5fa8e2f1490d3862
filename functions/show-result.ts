import { randomBytes } from 'node:crypto';
import { objectStore } from '../lib/aws/s3.ts';
import { mailer } from '../lib/aws/ses.ts';
import { readEnvironment } from '../lib/environment.ts';
import type { ShowPorts } from '../lib/show-result/ports.ts';
import { faultAnswer, showResult } from '../lib/show-result.ts';
import { httpHandler } from './middleware/http-handler.ts';
import { once } from './middleware/once.ts';

const names = ['reportsBucket', 'registerBucket', 'ledgerBucket', 'reportBaseUrl', 'mailFrom', 'mailContact'] as const;
const environment = once(() => readEnvironment(names, process.env));
const ports = once(
  (): ShowPorts => ({
    reports: objectStore(environment().reportsBucket),
    register: objectStore(environment().registerBucket),
    ledger: objectStore(environment().ledgerBucket),
    mail: mailer(environment().mailFrom, environment().mailContact),
    clock: () => new Date(),
    randomBytes,
  }),
);

/** The pages of a municipality: link, code, figures, downloads. */
export const handler = httpHandler({
  name: 'show-result',
  work: async (request) =>
    await showResult(request, ports(), { baseUrl: environment().reportBaseUrl, contact: environment().mailContact }),
  fault: (language) => faultAnswer(language, environment().mailContact),
});
