import { Aws } from 'aws-cdk-lib';
import type { NamedRole } from '../constructs/named-role.ts';
import { bucketArn, s3Service } from '../names.ts';
import type { ProviderSettings } from '../settings.ts';

/** Lets a role use municipality keys through S3 on objects of the extracts bucket; each key's own policy decides too. */
export function allowMunicipalityKeys(
  role: NamedRole,
  settings: ProviderSettings,
  actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[],
): void {
  role.may({
    actions,
    resources: [`arn:${Aws.PARTITION}:kms:${settings.region}:${settings.accountId}:key/*`],
    conditions: {
      StringEquals: { 'kms:ViaService': s3Service(settings) },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': `${bucketArn(settings, 'extracts')}/*` },
    },
    reason: 'municipality keys are made at run time; only objects of the extracts bucket, and each key names its roles',
  });
}
