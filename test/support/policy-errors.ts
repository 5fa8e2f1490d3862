import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { Policies, Policy } from '../../lib/local/policies/template-policies.ts';

/** Every policy that AWS would not accept (unknown action, wrong element, misplaced principal), with what is wrong. */
export async function policyErrors(policies: Policies): Promise<readonly string[]> {
  const identity = Object.entries(policies.identity).flatMap(([role, documents]) =>
    documents.map((policy) => [role, simulation([policy], undefined)] as const),
  );
  const resource = Object.entries(policies.resource).map(([arn, policy]) => [arn, simulation([], policy)] as const);
  const found: string[] = [];
  for (const [name, asked] of [...identity, ...resource]) {
    const result = await runSimulation(asked, {});
    if (result.resultType === 'error') found.push(`${name}: ${JSON.stringify(result.errors)}`);
  }
  return found;
}

const simulation = (identity: readonly Policy[], resourcePolicy: Policy | undefined): Simulation => ({
  request: {
    principal: 'arn:aws:iam::111111111111:role/validated',
    action: 's3:GetObject',
    resource: { resource: 'arn:aws:s3:::bucket/key', accountId: '111111111111' },
    contextVariables: {},
  },
  identityPolicies: identity.map((policy) => ({ name: 'policy', policy })),
  serviceControlPolicies: [],
  resourceControlPolicies: [],
  ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
});
