import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  type LifecycleRule,
  type ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { bucketArn, bucketName, type Place, roleArn, s3Service } from '../names.ts';
import { type NamedRole, pascal } from './named-role.ts';
import { type KeyUser, PurposeKey } from './purpose-key.ts';

type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A bucket: what it holds, how long, and where its access is logged. */
export type EncryptedBucketProps = {
  readonly place: Place;
  readonly name: string;
  readonly holds: string;
  readonly accessLogs: IBucket;
  readonly lifecycle?: readonly LifecycleRule[];
  readonly objectLock?: ObjectLockRetention;
  /** False where a removed object must be gone at once. */
  readonly isVersioned?: boolean;
};

/** A bucket with a key of its own; nobody reads or writes but by the verbs below, bucket keys are off. */
export class EncryptedBucket extends Construct {
  readonly bucket: Bucket;
  readonly key: PurposeKey;
  readonly arn: string;
  readonly name: string;
  readonly #place: Place;
  readonly #holds: string;

  constructor(scope: Construct, props: EncryptedBucketProps) {
    super(scope, pascal(props.name));
    const { place, name, holds, accessLogs, lifecycle = [], objectLock, isVersioned = true } = props;
    this.#place = place;
    this.#holds = holds;
    this.arn = bucketArn(place, name);
    this.name = bucketName(place, name);
    this.key = new PurposeKey(this, 'Storage', { place, purpose: name, description: `Vroegzicht ${name}: ${holds}` });
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: this.name,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key.key,
      bucketKeyEnabled: false,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: isVersioned,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: `${name}/`,
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        ...lifecycle,
      ],
      ...(objectLock === undefined ? {} : { objectLockEnabled: true, objectLockDefaultRetention: objectLock }),
    });
    this.#protect();
  }

  /** Reads objects under the prefixes, and tells a missing object from a forbidden one (which takes ListBucket). */
  allowRead(role: NamedRole, ...prefixes: readonly string[]): void {
    role.may({ actions: ['s3:GetObject'], resources: this.objects(prefixes), reason: this.#reason });
    this.#allowListing(role, 'StringLikeIfExists', prefixes);
    this.#allowKey(role, 'kms:Decrypt');
  }

  /** Lists keys under the prefixes. */
  allowList(role: NamedRole, ...prefixes: readonly string[]): void {
    this.#allowListing(role, 'StringLike', prefixes);
  }

  /** Creates objects under the prefixes once: a put without `If-None-Match` is not allowed. */
  allowCreate(role: NamedRole, ...prefixes: readonly string[]): void {
    this.#allowPut(role, prefixes, { Null: { 's3:if-none-match': 'false' } });
  }

  /** Changes objects under the prefixes that are there, never makes one: a put without `If-Match` is not allowed. */
  allowChange(role: NamedRole, ...prefixes: readonly string[]): void {
    this.#allowPut(role, prefixes, { Null: { 's3:if-match': 'false' } });
  }

  /** Creates and changes objects under the prefixes. */
  allowWrite(role: NamedRole, ...prefixes: readonly string[]): void {
    this.#allowPut(role, prefixes, {});
  }

  /** Removes objects under the prefixes; earlier versions stay until the lifecycle ends them. */
  allowRemove(role: NamedRole, ...prefixes: readonly string[]): void {
    role.may({ actions: ['s3:DeleteObject'], resources: this.objects(prefixes), reason: this.#reason });
  }

  /** Removes versions for good, the present one included: what a withdrawal or an objection asks for. */
  allowErase(role: NamedRole, ...prefixes: readonly string[]): void {
    role.may({ actions: ['s3:DeleteObjectVersion'], resources: this.objects(prefixes), reason: this.#reason });
    role.may({ actions: ['s3:ListBucketVersions'], resources: [this.arn] });
  }

  /** Adds a refusal for everyone except the named roles. */
  denyExcept(
    sid: string,
    actions: readonly string[],
    exceptions: readonly string[],
    prefixes: readonly string[] = ['*'],
  ) {
    this.deny(sid, actions, { ArnNotEquals: { 'aws:PrincipalArn': [...exceptions] }, ...notAService }, prefixes);
  }

  /** Refuses every put that may replace an object, except under the prefixes that change by compare-and-swap. */
  createOnly(...except: readonly string[]): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CreateOnly',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        ...(except.length === 0 ? { resources: this.objects(['*']) } : { notResources: this.objects(except) }),
        conditions: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      }),
    );
  }

  /** Adds a refusal for everyone under the conditions. */
  deny(sid: string, actions: readonly string[], conditions: object, prefixes: readonly string[] = ['*']): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...actions],
        resources: this.objects(prefixes),
        conditions: { ...conditions },
      }),
    );
  }

  /** Lets a role use the bucket's key through S3 for objects of this bucket, in the key policy only. */
  trustInKeyPolicy(user: KeyUser, action: 'kms:Decrypt' | 'kms:GenerateDataKey'): void {
    this.key.allow(user, [action], this.#throughS3());
  }

  /** ARNs of the objects under the prefixes. */
  objects = (prefixes: readonly string[]): string[] => prefixes.map((prefix) => `${this.arn}/${prefix}`);

  /** A get of a missing object is answered 404 only if ListBucket holds without a prefix, hence `IfExists` for readers. */
  #allowListing(role: NamedRole, operator: 'StringLike' | 'StringLikeIfExists', prefixes: readonly string[]): void {
    const conditions = prefixes.includes('*') ? {} : { [operator]: { 's3:prefix': [...prefixes] } };
    role.may({ actions: ['s3:ListBucket'], resources: [this.arn], conditions });
  }

  #allowPut(role: NamedRole, prefixes: readonly string[], conditions: Conditions): void {
    role.may({ actions: ['s3:PutObject'], resources: this.objects(prefixes), conditions, reason: this.#reason });
    this.#allowKey(role, 'kms:GenerateDataKey');
  }

  #allowKey(role: NamedRole, action: 'kms:Decrypt' | 'kms:GenerateDataKey'): void {
    role.may({ actions: [action], resources: [this.key.arn], conditions: this.#throughS3() });
    this.trustInKeyPolicy(role, action);
  }

  #throughS3() {
    return {
      StringEquals: { 'kms:ViaService': s3Service(this.#place) },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': `${this.arn}/*` },
    };
  }

  /** Why a prefix and not an object stands in a policy. */
  get #reason(): string {
    return `which objects there are is known at run time only (${this.#holds}); the bucket and the prefix are fixed`;
  }

  #protect(): void {
    const glass = [roleArn(this.#place, 'break-glass')];
    const header = 's3:x-amz-server-side-encryption';
    this.deny('OnlyKms', ['s3:PutObject'], { StringNotEquals: { [header]: 'aws:kms' }, Null: { [header]: 'false' } });
    this.denyExcept('NoRewrapping', ['s3:UpdateObjectEncryption'], glass);
    this.denyExcept('NoAccessLists', ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'], glass);
  }

  /** Refuses any key but the bucket's own: for a bucket whose objects all have the same owner. */
  enforceOwnKey(): void {
    const header = 's3:x-amz-server-side-encryption-aws-kms-key-id';
    this.deny('OnlyOwnKey', ['s3:PutObject'], {
      StringNotEquals: { [header]: this.key.arn },
      Null: { [header]: 'false' },
    });
  }
}

const notAService = { Bool: { 'aws:PrincipalIsAWSService': 'false' } };
