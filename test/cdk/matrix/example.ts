import { type KeyPolicy, municipalityKeyPolicy } from '../../../cdk/provider/municipality-key-policy.ts';
import { type Policies, policiesOf } from '../../../lib/local/policies/template-policies.ts';
import type { SynthesisedTemplate, TemplateResource } from '../../../lib/local/policies/template-values.ts';
import { resolveTemplates, textOf } from '../../../lib/local/policies/template-values.ts';

/** The accounts of the example settings. */
export const accounts = { provider: '111111111111', researcher: '222222222222', other: '999999999999' } as const;

const region = 'eu-central-1';
const local = (name: string): string => `vroegzicht-example-${name}`;

/** ARN of a role of the example by its short name. */
export const role = (name: string, account: string = accounts.provider): string =>
  `arn:aws:iam::${account}:role/${local(name)}`;

/** ARN of a bucket of the example. */
export const bucket = (name: string, account: string = accounts.provider): string =>
  `arn:aws:s3:::vroegzicht-example-${account}-${region}-${name}`;

/** ARN of a queue of the example. */
export const queue = (name: string, account: string = accounts.provider): string =>
  `arn:aws:sqs:${region}:${account}:${local(name)}`;

/** ARN of a municipality's key, which `provider municipality add` makes at run time. */
export const municipalityKey = (code: string): string =>
  `arn:aws:kms:${region}:${accounts.provider}:key/00000000-0000-0000-0000-00000000${code}`;

/** Everyone who might ask; the two administrators hold `AdministratorAccess`: an identity policy that allows everything. */
export const principals: Readonly<Record<string, string | undefined>> = {
  'ingest-export': role('ingest-export'),
  'accept-task': role('accept-task'),
  'run-task': role('run-task'),
  'erase-household': role('erase-household'),
  'release-result': role('release-result'),
  'notify-municipality': role('notify-municipality'),
  'show-result': role('show-result'),
  'receive-mail-event': role('receive-mail-event'),
  'provider-admin': role('provider-admin'),
  approver: role('approver'),
  'break-glass': role('break-glass'),
  'account-administrator': `arn:aws:iam::${accounts.provider}:role/Administrator`,
  'task-sender': role('task-sender', accounts.researcher),
  researcher: role('researcher', accounts.researcher),
  'receive-result': role('receive-result', accounts.researcher),
  'researcher-administrator': `arn:aws:iam::${accounts.researcher}:role/Administrator`,
  'other-account': `arn:aws:iam::${accounts.other}:role/Administrator`,
  'web-visitor': undefined,
};

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow' as const, Action: ['*'], Resource: ['*'] }] };

/** Policies of the example, with the keys of two municipalities and the three administrators added. */
export function examplePolicies(templates: readonly SynthesisedTemplate[]): Policies {
  const policies = policiesOf(templates);
  const administrators = ['account-administrator', 'researcher-administrator', 'other-account'];
  const keys = ['0518', '0599'].map((code) => [municipalityKey(code), asPolicy(policyOfKey(code))] as const);
  return {
    ...policies,
    identity: {
      ...policies.identity,
      ...Object.fromEntries(administrators.map((name) => [principals[name] ?? '', [everything]])),
    },
    resource: { ...policies.resource, ...Object.fromEntries(keys) },
  };
}

/** Finds the ARN of a key of the templates by its alias, for example `release`. */
export function keyFinder(templates: readonly SynthesisedTemplate[]): (purpose: string, account?: string) => string {
  const resources = resolveTemplates(templates);
  const arnOf = (alias: TemplateResource): string => textOf(alias.properties['TargetKeyId']);
  return (purpose, account = accounts.provider) => {
    const found = resources.find(
      ({ type, accountId, properties }) =>
        type === 'AWS::KMS::Alias' && accountId === account && properties['AliasName'] === `alias/${local(purpose)}`,
    );
    if (found === undefined) throw new Error(`no key for ${purpose}`);
    return arnOf(found);
  };
}

const policyOfKey = (municipality: string): KeyPolicy =>
  municipalityKeyPolicy({
    accountArn: `arn:aws:iam::${accounts.provider}:root`,
    municipality,
    extractsBucketArn: bucket('extracts'),
    s3Service: `s3.${region}.amazonaws.com`,
    roleArn: (name) => role(name),
  });

const lists = (values: Readonly<Record<string, string | readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [value].flat()]));

function asPolicy({ Version, Statement }: KeyPolicy): Policies['resource'][string] {
  return {
    Version,
    Statement: Statement.map(({ Sid, Effect, Principal, Action, Resource, Condition = {} }) => ({
      Sid,
      Effect,
      Principal: Principal === '*' ? '*' : { AWS: [Principal.AWS] },
      Action: [...Action],
      Resource: [Resource],
      Condition: Object.fromEntries(Object.entries(Condition).map(([operator, values]) => [operator, lists(values)])),
    })),
  };
}
