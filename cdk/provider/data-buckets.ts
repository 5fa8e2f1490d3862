import { Aws, Duration } from 'aws-cdk-lib';
import { type IBucket, type LifecycleRule, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { EncryptedBucket } from '../constructs/encrypted-bucket.ts';
import { roleArn } from '../names.ts';
import type { ProviderSettings } from '../settings.ts';

/** The seven buckets of a provider. */
export type DataBuckets = {
  readonly inbox: EncryptedBucket;
  readonly extracts: EncryptedBucket;
  readonly register: EncryptedBucket;
  readonly ledger: EncryptedBucket;
  readonly jobs: EncryptedBucket;
  readonly releases: EncryptedBucket;
  readonly reports: EncryptedBucket;
};

/** Makes the buckets with what every reader and writer must respect, whoever they are. */
export function dataBuckets(
  scope: Construct,
  settings: ProviderSettings,
  accessLogs: IBucket,
  endpointId: string,
): DataBuckets {
  const { retentionDays: days } = settings;
  const bucket = (name: string, holds: string, ...lifecycle: readonly LifecycleRule[]): EncryptedBucket =>
    new EncryptedBucket(scope, { place: settings, name, holds, accessLogs, lifecycle });
  const buckets = {
    inbox: inbox(scope, settings, accessLogs),
    extracts: bucket('extracts', 'pseudonymised tables under the key of their municipality', superseded(30)),
    register: bucket('register', 'municipalities, agreements, researchers, studies and approvals'),
    ledger: ledger(scope, settings, accessLogs),
    jobs: bucket('jobs', 'verified messages', ends(days.jobs, 30)),
    releases: bucket('releases', 'disclosed releases, refusals and notices', ends(days.releases, 30)),
    reports: bucket('reports', 'what the page of a municipality shows', ends(days.reports, 30)),
  };
  for (const [name, each] of Object.entries(buckets)) if (name !== 'extracts') each.enforceOwnKey();
  protectReleases(buckets.releases, settings);
  protectExtracts(buckets.extracts, settings, endpointId);
  return buckets;
}

/** Raw exports hold what extracts may not: a removed one is gone at once, a forgotten one after a day. */
function inbox(scope: Construct, place: ProviderSettings, accessLogs: IBucket): EncryptedBucket {
  const holds = 'raw exports, one day at most';
  const lifecycle = [{ id: 'end', expiration: Duration.days(1) }];
  return new EncryptedBucket(scope, { place, name: 'inbox', holds, accessLogs, lifecycle, isVersioned: false });
}

/** Object Lock keeps what was released and who did what; removing a version takes the break-glass role. */
function ledger(scope: Construct, settings: ProviderSettings, accessLogs: IBucket): EncryptedBucket {
  const { ledgerLock, retentionDays } = settings;
  const period = Duration.days(retentionDays.ledger);
  const bucket = new EncryptedBucket(scope, {
    place: settings,
    name: 'ledger',
    holds: 'audit events and what was released',
    accessLogs,
    objectLock:
      ledgerLock === 'compliance' ? ObjectLockRetention.compliance(period) : ObjectLockRetention.governance(period),
  });
  bucket.createOnly();
  bucket.denyExcept(
    'NothingIsRemoved',
    ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention', 's3:PutObjectRetention'],
    [roleArn(settings, 'break-glass')],
  );
  return bucket;
}

/** Nothing is replaced; only release-result writes what goes out signed, only an approver a review. */
function protectReleases(bucket: EncryptedBucket, settings: ProviderSettings): void {
  bucket.createOnly('sequence/*');
  const signed = ['envelopes/*', 'deliveries/*', 'sequence/*'];
  bucket.denyExcept('OnlyTheSigner', ['s3:PutObject'], [roleArn(settings, 'release-result')], signed);
  bucket.denyExcept('OnlyAnApprover', ['s3:PutObject'], [roleArn(settings, 'approver')], ['reviews/*']);
}

/** Tables leave only through the endpoint of the isolated subnets, and enter only under a key named in the request. */
function protectExtracts(bucket: EncryptedBucket, settings: ProviderSettings, endpointId: string): void {
  const header = 's3:x-amz-server-side-encryption-aws-kms-key-id';
  const tables = ['*.parquet'];
  bucket.deny('KeyIsNamed', ['s3:PutObject'], { Null: { [header]: 'true' } }, tables);
  const ownKeys = `arn:${Aws.PARTITION}:kms:${settings.region}:${settings.accountId}:key/*`;
  bucket.deny('NoForeignKey', ['s3:PutObject'], { StringNotLike: { [header]: ownKeys }, Null: { [header]: 'false' } });
  bucket.deny('NotTheBucketsKey', ['s3:PutObject'], { StringEquals: { [header]: bucket.key.arn } }, tables);
  bucket.deny(
    'OnlyFromIsolatedSubnets',
    ['s3:GetObject', 's3:GetObjectVersion'],
    {
      StringNotEquals: { 'aws:SourceVpce': endpointId },
      ArnNotEquals: { 'aws:PrincipalArn': roleArn(settings, 'break-glass') },
    },
    tables,
  );
}

const ends = (days: number, earlierVersionsDays: number): LifecycleRule => ({
  id: 'end',
  expiration: Duration.days(days),
  noncurrentVersionExpiration: Duration.days(earlierVersionsDays),
});

const superseded = (days: number): LifecycleRule => ({
  id: 'superseded',
  noncurrentVersionExpiration: Duration.days(days),
});
