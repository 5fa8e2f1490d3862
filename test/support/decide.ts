import { anonymousPrincipal, runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { Policies } from './template-policies.ts';

/** One request to AWS: who does what to which resource; `undefined` is a visitor without credentials. */
export type AccessQuestion = {
  readonly principalArn: string | undefined;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context?: Readonly<Record<string, string>>;
};

/** Evaluates one request against identity, resource and endpoint policies. Throws when a policy is not valid. */
export async function decide(policies: Policies, question: AccessQuestion): Promise<'allow' | 'deny'> {
  const result = await runSimulation(simulationOf(policies, question), {});
  if (result.resultType === 'error') {
    throw new Error(`${question.action} on ${question.resource}: ${JSON.stringify(result.errors)}`);
  }
  return result.overallResult === 'Allowed' ? 'allow' : 'deny';
}

function simulationOf(policies: Policies, question: AccessQuestion): Simulation {
  const { principalArn, action, resource, resourceAccount } = question;
  const carrier = resource.startsWith('arn:aws:s3:::') ? (resource.split('/')[0] ?? resource) : resource;
  const identity = principalArn === undefined ? [] : (policies.identity[principalArn] ?? [{ ...nothing }]);
  const [passage] = Object.entries(policies.endpoints).filter(
    ([, { roles }]) => principalArn !== undefined && roles.includes(principalArn),
  );
  return {
    request: {
      principal: principalArn ?? anonymousPrincipal,
      action,
      resource: { resource, accountId: resourceAccount },
      contextVariables: { ...contextOf(question), ...(passage === undefined ? {} : { 'aws:SourceVpce': passage[0] }) },
    },
    identityPolicies: identity.map((policy, index) => ({ name: `identity-${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: policies.resource[carrier],
    ...(passage === undefined || !action.startsWith('s3:')
      ? {}
      : { vpcEndpointPolicies: [{ name: passage[0], policy: passage[1].policy }] }),
  };
}

const nothing = { Version: '2012-10-17', Statement: [] };

function contextOf({ principalArn, resourceAccount, context }: AccessQuestion): Record<string, string> {
  const account = principalArn?.split(':')[4];
  return {
    'aws:SecureTransport': 'true',
    's3:TlsVersion': '1.3',
    'aws:PrincipalIsAWSService': 'false',
    'aws:ResourceAccount': resourceAccount,
    's3:ResourceAccount': resourceAccount,
    ...(principalArn === undefined || account === undefined
      ? {}
      : { 'aws:PrincipalArn': principalArn, 'aws:PrincipalAccount': account }),
    ...context,
  };
}
