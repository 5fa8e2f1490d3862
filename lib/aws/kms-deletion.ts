import { DescribeKeyCommand, DisableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import type { KeyEnding } from '../ports.ts';
import { type Connection, clientSettings, lazily, processConnection } from './connection.ts';

const clientOf = lazily((connection) => new KMSClient(clientSettings(connection)));
const waitingDays = 7;

/**
 * Ends a key: disabled at once, deleted after the shortest waiting time of KMS (7 days). A key that is already waiting
 * stays as it is. Returns the state and the day of deletion (`YYYY-MM-DD`).
 */
export function keyEnding(connection: Connection = processConnection): KeyEnding {
  return async (keyArn) => {
    const client = clientOf(connection);
    const before = (await client.send(new DescribeKeyCommand({ KeyId: keyArn }))).KeyMetadata;
    if (before?.KeyState === 'PendingDeletion')
      return { state: 'pending-deletion', deletedOn: before.DeletionDate?.toISOString().slice(0, 10) ?? null };
    if (before?.Enabled === true) await client.send(new DisableKeyCommand({ KeyId: keyArn }));
    const ended = await client.send(
      new ScheduleKeyDeletionCommand({ KeyId: keyArn, PendingWindowInDays: waitingDays }),
    );
    return { state: 'pending-deletion', deletedOn: ended.DeletionDate?.toISOString().slice(0, 10) ?? null };
  };
}
