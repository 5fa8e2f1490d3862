import { aboutAction } from './about-action.ts';
import type { Simulation, Simulator } from './simulator.ts';
import type { Policies, Policy } from './template-policies.ts';

/** One request to AWS: who does what to which resource; `undefined` is a visitor without credentials. */
export type AccessQuestion = {
  readonly principalArn: string | undefined;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The request does not come through the endpoint of the role's subnets. */
  readonly fromOutside?: boolean;
};

/** Answers a request by policies. */
export type Decide = (policies: Policies, question: AccessQuestion) => 'allow' | 'deny';

/**
 * Evaluates requests as AWS does: identity and resource policies, and the endpoint's policy for a function in the
 * isolated subnets. `about` leaves out of a policy what cannot matter for an action.
 */
export function decideWith(simulator: Simulator, about: typeof aboutAction = aboutAction): Decide {
  const narrowed = (policies: readonly Policy[], action: string) => policies.map((policy) => about(policy, action));
  return (policies, question) => {
    const { principalArn, action, fromOutside = false } = question;
    const passage = fromOutside || !action.startsWith('s3:') ? undefined : passageOf(policies, principalArn);
    const context = {
      ...contextOf(question),
      ...(passage === undefined ? {} : { 'aws:SourceVpce': passage.endpoint }),
    };
    const identity = principalArn === undefined ? [] : narrowed(policies.identity[principalArn] ?? [], action);
    const carried = policies.resource[carrierOf(question)];
    const resource = carried === undefined ? undefined : about(carried, action);
    const asked = simulationOf(question, context, identity, resource);
    const principal = principalArn ?? simulator.anonymousPrincipal;
    if (!simulator.evaluate({ ...asked, request: { ...asked.request, principal } })) return 'deny';
    if (passage === undefined) return 'allow';
    const through = { ...question, resourceAccount: accountOf(principalArn) };
    const passing = simulationOf(through, context, narrowed([passage.asIdentity], action), undefined);
    return simulator.evaluate(passing) ? 'allow' : 'deny';
  };
}

type Context = Record<string, string | string[]>;

function simulationOf(
  { principalArn, action, resource, resourceAccount }: AccessQuestion,
  contextVariables: Context,
  identity: readonly Policy[],
  resourcePolicy: Policy | undefined,
): Simulation {
  return {
    request: {
      principal: principalArn ?? '',
      action,
      resource: { resource, accountId: resourceAccount },
      contextVariables,
    },
    identityPolicies: identity.map((policy, index) => ({ name: `identity-${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(resourcePolicy === undefined ? {} : { resourcePolicy: named(resourcePolicy) }),
  };
}

/** The simulator reads the name of a resource policy, which only its own form for validated policies carries. */
const named = (policyDocument: Policy) => ({
  __validated: true,
  policyDocument,
  metadata: { name: 'resource' },
  errors: [],
});

/** The endpoint that a role's requests pass, its policy as one about the role: what it does not allow does not pass. */
function passageOf(policies: Policies, principalArn: string | undefined) {
  const [found] = Object.entries(policies.endpoints).filter(
    ([, { roles }]) => principalArn !== undefined && roles.includes(principalArn),
  );
  if (found === undefined) return undefined;
  const [endpoint, { policy }] = found;
  const statements = policy.Statement.map(({ Principal: _everyone, ...statement }) => statement);
  return { endpoint, asIdentity: { ...policy, Statement: statements } };
}

/** The resource whose policy counts: of an object its bucket. */
export const carrierOf = ({ resource }: Pick<AccessQuestion, 'resource'>): string =>
  resource.startsWith('arn:aws:s3:::') ? (resource.split('/')[0] ?? resource) : resource;

const accountOf = (arn: string | undefined): string => arn?.split(':')[4] ?? '';

function contextOf({ principalArn, resourceAccount, context = {} }: AccessQuestion): Context {
  const given: Context = {};
  for (const [key, value] of Object.entries(context)) given[key] = typeof value === 'string' ? value : [...value];
  return {
    'aws:SecureTransport': 'true',
    's3:TlsVersion': '1.3',
    'aws:PrincipalIsAWSService': 'false',
    'aws:ResourceAccount': resourceAccount,
    's3:ResourceAccount': resourceAccount,
    ...(principalArn === undefined
      ? {}
      : { 'aws:PrincipalArn': principalArn, 'aws:PrincipalAccount': accountOf(principalArn) }),
    ...given,
  };
}
