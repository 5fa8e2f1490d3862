import { objectStore } from '../lib/aws/s3.ts';
import { readEnvironment } from '../lib/environment.ts';
import { MailEvent, type MailEventPorts, receiveMailEvent } from '../lib/mail-event.ts';
import { once } from './middleware/once.ts';
import type { ParsedMessage, QueueRecord } from './middleware/queue-event.ts';
import { queueHandler } from './middleware/queue-handler.ts';
import { recordPoison } from './middleware/record-poison.ts';

const environment = once(() => readEnvironment(['reportsBucket', 'ledgerBucket'], process.env));
const ports = once(
  (): MailEventPorts => ({
    reports: objectStore(environment().reportsBucket),
    ledger: objectStore(environment().ledgerBucket),
    clock: () => new Date(),
  }),
);

/** Mail events queue: a mail that bounced, or that its reader complained of, is noted with the municipality's report. */
export const handler = queueHandler({
  name: 'receive-mail-event',
  parse: parseEvent,
  work: async (event) => ({ result: await receiveMailEvent(event, ports()) }),
  refuse: recordPoison(() => ports().ledger, 'receive-mail-event'),
});

function parseEvent({ body }: QueueRecord): ParsedMessage<MailEvent> {
  const parsed = MailEvent.safeParse(jsonOf(body));
  return parsed.success ? { status: 'parsed', inputs: [parsed.data] } : { status: 'poison', code: 'not-a-mail-event' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
