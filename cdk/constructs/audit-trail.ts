import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnTrail, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { bucketName, localName, type Place } from '../names.ts';
import { acknowledge } from './acknowledge.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { LogSettings } from './engine-function.ts';
import { asBucket } from './interfaces.ts';
import { PurposeKey } from './purpose-key.ts';

/** What the trail watches beside all management events: reads and writes of objects in these buckets. */
export type AuditTrailProps = {
  readonly place: Place;
  readonly logs: LogSettings;
  readonly alarms: AlarmTopic;
  readonly watched: readonly string[];
};

/** Management events of the account and object events of the data, validated, kept with a key; alarms on what must not happen. */
export class AuditTrail extends Construct {
  constructor(scope: Construct, props: AuditTrailProps) {
    super(scope, 'AuditTrail');
    const { place, logs, alarms } = props;
    const description = 'Vroegzicht trail: who used which key and read which object';
    const key = new PurposeKey(this, 'Storage', { place, purpose: 'trail', description });
    const logGroup = new LogGroup(this, 'Events', {
      logGroupName: `/vroegzicht/${place.stage}/trail`,
      encryptionKey: logs.key.key,
      retention: logs.retentionDays,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const trailArn = `arn:${Aws.PARTITION}:cloudtrail:${place.region}:${place.accountId}:trail/${localName(place, 'trail')}`;
    key.allowStatement(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
        actions: ['kms:GenerateDataKey', 'kms:DescribeKey', 'kms:Decrypt'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceArn': trailArn } },
      }),
    );
    const trail = new Trail(this, 'Trail', {
      trailName: localName(place, 'trail'),
      bucket: this.#bucket(place, key, logs.retentionDays),
      encryptionKey: key.key,
      enableFileValidation: true,
      sendToCloudWatchLogs: true,
      cloudWatchLogGroup: logGroup,
    });
    watchObjects(trail, props.watched);
    for (const { name, pattern, says } of watchedEvents) {
      alarms.onLogLines(localName(place, name), logGroup.logGroupName, pattern, {
        limit: 1,
        period: Duration.minutes(5),
        says,
      });
    }
  }

  #bucket(place: Place, key: PurposeKey, days: number): IBucket {
    const bucket = new Bucket(this, 'Bucket', {
      bucketName: bucketName(place, 'trail'),
      encryption: BucketEncryption.KMS,
      encryptionKey: key.key,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ id: 'end', expiration: Duration.days(days) }],
    });
    acknowledge(bucket, 'S1', 'the trail records access to itself: its digests are signed and validated');
    return asBucket(bucket);
  }
}

function watchObjects(trail: Trail, buckets: readonly string[]): void {
  const resource = trail.node.defaultChild;
  if (!(resource instanceof CfnTrail)) throw new TypeError('a trail is made of a CfnTrail');
  resource.eventSelectors = [
    {
      includeManagementEvents: true,
      readWriteType: 'All',
      dataResources: [{ type: 'AWS::S3::Object', values: buckets.map((arn) => `${arn}/`) }],
    },
  ];
}

const watchedEvents = [
  {
    name: 'key-denied',
    pattern: '{ ($.eventSource = "kms.amazonaws.com") && ($.errorCode = "*AccessDenied*") }',
    says: 'a key was refused to someone: see the trail for who and which',
  },
  {
    name: 'key-deletion-scheduled',
    pattern: '{ ($.eventName = "ScheduleKeyDeletion") || ($.eventName = "DisableKey") }',
    says: 'a key was disabled or will be deleted: expected at a withdrawal only, can be undone for 30 days',
  },
  {
    name: 'key-policy-changed',
    pattern:
      '{ ($.eventName = "PutKeyPolicy") || ($.eventName = "CreateGrant") || ($.eventName = "CancelKeyDeletion") }',
    says: 'a key policy or grant changed, or a deletion was cancelled: expected at a deployment only',
  },
  {
    name: 'break-glass',
    pattern: '{ ($.eventName = "AssumeRole") && ($.requestParameters.roleArn = "*break-glass") }',
    says: 'somebody took the break-glass role',
  },
] as const;
