import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { environmentNames } from '../../lib/environment.ts';
import { policiesOf } from '../../lib/local/policies/template-policies.ts';
import {
  listOf,
  resolveTemplates,
  type TemplateResource,
  textOf,
  type Value,
} from '../../lib/local/policies/template-values.ts';
import { policyErrors } from '../support/policy-errors.ts';
import { exampleApp, templatesOf } from '../support/synthesised.ts';
import { accounts } from './matrix/example.ts';
import { identityAllows, keys, keyUsesOfKeys, keyUsesOfRoles } from './matrix/uses.ts';

const example = exampleApp();
const templates = templatesOf(example);
const resources = resolveTemplates(templates);
const policies = policiesOf(templates);

const ofType = (type: string): readonly TemplateResource[] => resources.filter((each) => each.type === type);
const entry = (value: Value | undefined, key: string): Value | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
const nameOf = ({ attributes }: TemplateResource): string => attributes.ref;
const statementsOn = (arn: string) => policies.resource[arn]?.Statement ?? [];

describe('who may do anything at all', () => {
  test('every policy is one that AWS accepts', async () => {
    expect(await policyErrors(policies)).toEqual([]);
    const misspelt = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow' as const, Action: ['s3GetObject'], Resource: ['*'] }],
    };
    expect(await policyErrors({ ...policies, identity: { role: [misspelt] }, resource: {} })).toHaveLength(1);
  });

  const everyAllow = [...Object.values(policies.identity).flat(), ...Object.values(policies.resource)].flatMap(
    ({ Statement }) => Statement.filter(({ Effect }) => Effect === 'Allow'),
  );

  test('no statement allows all actions, or all actions of a service', () => {
    expect(everyAllow.flatMap(({ Action }) => Action).filter((action) => /^\*$|:\*$/.test(action))).toEqual([]);
  });

  test('a bare asterisk as resource stands only where AWS knows no ARN', () => {
    const bare = identityAllows(policies).filter((line) => line.endsWith(' *'));
    const ofNetwork = /^(run-task|erase-household) ec2:(Assign|Unassign|Create|Delete|Describe)/;
    expect(bare.filter((line) => !ofNetwork.test(line)).toSorted()).toEqual([
      'provider-admin kms:CreateKey *',
      'provider-admin kms:TagResource *',
    ]);
  });

  test('keys that are made at run time are used by these roles only', () => {
    const lines = identityAllows(policies).filter((line) => line.endsWith('key/*'));
    const uses = lines.filter((line) => /kms:(Decrypt|Encrypt|GenerateDataKey|ReEncrypt|Sign)/.test(line));
    expect(uses.map((line) => line.split(' ').slice(0, 2).join(' ')).toSorted()).toEqual([
      'erase-household kms:Decrypt',
      'erase-household kms:GenerateDataKey',
      'ingest-export kms:GenerateDataKey',
      'run-task kms:Decrypt',
    ]);
  });

  test('every use of a key is allowed on both sides: by the role and by the key', () => {
    expect(keyUsesOfRoles(policies)).toEqual(keyUsesOfKeys(policies));
  });

  test('each key that signs, opens or derives has exactly one user', () => {
    const special = ofType('AWS::KMS::Key').filter(({ properties }) => properties['KeySpec'] !== undefined);
    const specialArns = special.map(({ attributes }) => attributes.arn);
    const users = keyUsesOfKeys(policies).filter((line) => specialArns.some((arn) => line.endsWith(arn)));
    expect(special).toHaveLength(5);
    expect(users.map((line) => line.split(' ').slice(0, 2).join(' ')).toSorted()).toEqual([
      'accept-task kms:Decrypt',
      'approver kms:Sign',
      'ingest-export kms:GenerateMac',
      'release-result kms:Sign',
      'task-sender kms:Sign',
    ]);
  });

  test('who manages keys uses none but those of what it keeps itself', () => {
    const aliases = new Map(
      ofType('AWS::KMS::Alias').map(({ properties }) => [properties['TargetKeyId'], properties['AliasName']]),
    );
    const lines = keyUsesOfKeys(policies).filter((line) =>
      /^(provider-admin|cdk-|break-glass|Administrator)/.test(line),
    );
    const named = lines.map((line) => {
      const [role, action, key = ''] = line.split(' ');
      return `${role} ${action} ${textOf(aliases.get(key)).replace('alias/vroegzicht-example-', '')}`;
    });
    expect(named.toSorted()).toEqual([
      'provider-admin kms:Decrypt ledger',
      'provider-admin kms:Decrypt register',
      'provider-admin kms:Decrypt releases',
      'provider-admin kms:Decrypt reports',
      'provider-admin kms:GenerateDataKey inbox',
      'provider-admin kms:GenerateDataKey ledger',
      'provider-admin kms:GenerateDataKey register',
      'provider-admin kms:GenerateDataKey releases',
      'provider-admin kms:GenerateDataKey reports',
    ]);
  });

  test('key policies name what they allow, and everyone but break-glass is refused what undoes a shred', () => {
    for (const [, statements] of keys(policies)) {
      const deny = statements.find(({ Sid }) => Sid === 'BreakGlassOnly');
      expect(deny?.Action).toEqual(['kms:CancelKeyDeletion', 'kms:CreateGrant', 'kms:ReEncrypt*']);
      const unconditional = statements.filter(({ Effect, Condition }) => Effect === 'Allow' && Condition === undefined);
      expect(
        unconditional.flatMap(({ Action }) => Action).filter((action) => !/kms:(Describe|Get|List)/.test(action)),
      ).toEqual([]);
    }
  });

  test('a policy names another account only at the two seams', () => {
    const foreign = Object.entries(policies.resource).flatMap(([arn, { Statement }]) => {
      const owner = resources.find(({ attributes }) => attributes.arn === arn)?.accountId ?? '';
      const named = Statement.flatMap(({ Principal }) => (Principal === '*' ? [] : (Principal?.['AWS'] ?? [])));
      return named.some((principal) => principal !== '*' && !principal.includes(owner)) ? [arn] : [];
    });
    const inboxKey = keyUsesOfKeys(policies).filter(
      (line) => line.startsWith('release-result') && line.includes(accounts.researcher),
    );
    expect(inboxKey).toHaveLength(1);
    expect(foreign.toSorted()).toEqual(
      [
        inboxKey[0]?.split(' ')[2] ?? '',
        'arn:aws:s3:::vroegzicht-example-222222222222-eu-central-1-inbox',
        'arn:aws:sqs:eu-central-1:111111111111:vroegzicht-example-tasks',
      ].toSorted(),
    );
  });
});

describe('buckets', () => {
  const buckets = ofType('AWS::S3::Bucket');
  const underOwnKey = buckets.filter((bucket) => !nameOf(bucket).endsWith('access-logs'));

  test.each(buckets.map((bucket) => [nameOf(bucket), bucket] as const))(
    '%s: private, TLS only, versioned unless it holds raw exports',
    (_name, bucket) => {
      expect(bucket.properties['PublicAccessBlockConfiguration']).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const holdsRawExports = nameOf(bucket) === 'vroegzicht-example-111111111111-eu-central-1-inbox';
      expect(entry(bucket.properties['VersioningConfiguration'], 'Status')).toBe(
        holdsRawExports ? undefined : 'Enabled',
      );
      expect(
        statementsOn(bucket.attributes.arn).some(
          ({ Effect, Action, Condition }) =>
            Effect === 'Deny' && Action[0] === 's3:*' && Condition?.['Bool']?.['aws:SecureTransport']?.[0] === 'false',
        ),
      ).toBe(true);
    },
  );

  test.each(underOwnKey.map((bucket) => [nameOf(bucket), bucket] as const))(
    '%s: encrypted with its own key, no bucket key',
    (_name, bucket) => {
      const rules = entry(bucket.properties['BucketEncryption'], 'ServerSideEncryptionConfiguration');
      const [rule] = listOf(rules);
      const encryption = entry(rule, 'ServerSideEncryptionByDefault');
      expect(entry(encryption, 'SSEAlgorithm')).toBe('aws:kms');
      expect(textOf(entry(encryption, 'KMSMasterKeyID'))).toMatch(/^arn:aws:kms:eu-central-1:\d{12}:key\//);
      expect(entry(rule, 'BucketKeyEnabled') ?? false).toBe(false);
    },
  );

  test('no two buckets share a key', () => {
    const used = underOwnKey.map(({ properties }) => JSON.stringify(properties['BucketEncryption']));
    expect(new Set(used).size).toBe(used.length);
  });

  test('a bucket refuses another key, and a new key for what it holds', () => {
    const data = underOwnKey.filter((bucket) => !nameOf(bucket).endsWith('-trail'));
    for (const { attributes } of data) {
      const sids = statementsOn(attributes.arn).map(({ Sid }) => Sid);
      const keyRule = attributes.arn.endsWith('-extracts')
        ? ['KeyIsNamed', 'NoForeignKey', 'NotTheBucketsKey']
        : ['OnlyOwnKey'];
      expect(sids).toEqual(expect.arrayContaining(['OnlyKms', 'NoRewrapping', ...keyRule]));
    }
  });
});

describe('queues', () => {
  const queues = ofType('AWS::SQS::Queue');

  test.each(queues.map((queue) => [queue.attributes.arn, queue] as const))(
    '%s: TLS only, encrypted, dead letters kept',
    (arn, queue) => {
      const denies = statementsOn(arn).filter(({ Effect }) => Effect === 'Deny');
      expect(denies.some(({ Condition }) => Condition?.['Bool']?.['aws:SecureTransport']?.[0] === 'false')).toBe(true);
      expect(
        queue.properties['SqsManagedSseEnabled'] === true || queue.properties['KmsMasterKeyId'] !== undefined,
      ).toBe(true);
      const redrive = queue.properties['RedrivePolicy'];
      if (arn.endsWith('-dead')) {
        expect(queue.properties['MessageRetentionPeriod']).toBe(1_209_600);
        return;
      }
      expect(entry(redrive, 'maxReceiveCount')).toBe(5);
      expect(entry(redrive, 'deadLetterTargetArn')).toBe(`${arn}-dead`);
      expect(Number(queue.properties['MessageRetentionPeriod'])).toBeLessThan(1_209_600);
    },
  );

  test('every consumer reports single failures and has six times its time-out', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping');
    expect(mappings.length).toBeGreaterThanOrEqual(6);
    for (const { properties } of mappings) {
      expect(properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
      expect(properties['BatchSize']).toBe(1);
      const lambda = ofType('AWS::Lambda::Function').find(
        ({ attributes }) => attributes.ref === properties['FunctionName'],
      );
      const queue = queues.find(({ attributes }) => attributes.arn === properties['EventSourceArn']);
      expect(queue?.properties['VisibilityTimeout']).toBe(6 * Number(lambda?.properties['Timeout']));
    }
  });
});

describe('functions, logs and network', () => {
  const functions = ofType('AWS::Lambda::Function');

  test('each function has its own role, runs Node.js 24 on x86_64, and its variables are those of lib/environment', () => {
    const roles = functions.map(({ properties }) => properties['Role']);
    expect(new Set(roles).size).toBe(functions.length);
    const known = [...Object.values<string>(environmentNames), 'NODE_OPTIONS', 'UV_THREADPOOL_SIZE'];
    for (const { properties } of functions) {
      expect([properties['Runtime'], properties['Architectures']]).toEqual(['nodejs24.x', ['x86_64']]);
      const variables = entry(properties['Environment'], 'Variables');
      expect(
        Object.keys(z.record(z.string(), z.string()).parse(variables)).filter((name) => !known.includes(name)),
      ).toEqual([]);
    }
  });

  test('only the functions that decrypt extracts stand in the isolated subnets', () => {
    const isolated = functions.filter(({ properties }) => properties['VpcConfig'] !== undefined).map(nameOf);
    const names = isolated.map((name) => name.replace('vroegzicht-example-', ''));
    expect(names.toSorted()).toEqual(['erase-household', 'run-task']);
  });

  test('every alarm reaches a mailbox and carries the stage: two stages in one account do not meet', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(40);
    for (const { properties } of alarms) {
      expect(textOf(properties['AlarmName'])).toMatch(/^vroegzicht-example-/);
      expect(textOf(listOf(properties['AlarmActions'])[0])).toMatch(/:sns:.*vroegzicht-example-/);
    }
  });

  test('every log group is kept for a stated time under a key', () => {
    const groups = ofType('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(functions.length);
    for (const { properties } of groups) {
      expect(Number(properties['RetentionInDays'])).toBeGreaterThanOrEqual(180);
      expect(textOf(properties['KmsKeyId'])).toContain(':key/');
    }
  });

  test('no way out: no gateway, no public subnet, no interface endpoint, no public function, no helper function', () => {
    const forbidden = /NatGateway|InternetGateway|EIP$|Lambda::Url|CloudFormation::CustomResource|^Custom::/;
    expect(resources.map(({ type }) => type).filter((type) => forbidden.test(type))).toEqual([]);
    expect(ofType('AWS::EC2::VPCEndpoint').map(({ properties }) => properties['VpcEndpointType'])).toEqual(['Gateway']);
    expect(ofType('AWS::EC2::Subnet').map(({ properties }) => properties['MapPublicIpOnLaunch'])).toEqual([
      false,
      false,
    ]);
    expect(ofType('AWS::EC2::Route')).toEqual([]);
  });

  test('the endpoint passes the own account only, and names resolve to S3 only', () => {
    const [endpoint] = Object.values(policies.endpoints);
    for (const { Condition, Resource = [] } of endpoint?.policy.Statement ?? []) {
      expect(Condition?.['StringEquals']?.['aws:ResourceAccount']).toEqual([accounts.provider]);
      expect(Resource.every((arn) => arn.includes(`vroegzicht-example-${accounts.provider}`))).toBe(true);
    }
    const [rules] = ofType('AWS::Route53Resolver::FirewallRuleGroup');
    const actions = [rules?.properties['FirewallRules']].flat().map((rule) => entry(rule, 'Action'));
    expect(actions).toEqual(['ALLOW', 'BLOCK']);
  });
});
