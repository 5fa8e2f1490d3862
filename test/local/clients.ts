import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { LocalCloud } from '../../lib/local/cloud.ts';

/** The ordinary SDK clients in a role's name. */
export function clientsOf(cloud: LocalCloud, role = 'person', deployment = 'here') {
  const settings = { ...cloud.client(deployment, role), maxAttempts: 1, forcePathStyle: true };
  return {
    kms: new KMSClient(settings),
    s3: new S3Client(settings),
    ses: new SESv2Client(settings),
    sqs: new SQSClient(settings),
  };
}

/** The name and HTTP status with which a call was refused; fails when it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<{ readonly name: string; readonly status: number }> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !('$metadata' in error))
    throw new Error(`was not refused by the service: ${String(error)}`);
  const metadata = error.$metadata;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? metadata.httpStatusCode : 0;
  return { name: error.name, status: Number(status) };
}
