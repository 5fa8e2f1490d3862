import * as z from 'zod';
import { resolveTemplates, type SynthesisedTemplate, type TemplateResource, textOf } from './template-values.ts';

const list = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));
const conditionValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), list)]).optional(),
  Action: list,
  Resource: list.optional(),
  NotResource: list.optional(),
  Condition: z
    .record(
      z.string(),
      z.record(z.string(), z.union([z.array(conditionValue), conditionValue.transform((value) => [value])])),
    )
    .optional(),
});
const Document = z.strictObject({ Version: z.string(), Statement: z.array(Statement) });

/** One statement; actions, resources and condition values are always lists. */
export type PolicyStatement = z.infer<typeof Statement>;
/** A policy document without references. */
export type Policy = z.infer<typeof Document>;

/** Reads a policy document that has no references; throws a ZodError when it is none. */
export const parsePolicy = (document: unknown): Policy => Document.parse(document);

/** What the templates allow: by role ARN, and by ARN of the resource that carries a policy. */
export type Policies = {
  readonly identity: Readonly<Record<string, readonly Policy[]>>;
  readonly resource: Readonly<Record<string, Policy>>;
  /** Trust policy by role ARN. */
  readonly trust: Readonly<Record<string, Policy>>;
  /** Policy of the gateway endpoint by its id, and the roles whose requests pass through it. */
  readonly endpoints: Readonly<Record<string, { readonly policy: Policy; readonly roles: readonly string[] }>>;
};

/** Turns templates into plain policies with local ARNs, ready to be evaluated. */
export function policiesOf(templates: readonly SynthesisedTemplate[]): Policies {
  const resources = resolveTemplates(templates);
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return {
    identity: Object.fromEntries(roles.map((role) => [role.attributes.arn, identityPolicies(role, resources)])),
    resource: Object.fromEntries(resources.flatMap((resource) => resourcePolicies(resource, resources))),
    trust: Object.fromEntries(
      roles.map((role) => [role.attributes.arn, Document.parse(role.properties['AssumeRolePolicyDocument'])]),
    ),
    endpoints: Object.fromEntries(endpoints(resources)),
  };
}

function identityPolicies(role: TemplateResource, resources: readonly TemplateResource[]): readonly Policy[] {
  const attached = resources.filter(
    ({ type, accountId, properties }) =>
      (type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy') &&
      accountId === role.accountId &&
      Array.isArray(properties['Roles']) &&
      properties['Roles'].includes(role.attributes.ref),
  );
  const Inline = z.array(z.object({ PolicyDocument: Document })).default([]);
  const inline = Inline.parse(role.properties['Policies']).map(({ PolicyDocument }) => PolicyDocument);
  return [...inline, ...attached.map(({ properties }) => Document.parse(properties['PolicyDocument']))];
}

function resourcePolicies(
  { type, attributes, properties }: TemplateResource,
  resources: readonly TemplateResource[],
): readonly (readonly [string, Policy])[] {
  if (type === 'AWS::KMS::Key') return [[attributes.arn, Document.parse(properties['KeyPolicy'])]];
  const targets: Readonly<Record<string, string>> = {
    'AWS::S3::BucketPolicy': 'Bucket',
    'AWS::SQS::QueuePolicy': 'Queues',
    'AWS::SNS::TopicPolicy': 'Topics',
  };
  const target = targets[type];
  if (target === undefined) return [];
  const refs = [properties[target]].flat();
  return resources
    .filter((candidate) => refs.includes(candidate.attributes.ref))
    .map((candidate) => [candidate.attributes.arn, Document.parse(properties['PolicyDocument'])] as const);
}

function endpoints(
  resources: readonly TemplateResource[],
): readonly (readonly [string, { readonly policy: Policy; readonly roles: readonly string[] }])[] {
  const roles = resources
    .filter(({ type, properties }) => type === 'AWS::Lambda::Function' && properties['VpcConfig'] !== undefined)
    .map(({ properties }) => textOf(properties['Role']));
  return resources
    .filter(({ type }) => type === 'AWS::EC2::VPCEndpoint')
    .map(({ attributes, properties }) => [
      attributes.ref,
      { policy: Document.parse(properties['PolicyDocument']), roles },
    ]);
}
