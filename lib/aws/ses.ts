import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { Failure } from '../failure.ts';
import type { Mailer } from '../ports.ts';
import { type Connection, clientSettings, lazily, processConnection } from './connection.ts';

const clientOf = lazily((connection) => new SESv2Client(clientSettings(connection)));

/** Sends plain text and HTML through SES; no attachments, no tags and no configuration set, so nothing is tracked. */
export function mailer(from: string, replyTo?: string, connection: Connection = processConnection): Mailer {
  return async ({ to, subject, text, html }) => {
    const answer = await clientOf(connection).send(
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
    if (answer.MessageId === undefined)
      throw new Failure('node-failed', 'not-sent', 'the mail service gave no message id', 'send the mail again');
    return answer.MessageId;
  };
}
