import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Place } from '../names.ts';
import type { PurposeKey } from './purpose-key.ts';

/** Lets CloudWatch Logs encrypt the log groups of this deployment, and no others, with the key. */
export function allowLogService(key: PurposeKey, place: Place): void {
  const groups = `arn:${Aws.PARTITION}:logs:${place.region}:${place.accountId}:log-group:/vroegzicht/${place.stage}/*`;
  key.allowStatement(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${place.region}.amazonaws.com`)],
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
    }),
  );
}

/** Lets services of AWS send to an encrypted topic of this account. */
export function allowPublishers(key: PurposeKey, ...services: readonly string[]): void {
  key.allowStatement(
    new PolicyStatement({
      principals: services.map((service) => new ServicePrincipal(service)),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
}
