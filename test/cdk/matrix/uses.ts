import type { Policies, PolicyStatement } from '../../../lib/local/policies/template-policies.ts';

const uses = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateMac', 'kms:Sign'];

/** `<role> <action> <resource>` for every action and resource that identity policies allow. */
export function identityAllows(policies: Policies): readonly string[] {
  return Object.entries(policies.identity).flatMap(([role, documents]) =>
    documents
      .flatMap(({ Statement }) => Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource = [] }) =>
        Action.flatMap((action) => Resource.map((resource) => `${shortName(role)} ${action} ${resource}`)),
      ),
  );
}

/** `<role> <action> <key>` for every use of a key that an identity policy allows, keys made at run time left out. */
export function keyUsesOfRoles(policies: Policies): readonly string[] {
  return identityAllows(policies)
    .filter((line) => uses.some((action) => line.includes(` ${action} `)) && !line.endsWith('key/*'))
    .toSorted();
}

/** `<role> <action> <key>` for every use that a key policy allows to a role. */
export function keyUsesOfKeys(policies: Policies): readonly string[] {
  return keys(policies)
    .flatMap(([key, statements]) =>
      statements
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action, Condition }) =>
          (Condition?.['ArnEquals']?.['aws:PrincipalArn'] ?? []).flatMap((role) =>
            Action.filter((action) => uses.includes(action)).map((action) => `${shortName(role)} ${action} ${key}`),
          ),
        ),
    )
    .toSorted();
}

/** The policies of keys: ARN and statements. */
export const keys = (policies: Policies): readonly (readonly [string, readonly PolicyStatement[]])[] =>
  Object.entries(policies.resource)
    .filter(([arn]) => arn.includes(':kms:'))
    .map(([arn, { Statement }]) => [arn, Statement]);

/** The name of a role without account and deployment. */
export const shortName = (role: string): string => role.replace(/^.*role\/(vroegzicht-example-)?/, '');
