import type { Guard } from './authorisation.ts';
import type { Deployment } from './deployment.ts';
import { bucketName } from './names.ts';
import type { Resources } from './resources.ts';
import type { Bucket, ObjectVersion } from './s3/bucket.ts';
import { objectCreatedEvent, queuesToTell } from './s3/notification.ts';

/** What telling queues of objects needs. */
export type Telling = {
  readonly deployments: readonly Deployment[];
  readonly resources: Resources;
  readonly unexpected: (error: unknown) => void;
};

/** S3 sends as a service, not as the role that wrote the object. */
const serviceSender = 'AIDALOCALSIMPLESTORAGE';
const servicePrincipal = 's3.amazonaws.com';

/** Tells the queues of objects of which a process that ended did not tell any more. */
export function tellUntold(telling: Telling): void {
  for (const bucket of telling.resources.buckets.values())
    for (const version of bucket.untold()) notify(bucket, version, telling);
}

/**
 * Tells the queues of a new object. The object is there whatever happens here, so a fault is not the writer's: what was
 * not told is told at the next start. A crash in between tells twice, as S3 may.
 */
export function notify(bucket: Bucket, version: ObjectVersion, { deployments, resources, unexpected }: Telling): void {
  const deployment = deployments.find(({ accountId }) => accountId === bucket.owner.accountId);
  if (deployment === undefined) return;
  const message = { body: objectCreatedEvent(bucket, version), senderId: serviceSender };
  try {
    for (const name of queuesToTell(bucket, version.key)) resources.queueOf(deployment, name).send(message);
    if (version.untold === true) bucket.markTold(version);
  } catch (error) {
    unexpected(error);
  }
}

/** Asks, as AWS does when a bucket is set up, whether each queue takes the notifications of its bucket. */
export function checkNotifications({ deployments, resources }: Telling, guard: Guard): void {
  for (const deployment of deployments) {
    const { accountId, name, region } = deployment;
    const sender = { deployment: name, role: 's3', accountId, region, arn: servicePrincipal, senderId: serviceSender };
    for (const bucket of deployment.buckets)
      for (const { queue } of bucket.notifications)
        guard({
          principal: sender,
          action: 'sqs:SendMessage',
          resource: resources.queueOf(deployment, queue).arn,
          resourceAccount: accountId,
          context: {
            'aws:SourceArn': `arn:aws:s3:::${bucketName(deployment, bucket.name)}`,
            'aws:SourceAccount': accountId,
          },
        });
  }
}
