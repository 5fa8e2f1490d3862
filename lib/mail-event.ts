import * as z from 'zod';
import { recordEvent } from './audit/record.ts';
import { Failure } from './failure.ts';
import { noteReturn, reportOfMessage } from './notify-municipality/mail-record.ts';
import type { Clock, ObjectStore } from './ports.ts';

const MessageId = z.string().min(1).max(300);
const Happened = z.iso.datetime();

const Bounce = z.object({
  eventType: z.literal('Bounce'),
  mail: z.object({ messageId: MessageId }),
  bounce: z.object({ bounceType: z.string().max(40), timestamp: Happened }),
});
const Complaint = z.object({
  eventType: z.literal('Complaint'),
  mail: z.object({ messageId: MessageId }),
  complaint: z.object({ timestamp: Happened }),
});

/** A mail event of SES as EventBridge tells it; addresses and diagnostic texts in it are not read. */
export const MailEvent = z.object({
  source: z.literal('aws.ses'),
  detail: z.discriminatedUnion('eventType', [Bounce, Complaint]),
});
export type MailEvent = z.infer<typeof MailEvent>;

/** What receive-mail-event works with. */
export type MailEventPorts = { readonly reports: ObjectStore; readonly ledger: ObjectStore; readonly clock: Clock };

/** What became of an event: noted, known already, about a mail that was replaced, or about a mail that is no report. */
export type MailEventResult = 'bounced' | 'complained' | 'known' | 'superseded' | 'no-report';

const waitMinutes = 15;

/**
 * Notes a bounce or complaint in the record of the municipality's mail and in the audit chain. An event may overtake the note about its
 * message: for a quarter of an hour an unknown message is a reason to try again.
 */
export async function receiveMailEvent({ detail }: MailEvent, ports: MailEventPorts): Promise<MailEventResult> {
  const { messageId } = detail.mail;
  const state = detail.eventType === 'Bounce' ? 'bounced' : 'complained';
  const about = await reportOfMessage(ports.reports, messageId);
  if (about === undefined) {
    const happened = detail.eventType === 'Bounce' ? detail.bounce.timestamp : detail.complaint.timestamp;
    const age = ports.clock().getTime() - new Date(happened).getTime();
    if (age < waitMinutes * 60_000)
      throw new Failure('node-failed', 'message-unknown', 'the message is not noted yet', 'it is looked at again');
    return await record('message', 'no-report', ports);
  }
  const noted = await noteReturn(ports.reports, about, { messageId, state });
  const result = noted === 'noted' ? state : noted;
  return await record(`report/${about.taskId}/${about.municipality}`, result, ports);
}

async function record<Result extends MailEventResult>(
  object: string,
  result: Result,
  { ledger, clock }: MailEventPorts,
): Promise<Result> {
  const timestamp = clock().toISOString();
  const origin = 'receive-mail-event';
  await recordEvent(ledger, { action: 'mail-returned', object, result, origin, actor: 'mail-service', timestamp });
  return result;
}
