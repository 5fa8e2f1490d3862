import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Deployment } from '../../lib/local/deployment.ts';
import { listOf, resolveTemplates, textOf } from '../../lib/local/policies/template-values.ts';
import { providerDeployment } from '../../lib/local/provider-deployment.ts';
import { researcherDeployment } from '../../lib/local/researcher-deployment.ts';
import { exampleApp, templatesOf } from '../support/synthesised.ts';
import { accounts } from './matrix/example.ts';

const resources = resolveTemplates(templatesOf(exampleApp()));
const shared = { codeVersion: '0', mailFrom: 'a@example.nl', mailContact: 'b@example.nl' };
const deployments = [
  providerDeployment({ ...shared, id: 'provider-a', accountId: accounts.provider }),
  researcherDeployment({ ...shared, id: 'divosa', accountId: accounts.researcher }),
].map((deployment) => [deployment.name, deployment] as const);

const of = ({ accountId }: Deployment, type: string) =>
  resources.filter((each) => each.type === type && each.accountId === accountId);
const short = (name: string): string => name.replace(/^.*vroegzicht-example-(\d{12}-eu-central-1-)?/, '');
const Notifications = z.object({
  QueueConfigurations: z.array(
    z.object({
      Queue: z.string(),
      Filter: z.object({ S3Key: z.object({ Rules: z.array(z.object({ Value: z.string() })) }) }).optional(),
    }),
  ),
});

describe.each(deployments)('the local cloud of %s is what the templates deploy', (_name, local) => {
  test('functions: their queue, time-out, and variables', () => {
    const mappings = of(local, 'AWS::Lambda::EventSourceMapping').map(({ properties }) => [
      short(textOf(properties['FunctionName'])),
      short(textOf(properties['EventSourceArn'])),
    ]);
    const fed = local.functions.flatMap(({ name, trigger }) =>
      trigger.kind === 'queue' ? [[name, trigger.queue]] : [],
    );
    expect(fed.toSorted(byText)).toEqual(mappings.toSorted(byText));
    for (const deployed of of(local, 'AWS::Lambda::Function')) {
      const here = local.functions.find(({ name }) => name === short(deployed.attributes.ref));
      const Environment = z.object({ Variables: z.record(z.string(), z.unknown()) });
      const { Variables } = Environment.parse(deployed.properties['Environment']);
      expect(here?.timeoutSeconds).toBe(deployed.properties['Timeout']);
      const missing = Object.keys(here?.environment ?? {}).filter(
        (name) => !(name in Variables) && name !== 'APPROVER_KEYS',
      );
      expect(missing).toEqual([]);
    }
  });

  test('queues: how long a message stays invisible', () => {
    const queues = of(local, 'AWS::SQS::Queue').filter(({ attributes }) => !attributes.arn.endsWith('-dead'));
    const deployed = queues.map(({ attributes, properties }) => [
      short(attributes.arn),
      properties['VisibilityTimeout'],
    ]);
    const here = local.queues.map(({ name, visibilityTimeoutSeconds }) => [name, visibilityTimeoutSeconds]);
    expect(here.toSorted(byText)).toEqual(deployed.toSorted(byText));
  });

  test('buckets: who is told of new objects', () => {
    const deployed = of(local, 'AWS::S3::Bucket').flatMap(({ attributes, properties }) =>
      (Notifications.safeParse(properties['NotificationConfiguration']).data?.QueueConfigurations ?? []).map(
        ({ Queue, Filter }) => [short(attributes.ref), short(Queue), Filter?.S3Key.Rules[0]?.Value ?? ''],
      ),
    );
    const here = local.buckets.flatMap(({ name, notifications }) =>
      notifications.map(({ queue, prefix }) => [name, queue, prefix]),
    );
    expect(here.toSorted(byText)).toEqual(deployed.toSorted(byText));
  });

  test('roles of functions exist in the templates', () => {
    const deployed = of(local, 'AWS::IAM::Role').map(({ attributes }) => short(attributes.ref));
    expect(deployed).toEqual(expect.arrayContaining(local.functions.map(({ name }) => name)));
    expect(listOf(deployed)).toEqual(expect.arrayContaining(['break-glass']));
  });
});

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one).localeCompare(JSON.stringify(other));
}
