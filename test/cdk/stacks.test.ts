import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readSettings } from '../../cdk/configuration.ts';
import cdk from '../../cdk.json' with { type: 'json' };
import { policiesOf } from '../../lib/local/policies/template-policies.ts';
import {
  resolveTemplates,
  type SynthesisedTemplate,
  type TemplateResource,
  textOf,
} from '../../lib/local/policies/template-values.ts';
import recommended from '../../node_modules/aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { isProof } from '../support/prove.ts';
import { exampleApp, templatesOf } from '../support/synthesised.ts';
import { identityAllows, keyUsesOfKeys } from './matrix/uses.ts';
import { statefulIds } from './stateful-ids.ts';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), DeletionPolicy: z.string().optional(), UpdateReplacePolicy: z.string().optional() }),
  ),
});
const Report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.string(),
      violations: z.array(z.object({ ruleName: z.string() })),
      suppressedViolations: z.array(z.object({ ruleName: z.string(), reason: z.string() })).default([]),
    }),
  ),
});

/** Findings of cdk-nag v3 and of CDK's own validation, as the assembly reports them. */
const reportOf = (directory: string) =>
  Report.parse(JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'))).pluginReports;

const example = exampleApp({ isChecked: isProof });
Validations.of(example.app).addPlugins(new AwsSolutionsChecks(example.app));
const assembly = example.app.synth();
const stacks = assembly.stacks.map((stack) => [stack.id, stack, Template.parse(stack.template)] as const);

describe('every stack', () => {
  test.each(stacks)('%s: protected, tagged, in its own account and Region', (id, stack) => {
    const [role = ''] = id.split('-');
    expect(stack.terminationProtection).toBe(true);
    expect(stack.tags).toMatchObject({ project: 'vroegzicht', role, stage: 'example' });
    expect(stack.environment).toMatchObject({
      account: role === 'provider' ? '111111111111' : '222222222222',
      region: 'eu-central-1',
    });
  });

  test.each(stacks)(
    '%s: what holds data, messages or keys keeps its logical id and is retained once it is there',
    (id, _stack, { Resources }) => {
      const stateful = Object.entries(Resources).filter(([, { Type }]) =>
        ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SQS::Queue'].includes(Type),
      );
      expect(stateful.map(([logicalId]) => logicalId).toSorted()).toEqual(statefulIds[id] ?? []);
      for (const [, { DeletionPolicy, UpdateReplacePolicy }] of stateful) {
        expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
      }
    },
  );

  test('answers leave run-task every ten seconds, unless the provider says otherwise', () => {
    const periods = stacks.flatMap(
      ([, { template }]) => JSON.stringify(template).match(/"ANSWER_EVERY_SECONDS":"\d+"/g) ?? [],
    );
    expect(periods).toEqual(['"ANSWER_EVERY_SECONDS":"10"']);
  });

  test.each(stacks)('%s: works in every partition', (_id, { template }) => {
    const given = ['provider', 'researcher'].map((role) =>
      JSON.stringify(readSettings(role === 'provider' ? 'provider' : 'researcher', 'example')),
    );
    const literal = JSON.stringify(template).match(/arn:aws:[^"]*/g) ?? [];
    const fromTemplates = literal.filter((arn) => !given.some((settings) => settings.includes(arn)));
    expect(fromTemplates.filter((arn) => !arn.startsWith('arn:aws:kms:eu-central-1:222222222222:key/'))).toEqual([]);
  });

  test.each(stacks)('%s: stays below half of the limit of 500 resources', (_id, _stack, { Resources }) => {
    expect(Object.keys(Resources).length).toBeLessThan(250);
  });
});

describe('cdk-nag AwsSolutions', () => {
  test('finds nothing that is not acknowledged, and every acknowledgement has its reason', () => {
    const reports = reportOf(assembly.directory);
    expect(reports.map(({ pluginName }) => pluginName)).toContain('AwsSolutions');
    expect(reports.flatMap(({ violations }) => violations)).toEqual([]);
    const acknowledged = reports.flatMap(({ suppressedViolations }) => suppressedViolations);
    expect(acknowledged.filter(({ reason }) => reason.length < 40)).toEqual([]);
    const kinds = new Set(acknowledged.map(({ ruleName }) => ruleName.replace(/\[.*$/, '')));
    expect([...kinds].toSorted()).toEqual(['AwsSolutions-APIG4', 'AwsSolutions-IAM5', 'AwsSolutions-S1']);
  });

  test('is really asked: an unprotected topic fails', () => {
    const app = new App({ builtinCloudFormationValidation: false });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const topic = new Topic(new Stack(app, 'Careless'), 'Topic');
    expect(() => app.synth()).toThrow('AwsSolutions-SNS3');
    expect(topic.node.path).toBe('Careless/Topic');
  });
});

test('cdk.json holds every recommended feature flag, with three choices of our own', () => {
  const context: Readonly<Record<string, unknown>> = cdk.context;
  const differing = Object.entries(recommended).filter(
    ([flag, value]) => JSON.stringify(context[flag]) !== JSON.stringify(value),
  );
  expect(differing.map(([flag]) => flag).toSorted()).toEqual([
    '@aws-cdk/core:defaultCrossStackReferences',
    '@aws-cdk/core:enablePartitionLiterals',
    '@aws-cdk/core:target-partitions',
  ]);
});

describe('settings that change what is deployed', () => {
  const key = { kid: 'k'.repeat(43), kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) } as const;
  const resources = resolveTemplates(templatesOf(example));
  const uses = (templates: readonly SynthesisedTemplate[]) => keyUsesOfKeys(policiesOf(templates));
  const keyGenerations = { release: 2, nextRelease: true, approval: 2, exchange: 2 };
  const locks = { taskQueueEncryption: 'customer-key', ledgerLock: 'compliance' } as const;
  const changed = templatesOf(exampleApp({ settings: { ...locks, approverKeys: [key], keyGenerations } }));
  const after = resolveTemplates(changed);
  const acceptance = (all: readonly TemplateResource[]) =>
    all.find(
      ({ type, properties }) =>
        type === 'AWS::Lambda::EventSourceMapping' && textOf(properties['EventSourceArn']).endsWith('-tasks'),
    );
  const lock = (all: readonly TemplateResource[]) =>
    JSON.stringify(
      all.find(({ attributes }) => attributes.ref.endsWith('-ledger'))?.properties['ObjectLockConfiguration'],
    );

  test('no task is accepted before an approver has a key', () => {
    expect(acceptance(resources)?.properties['Enabled']).toBe(false);
    expect(acceptance(after)?.properties['Enabled']).toBe(true);
  });

  test('the ledger is locked for five years, in governance mode unless compliance was signed for', () => {
    expect(lock(resources)).toContain('"Days":1826,"Mode":"GOVERNANCE"');
    expect(lock(after)).toContain('"Days":1826,"Mode":"COMPLIANCE"');
  });

  test('new keys have one user each; a key for the task queue is used through SQS only', () => {
    const before = uses(templatesOf(example));
    const added = uses(changed).filter((line) => !before.includes(line));
    expect(added.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'accept-task kms:Decrypt',
      'accept-task kms:Decrypt',
      'approver kms:Sign',
      'provider-admin kms:Decrypt',
      'provider-admin kms:GenerateDataKey',
      'release-result kms:Sign',
      'task-sender kms:Decrypt',
      'task-sender kms:GenerateDataKey',
    ]);
  });

  test('a key of a higher generation is a new one; the next release key may be announced, and nobody signs with it', () => {
    const keyOf = (purpose: string): string =>
      textOf(
        after.find(({ properties }) => properties['AliasName'] === `alias/vroegzicht-example-${purpose}`)?.properties[
          'TargetKeyId'
        ],
      );
    const usersOf = (purpose: string) => uses(changed).filter((line) => line.endsWith(keyOf(purpose)));
    const [next, inUse, approval, exchange] = ['release-3', 'release-2', 'approval-2', 'exchange-2'].map(usersOf);
    expect([next?.length, inUse, approval, exchange]).toEqual([
      0,
      [`release-result kms:Sign ${keyOf('release-2')}`],
      [`approver kms:Sign ${keyOf('approval-2')}`],
      [`accept-task kms:Decrypt ${keyOf('exchange-2')}`],
    ]);
    expect(identityAllows(policiesOf(changed))).toContain(`provider-admin kms:GetPublicKey ${keyOf('release-3')}`);
    for (const former of ['release', 'approval', 'exchange'])
      expect([keyOf(former) === '', usersOf(former)]).toEqual([false, []]);
  });

  test('no deployment takes an export away that a deployed stack still imports', () => {
    const exported = JSON.stringify(
      changed.map(({ template }) => z.object({ Outputs: z.json().default({}) }).parse(template)),
    );
    const imported = JSON.stringify(templatesOf(example)).matchAll(/"Fn::ImportValue":"([^"]+)"/g);
    const names = [...new Set([...imported].map(([, name]) => name))];
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !exported.includes(`"Name":"${name}"`))).toEqual([]);
  });

  test('a pause stops every queue and the page; keys of queues are printed for the researchers', () => {
    const paused = resolveTemplates(templatesOf(exampleApp({ settings: { paused: true, approverKeys: [key] } })));
    const ofProvider = paused.filter(({ accountId }) => accountId === '111111111111');
    const sources = ofProvider.filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping');
    const page = ofProvider.find(({ properties }) => properties['FunctionName'] === 'vroegzicht-example-show-result');
    expect([sources.length, page?.properties['ReservedConcurrentExecutions']]).toEqual([7, 0]);
    expect(sources.map(({ properties }) => properties['Enabled'])).toEqual(sources.map(() => false));
    expect(JSON.stringify(changed)).toContain('TaskQueueKeyArn');
  });
});
