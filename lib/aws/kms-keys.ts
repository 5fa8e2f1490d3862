import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { Failure } from '../failure.ts';
import { type Connection, clientSettings, lazily, processConnection } from './connection.ts';

const clientOf = lazily((connection) => new KMSClient(clientSettings(connection)));

/** Makes the data key of a municipality, tagged with its code, under an explicit policy when one is given; returns its ARN. */
export async function createMunicipalityKey(
  municipality: string,
  policy?: string,
  connection: Connection = processConnection,
): Promise<string> {
  const answer = await clientOf(connection).send(
    new CreateKeyCommand({
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      Description: `Vroegzicht extracts of municipality ${municipality}`,
      Tags: [{ TagKey: 'vroegzicht-municipality', TagValue: municipality }],
      ...(policy !== undefined && { Policy: policy, BypassPolicyLockoutSafetyCheck: true }),
    }),
  );
  const arn = answer.KeyMetadata?.Arn;
  if (arn === undefined) throw new Failure('node-failed', 'no-key', 'the key service gave no key', 'try again');
  return arn;
}
