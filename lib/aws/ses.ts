import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { Failure } from '../failure.ts';
import type { Mailer } from '../ports.ts';
import { type Connection, clientSettings, lazily, processConnection } from './connection.ts';
import { isTransient, serviceError } from './retry.ts';

/** One attempt: SES knows no idempotency, so a request whose answer was lost must not go out again. */
const clientOf = lazily((connection) => new SESv2Client({ ...clientSettings(connection), maxAttempts: 1 }));

const throttles = [
  'TooManyRequestsException',
  'LimitExceededException',
  'SendingPausedException',
  'ThrottlingException',
];

/** A fault of the mail service: surely not sent and worth another attempt, perhaps sent, or anything else as it is. */
export function mailFailure(error: unknown): unknown {
  const found = serviceError(error);
  if (found === undefined) return error;
  const { name, status } = found;
  if (throttles.includes(name) || status === 429 || status === 503)
    return new Failure(
      'node-failed',
      'mail-postponed',
      `the mail service takes no mail now: ${name}`,
      'try again later',
    );
  return isTransient(error)
    ? new Failure(
        'node-failed',
        'mail-unconfirmed',
        `the mail was perhaps sent: ${name}`,
        'ask the mailbox before a resend',
      )
    : error;
}

/**
 * Sends plain text and HTML through SES; no attachments and no tags, and the configuration set of the identity tracks nothing. Throws
 * `mail-postponed` when the mail was surely not sent and may be later, `mail-unconfirmed` when it was perhaps sent.
 */
export function mailer(from: string, replyTo?: string, connection: Connection = processConnection): Mailer {
  return async ({ to, subject, text, html }) => {
    const sending = clientOf(connection).send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        ...(replyTo !== undefined && { ReplyToAddresses: [replyTo] }),
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: 'UTF-8' },
            Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
          },
        },
      }),
    );
    const answer = await sending.catch((error: unknown) => {
      throw mailFailure(error);
    });
    if (answer.MessageId === undefined)
      throw new Failure('node-failed', 'not-sent', 'the mail service gave no message id', 'send the mail again');
    return answer.MessageId;
  };
}
