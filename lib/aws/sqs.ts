import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Failure } from '../failure.ts';
import { type Connection, clientSettings, lazily, processConnection } from './connection.ts';

const clientOf = lazily((connection) => new SQSClient(clientSettings(connection)));

/** Sends one message and returns its id; `messageGroupId` keeps one sender from starving the others (fair queues). */
export async function sendMessage(
  queueUrl: string,
  body: string,
  attributes: { readonly messageGroupId?: string } = {},
  connection: Connection = processConnection,
): Promise<string> {
  const answer = await clientOf(connection).send(
    new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, MessageGroupId: attributes.messageGroupId }),
  );
  if (answer.MessageId === undefined)
    throw new Failure('node-failed', 'not-sent', 'the queue gave no message id', 'send the message again');
  return answer.MessageId;
}
