import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { EncryptedBucket } from './encrypted-bucket.ts';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

/** What is told: objects created under `prefix` (all when it is empty) go to `queue`. */
export type Notification = { readonly prefix: string; readonly queue: QueueWithDeadLetters };

/** Tells queues of new objects, by the bucket's own property: no helper function with wide rights is deployed for it. */
export function notifyOfNewObjects(bucket: EncryptedBucket, ...notifications: readonly Notification[]): void {
  const resource = bucket.bucket.node.defaultChild;
  if (!(resource instanceof CfnBucket)) throw new TypeError('a bucket is made of a CfnBucket');
  for (const queue of new Set(notifications.map((each) => each.queue))) {
    queue.acceptFromBucket(bucket.arn);
    resource.node.addDependency(queue);
  }
  resource.notificationConfiguration = {
    queueConfigurations: notifications.map(({ prefix, queue }) => ({
      event: 's3:ObjectCreated:*',
      queue: queue.arn,
      ...(prefix === '' ? {} : { filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } } }),
    })),
  };
}
