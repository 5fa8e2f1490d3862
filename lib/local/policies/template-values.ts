import { createHash } from 'node:crypto';
import * as z from 'zod';

/** A value of a template once everything in it is known. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A synthesised template with the place it is deployed to. */
export type SynthesisedTemplate = {
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  readonly template: unknown;
};

/** A resource of a template, its properties without references. */
export type TemplateResource = {
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, Value>>;
  readonly metadata: Readonly<Record<string, Value>>;
  readonly attributes: { readonly ref: string; readonly arn: string };
};

const Values = z.record(z.string(), z.unknown());
const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: Values.default({}),
      Metadata: Values.default({}),
    }),
  ),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).default({}),
});
type Parsed = Omit<SynthesisedTemplate, 'template'> & z.infer<typeof Template>;

/** Resolves references inside and between templates: names as given, everything else to a stable local identifier. */
export function resolveTemplates(templates: readonly SynthesisedTemplate[]): readonly TemplateResource[] {
  const parsed = templates.map(({ template, ...place }) => ({ ...place, ...Template.parse(template) }));
  return parsed.flatMap((stack) =>
    Object.entries(stack.Resources).map(([logicalId, { Type, Properties, Metadata }]) => ({
      stackName: stack.stackName,
      accountId: stack.accountId,
      region: stack.region,
      logicalId,
      type: Type,
      properties: record(Properties, stack, parsed),
      metadata: record(Metadata, stack, parsed),
      attributes: { ref: reference(logicalId, stack, parsed), arn: attribute(logicalId, 'Arn', stack, parsed) },
    })),
  );
}

const record = (values: Record<string, unknown>, stack: Parsed, all: readonly Parsed[]): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, resolve(value, stack, all)]));

function resolve(value: unknown, stack: Parsed, all: readonly Parsed[]): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, stack, all));
  if (typeof value !== 'object') throw new TypeError(`${stack.stackName} holds a value that is no JSON`);
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    return intrinsic(only[0], only[1], stack, all);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item, stack, all)]));
}

function intrinsic(name: string, operand: unknown, stack: Parsed, all: readonly Parsed[]): Value {
  const text = (value: unknown): string => textOf(resolve(value, stack, all));
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (name === 'Ref') return reference(String(operand), stack, all);
  if (name === 'Fn::GetAtt') return attribute(String(parts[0]), String(parts[1]), stack, all);
  if (name === 'Fn::ImportValue') return imported(text(operand), all);
  if (name === 'Fn::Join') {
    const items = resolve(parts[1], stack, all);
    return listOf(items).map(textOf).join(String(parts[0]));
  }
  if (name === 'Fn::GetAZs') return ['a', 'b', 'c'].map((zone) => `${stack.region}${zone}`);
  if (name === 'Fn::Split') return text(parts[1]).split(String(parts[0]));
  if (name === 'Fn::Select') {
    const items = resolve(parts[1], stack, all);
    return listOf(items)[Number(parts[0])] ?? '';
  }
  if (name === 'Fn::Sub') {
    return text(parts[0]).replaceAll(/\$\{([^}]+)\}/g, (_all, id: string) => {
      const [logicalId = '', attributeName] = id.split('.');
      return attributeName === undefined ? reference(id, stack, all) : attribute(logicalId, attributeName, stack, all);
    });
  }
  throw new Error(`${stack.stackName} uses ${name}, which the local resolver does not know`);
}

/** A text as it is, anything else as JSON. */
export const textOf = (value: Value | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? '');

/** The items of a list; one value is a list of one. */
export const listOf = (value: Value | undefined): readonly Value[] =>
  value === undefined ? [] : isList(value) ? value : [value];

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

function imported(exportName: string, all: readonly Parsed[]): Value {
  for (const stack of all) {
    for (const { Value: value, Export: exported } of Object.values(stack.Outputs)) {
      if (exported !== undefined && textOf(resolve(exported.Name, stack, all)) === exportName) {
        return resolve(value, stack, all);
      }
    }
  }
  throw new Error(`no template exports ${exportName}`);
}

function pseudo(name: string, stack: Parsed): string | undefined {
  const values: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': stack.accountId,
    'AWS::Region': stack.region,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.stackName,
    'AWS::NoValue': '',
  };
  return values[name];
}

function reference(name: string, stack: Parsed, all: readonly Parsed[]): string {
  const known = pseudo(name, stack);
  if (known !== undefined) return known;
  const type = stack.Resources[name]?.Type;
  if (type === undefined) return textOf(resolve(stack.Parameters[name]?.Default ?? name, stack, all));
  const local = physicalName(name, stack, all);
  if (type === 'AWS::SQS::Queue') return `https://sqs.${stack.region}.amazonaws.com/${stack.accountId}/${local}`;
  if (type === 'AWS::SNS::Topic') return attribute(name, 'Arn', stack, all);
  return local;
}

type Owner = { readonly accountId: string; readonly stackName: string };

const digestOf = ({ accountId, stackName }: Owner, logicalId: string): string =>
  createHash('sha256').update(`${accountId}/${stackName}/${logicalId}`).digest('hex');

/** The form of a UUID version 8 (RFC 9562), as KMS's ids have one. */
const keyId = (digest: string): string => digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-a$4-$5');

/** ARN that the resolver gives to a key, before its stack is synthesised. */
export const localKeyArn = (stack: Owner & { readonly region: string }, logicalId: string): string =>
  `arn:aws:kms:${stack.region}:${stack.accountId}:key/${keyId(digestOf(stack, logicalId))}`;

const nameProperties: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Logs::LogGroup': 'LogGroupName',
};

function physicalName(logicalId: string, stack: Parsed, all: readonly Parsed[]): string {
  const resource = stack.Resources[logicalId];
  const given = resource?.Properties[nameProperties[resource.Type] ?? ''];
  if (given !== undefined) return textOf(resolve(given, stack, all));
  const digest = digestOf(stack, logicalId);
  if (resource?.Type === 'AWS::KMS::Key') return keyId(digest);
  if (resource?.Type === 'AWS::EC2::VPCEndpoint') return `vpce-${digest.slice(0, 17)}`;
  return logicalId;
}

function attribute(logicalId: string, name: string, stack: Parsed, all: readonly Parsed[]): string {
  const type = stack.Resources[logicalId]?.Type ?? '';
  const local = physicalName(logicalId, stack, all);
  const regional = (service: string, resource: string): string =>
    `arn:aws:${service}:${stack.region}:${stack.accountId}:${resource}`;
  const arns: Readonly<Record<string, string>> = {
    'AWS::S3::Bucket': `arn:aws:s3:::${local}`,
    'AWS::SQS::Queue': regional('sqs', local),
    'AWS::KMS::Key': regional('kms', `key/${local}`),
    'AWS::IAM::Role': `arn:aws:iam::${stack.accountId}:role/${local}`,
    'AWS::Lambda::Function': regional('lambda', `function:${local}`),
    'AWS::SNS::Topic': regional('sns', local),
    'AWS::Logs::LogGroup': `${regional('logs', `log-group:${local}`)}:*`,
  };
  if (name === 'Arn' || name === 'TopicArn') return arns[type] ?? regional('resource', logicalId);
  if (name.endsWith('Id') || name.endsWith('Name')) return local;
  return `${logicalId}.${name}`;
}
