import { describe, expect, test } from 'vitest';
import { policiesOf } from '../../lib/local/policies/template-policies.ts';
import { sampled } from '../support/prove.ts';
import { exampleApp, templatesOf } from '../support/synthesised.ts';
import { whoMay } from './matrix/evaluate.ts';
import { accounts, bucket, examplePolicies, keyFinder, queue } from './matrix/example.ts';
import { matrix } from './matrix/expected.ts';
import { findingsIn } from './matrix/findings.ts';
import { type Mutation, mutate } from './matrix/mutate.ts';
import { allOperations } from './matrix/operations.ts';

const templates = templatesOf(exampleApp());
const operations = allOperations(keyFinder(templates));

const functions = [
  'ingest-export',
  'accept-task',
  'release-result',
  'notify-municipality',
  'show-result',
  'receive-mail-event',
  'receive-result',
] as const;
const others = ['provider-admin', 'approver', 'task-sender', 'example-researcher'] as const;

type Addition = readonly [title: string, mutation: Mutation];

const allow = (Action: string, Resource: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const toRole = (of: string, action: string, resource: string): Addition => [
  `${of} may ${action} on ${resource.replace(/^arn:aws:/, '')}`,
  { policyOf: 'AWS::IAM::Policy', of, add: allow(action, resource) },
];
const ownKeys = `arn:aws:kms:eu-central-1:${accounts.provider}:key/*`;

/** Broad statements for roles that must not have them. */
const forRoles: readonly Addition[] = [
  ...[...functions, ...others].flatMap((name) => [
    toRole(name, 'kms:Decrypt', '*'),
    toRole(name, 'kms:Decrypt', ownKeys),
    toRole(name, 's3:GetObject', `${bucket('extracts')}/*`),
  ]),
  ...['accept-task', 'notify-municipality', 'show-result', 'run-task', 'approver'].map((name) =>
    toRole(name, 'kms:Sign', '*'),
  ),
  ...['run-task', 'show-result', 'approver', 'provider-admin'].map((name) =>
    toRole(name, 's3:PutObject', `${bucket('reports')}/own/*`),
  ),
  ...['ingest-export', 'show-result'].map((name) => toRole(name, 's3:DeleteObject', `${bucket('jobs')}/*`)),
  ...['kms:CreateGrant', 'kms:ReEncryptFrom', 'kms:CancelKeyDeletion', 'kms:PutKeyPolicy'].map((action) =>
    toRole('provider-admin', action, ownKeys),
  ),
  toRole('provider-admin', 's3:BypassGovernanceRetention', `${bucket('ledger')}/*`),
  toRole('release-result', 's3:*', `${bucket('releases')}/*`),
  toRole('show-result', 'sqs:ReceiveMessage', queue('tasks')),
  toRole('show-result', 'sqs:SendMessage', queue('jobs')),
  toRole('run-task', 'ses:SendEmail', `arn:aws:ses:eu-central-1:${accounts.provider}:identity/*`),
  toRole('run-task', 's3:PutObject', `${bucket('inbox', accounts.researcher)}/*`),
];

const inAccount = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });

/** Broad statements for resources. */
const onResources: readonly Addition[] = [
  ...['extracts', 'releases', 'reports', 'register', 'ledger', 'jobs'].flatMap((name): readonly Addition[] =>
    (
      [
        ['the researcher', inAccount(accounts.researcher)],
        ['anyone', { AWS: '*' }],
      ] as const
    ).map(([who, Principal]) => [
      `${who} may get objects of ${name}`,
      { policyOf: 'AWS::S3::BucketPolicy', of: `-${name}`, add: allow('s3:GetObject', '*', { Principal }) },
    ]),
  ),
  ...['tasks', 'jobs', 'releases', 'reports', 'erasures', 'inbox', 'mail-events'].map(
    (name): Addition => [
      `anyone may send to ${name}`,
      {
        policyOf: 'AWS::SQS::QueuePolicy',
        of: `-${name}`,
        add: allow('sqs:SendMessage', '*', { Principal: { AWS: '*' } }),
      },
    ],
  ),
  ...(
    [
      ['extracts', 'tables under the key of their municipality'],
      ['releases', 'disclosed releases, refusals and notices'],
      ['the approver', 'signs the approval of a study by a person'],
      ['release-result', 'signs what leaves for a researcher'],
    ] as const
  ).map(
    ([name, of]): Addition => [
      `the account may use the key of ${name}`,
      { policyOf: 'AWS::KMS::Key', of, add: allow('kms:Decrypt', '*', { Principal: inAccount(accounts.provider) }) },
    ],
  ),
];

/** The rows of the matrix that a statement with this action may change. */
const rowsFor = (action: string): readonly (readonly [string, string])[] => {
  const stem = action.replace(/\*$/, '');
  return matrix.filter(([name]) => operations[name]?.some((request) => request.action.startsWith(stem)) === true);
};

/** Whether the policy tests notice the change: a rule of the house, or a row of the matrix. */
function isNoticed(mutation: Mutation): boolean {
  const mutated = mutate(templates, mutation);
  if (findingsIn(policiesOf(mutated)).length > 0) return true;
  const changed = examplePolicies(mutated);
  return rowsFor(String(mutation.add?.['Action'])).some(([name, may]) => whoMay(changed, operations, name) !== may);
}

describe('policies that allow too much', () => {
  test('the templates as they are have no finding', () => {
    expect(findingsIn(policiesOf(templates))).toEqual([]);
  });

  const additions = [...forRoles, ...onResources];
  test.each(sampled(additions, 5, 5))('%s: noticed', (_title, mutation) => {
    expect(isNoticed(mutation)).toBe(true);
  });

  test('the list is long', () => {
    expect(additions.length).toBeGreaterThan(60);
    expect(new Set(additions.map(([title]) => title)).size).toBe(additions.length);
  });
});
