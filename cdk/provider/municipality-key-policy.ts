import { breakGlass, breakGlassOnly, keyAdministration, keyAudit } from '../key-actions.ts';

/** Where a municipality's key is made; ARNs are complete, without tokens. */
export type MunicipalityKeyRequest = {
  readonly accountArn: string;
  readonly municipality: string;
  readonly extractsBucketArn: string;
  readonly s3Service: string;
  readonly roleArn: (
    name: 'provider-admin' | 'ingest-export' | 'run-task' | 'erase-household' | 'break-glass',
  ) => string;
};

/** One statement of a key policy. */
export type KeyStatement = {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | { readonly AWS: string };
  readonly Action: readonly string[];
  readonly Resource: '*';
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

/** A key policy as KMS takes it. */
export type KeyPolicy = { readonly Version: '2012-10-17'; readonly Statement: readonly KeyStatement[] };

/**
 * Policy of one municipality's key: run-task and erase-household decrypt, ingest-export and erase-household write, only
 * through S3 and only objects of this municipality; who manages the key neither uses it nor changes this policy.
 * Create the key with `BypassPolicyLockoutSafetyCheck`, because its creator may not change the policy.
 */
export function municipalityKeyPolicy(request: MunicipalityKeyRequest): KeyPolicy {
  const { accountArn, roleArn } = request;
  const glass = roleArn('break-glass');
  const allow = (Sid: string, Action: readonly string[], roles: readonly string[], more = {}): KeyStatement => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS: accountArn },
    Action,
    Resource: '*',
    Condition: { ArnEquals: { 'aws:PrincipalArn': roles }, ...more },
  });
  const itsObjects = {
    StringEquals: { 'kms:ViaService': request.s3Service },
    StringLike: {
      'kms:EncryptionContext:aws:s3:arn': `${request.extractsBucketArn}/${request.municipality}/*`,
    },
  };
  const readers = [roleArn('run-task'), roleArn('erase-household')];
  const writers = [roleArn('ingest-export'), roleArn('erase-household')];
  return {
    Version: '2012-10-17',
    Statement: [
      allow('ManageWithoutUse', keyAdministration, [roleArn('provider-admin')]),
      allow('BreakGlass', breakGlass, [glass]),
      allow('ReadExtracts', ['kms:Decrypt'], readers, itsObjects),
      allow('WriteExtracts', ['kms:GenerateDataKey'], writers, itsObjects),
      { Sid: 'Audit', Effect: 'Allow', Principal: { AWS: accountArn }, Action: keyAudit, Resource: '*' },
      {
        Sid: 'BreakGlassOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: breakGlassOnly,
        Resource: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': glass }, Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      },
    ],
  };
}
