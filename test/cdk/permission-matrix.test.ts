import { describe, expect, test } from 'vitest';
import { exampleApp, templatesOf } from '../support/synthesised.ts';
import { breaks, whoMay } from './matrix/evaluate.ts';
import { accounts, examplePolicies, keyFinder } from './matrix/example.ts';
import { matrix } from './matrix/expected.ts';
import { type Mutation, mutate } from './matrix/mutate.ts';
import { allOperations } from './matrix/operations.ts';
import { type Removal, removals } from './matrix/remove.ts';
import { shortName } from './matrix/uses.ts';

const templates = templatesOf(exampleApp());
const policies = examplePolicies(templates);
const operations = allOperations(keyFinder(templates));

describe('permission matrix: principals × operations over all synthesised policies', () => {
  test.each(matrix)('%s: %s', (operation, may) => {
    expect(whoMay(policies, operations, operation)).toBe(may);
  });

  test('has a row for every operation', () => {
    expect(matrix.map(([operation]) => operation)).toEqual(Object.keys(operations));
  });
});

const researcher = { AWS: `arn:aws:iam::${accounts.researcher}:root` };
const everyone = { AWS: '*' };

/** A change of one template, and the row that it breaks. */
const tooWide: readonly (readonly [string, Mutation, string])[] = [
  [
    'the researcher may get objects of the extracts bucket',
    {
      policyOf: 'AWS::S3::BucketPolicy',
      of: 'extracts',
      add: { Effect: 'Allow', Principal: researcher, Action: 's3:GetObject', Resource: '*' },
    },
    'get a manifest from S3, decryption aside',
  ],
  [
    'tables may leave by another way than the isolated subnets',
    { policyOf: 'AWS::S3::BucketPolicy', of: 'extracts', remove: 'OnlyFromIsolatedSubnets' },
    'get a table from S3, decryption aside',
  ],
  [
    'a delivered result may be overwritten',
    {
      policyOf: 'AWS::S3::BucketPolicy',
      of: '222222222222-eu-central-1-inbox',
      remove: 'CreateOnly',
      add: {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accounts.provider}:root` },
        Action: 's3:PutObject',
        Resource: '*',
      },
    },
    'put over a delivered result, encryption aside',
  ],
  [
    'the tasks queue may be read by the researcher',
    {
      policyOf: 'AWS::SQS::QueuePolicy',
      of: '-tasks',
      add: { Effect: 'Allow', Principal: researcher, Action: 'sqs:ReceiveMessage', Resource: '*' },
    },
    'take a task',
  ],
  [
    'anyone may send tasks',
    {
      policyOf: 'AWS::SQS::QueuePolicy',
      of: '-tasks',
      add: { Effect: 'Allow', Principal: everyone, Action: 'sqs:SendMessage', Resource: '*' },
    },
    'send a task',
  ],
  [
    'show-result may hand out reports',
    {
      policyOf: 'AWS::IAM::Policy',
      of: 'show-result',
      add: { Effect: 'Allow', Action: ['s3:PutObject'], Resource: '*' },
    },
    'hand out a report',
  ],
  [
    'the ledger may be changed',
    {
      policyOf: 'AWS::IAM::Policy',
      of: 'provider-admin',
      add: { Effect: 'Allow', Action: ['s3:BypassGovernanceRetention', 's3:PutObject'], Resource: '*' },
    },
    'count a run',
  ],
];

describe('the matrix notices a template that is too wide', () => {
  test.each(tooWide)('%s', (_title, mutation, row) => {
    const expected = new Map(matrix).get(row);
    expect(whoMay(policies, operations, row)).toBe(expected);
    expect(whoMay(examplePolicies(mutate(templates, mutation)), operations, row)).not.toBe(expected);
  });
});

/** Statements that nobody in the matrix asks for, each with its reason. */
const unasked: readonly (readonly [RegExp, string])[] = [
  [/^logs:/, 'Lambda writes the log of a function with its role'],
  [/^ec2:/, 'Lambda places a function in a subnet with its role'],
  [/^kms:(DescribeKey|CreateAlias|PutKeyPolicy)/, 'CloudFormation and auditors look after keys of templates'],
  [/^kms:CancelKeyDeletion/, 'break-glass saves any key of a template'],
  [/^sqs:(SendMessage|GetQueueAttributes|GetQueueUrl) /, 'the redrive of dead letters ends at the queue'],
];

describe('least privilege: every allowed statement is needed for a row of the matrix', () => {
  const owned = removals(policies, (arn) => arn.includes('vroegzicht-example-') || arn.includes(':key/'));
  const inTemplates = owned.filter(({ owner }) => !owner.includes('0000-0000'));
  const lost = (removal: Removal): boolean =>
    matrix.some(([operation, may]) => breaks(removal, operations, operation, may));

  test.each(inTemplates.map((each) => [`${shortName(each.owner)}: ${each.statement.Action.join(' ')}`, each] as const))(
    '%s',
    (_name, removal) => {
      const reason = unasked.find(([pattern]) => pattern.test(removal.statement.Action.join(' ')));
      expect(lost(removal) || reason !== undefined).toBe(true);
    },
  );
});
