import type { Bucket, ObjectVersion } from './bucket.ts';

/** The S3 event message (version 2.1) that a queue gets when an object was created. */
export function objectCreatedEvent(bucket: Bucket, version: ObjectVersion): string {
  const { definition, owner } = bucket;
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: owner.region,
    eventTime: version.modifiedAt,
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'local' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: {},
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'local',
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: owner.accountId },
        arn: `arn:aws:s3:::${bucket.name}`,
      },
      object: {
        key: encodeURIComponent(version.key).replaceAll('%20', '+').replaceAll('%2F', '/'),
        size: version.size,
        eTag: version.etag,
        ...(definition.versioned ? { versionId: version.versionId } : {}),
        sequencer: version.sequence.toString(16).padStart(16, '0').toUpperCase(),
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** The queues that hear of a new object, by the prefixes of the bucket's notifications. */
export function queuesToTell({ definition }: Bucket, key: string): readonly string[] {
  return definition.notifications.filter(({ prefix }) => key.startsWith(prefix)).map(({ queue }) => queue);
}
