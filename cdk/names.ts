import { Aws } from 'aws-cdk-lib';

/** One deployment: its account, Region and stage make every physical name. */
export type Place = { readonly accountId: string; readonly region: string; readonly stage: string };

/** Roles that functions and people take, in both accounts. */
export type RoleName =
  | 'ingest-export'
  | 'accept-task'
  | 'run-task'
  | 'erase-household'
  | 'release-result'
  | 'notify-municipality'
  | 'show-result'
  | 'receive-mail-event'
  | 'provider-admin'
  | 'approver'
  | 'receive-result'
  | 'task-sender'
  | 'researcher'
  | 'break-glass';

/** `vroegzicht-<stage>-<name>`: functions, queues and roles, which two accounts and the runbooks know by name. */
export const localName = (place: Place, name: string): string => `vroegzicht-${place.stage}-${name}`;

/** Globally unique name of a bucket, at most 63 characters. */
export const bucketName = (place: Place, name: string): string =>
  `vroegzicht-${place.stage}-${place.accountId}-${place.region}-${name}`;

/** ARN of a bucket by name; a name instead of a reference lets one stack be replaced without the other. */
export const bucketArn = (place: Place, name: string): string => `arn:${Aws.PARTITION}:s3:::${bucketName(place, name)}`;

/** ARN of a queue by name. */
export const queueArn = (place: Place, name: string): string =>
  `arn:${Aws.PARTITION}:sqs:${place.region}:${place.accountId}:${localName(place, name)}`;

/** ARN of a rule of the default event bus by name. */
export const ruleArn = (place: Place, name: string): string =>
  `arn:${Aws.PARTITION}:events:${place.region}:${place.accountId}:rule/${localName(place, name)}`;

/** ARN of a role by name: policies compare it with `aws:PrincipalArn`, so the role need not exist yet. */
export const roleArn = (place: Place, name: RoleName): string =>
  `arn:${Aws.PARTITION}:iam::${place.accountId}:role/${localName(place, name)}`;

/** Name of the role that the CDK bootstrap gives CloudFormation. */
export const deploymentRoleArn = (place: Place): string =>
  `arn:${Aws.PARTITION}:iam::${place.accountId}:role/cdk-hnb659fds-cfn-exec-role-${place.accountId}-${place.region}`;

/** Host through which S3 calls KMS in a caller's name, for `kms:ViaService`. */
export const s3Service = (place: Place): string => `s3.${place.region}.${Aws.URL_SUFFIX}`;

/** Host through which SQS calls KMS in a caller's name. */
export const sqsService = (region: string): string => `sqs.${region}.${Aws.URL_SUFFIX}`;
