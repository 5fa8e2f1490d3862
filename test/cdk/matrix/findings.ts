import type { Policies, PolicyStatement } from '../../../lib/local/policies/template-policies.ts';
import { identityAllows, keys, keyUsesOfKeys, keyUsesOfRoles } from './uses.ts';

/** Where AWS knows no ARN before the thing is there. */
const bareResources = ['provider-admin kms:CreateKey *', 'provider-admin kms:TagResource *'];
const ofNetwork = /^(run-task|erase-household) ec2:(Assign|Unassign|Create|Delete|Describe)/;

const runtimeKeyUses = [
  'erase-household kms:Decrypt',
  'erase-household kms:GenerateDataKey',
  'ingest-export kms:GenerateDataKey',
  'run-task kms:Decrypt',
];

/** Only break-glass undoes a shred, and nobody else changes what a key allows. */
const undoes =
  /kms:(CancelKeyDeletion|CreateGrant|ReEncrypt|PutKeyPolicy)|s3:(BypassGovernanceRetention|PutBucketPolicy)/;

/** What is wrong with a set of policies whoever asks; empty when nobody is allowed more than a rule of the house permits. */
export function findingsIn(policies: Policies): readonly string[] {
  const lines = identityAllows(policies);
  const roleUses = keyUsesOfRoles(policies);
  const keyUses = keyUsesOfKeys(policies);
  return [
    ...everyAllow(policies)
      .flatMap(({ Action }) => Action)
      .filter((action) => /^\*$|:\*$/.test(action))
      .map((action) => `${action} is allowed`),
    ...lines
      .filter((line) => line.endsWith(' *') && !ofNetwork.test(line) && !bareResources.includes(line))
      .map((line) => `${line}: a bare asterisk`),
    ...lines
      .filter((line) => line.endsWith('key/*') && /kms:(Decrypt|Encrypt|Generate|ReEncrypt|Sign)/.test(line))
      .filter((line) => !runtimeKeyUses.includes(line.split(' ').slice(0, 2).join(' ')))
      .map((line) => `${line}: no user of municipality keys`),
    ...lines
      .filter((line) => undoes.test(line) && !line.startsWith('break-glass '))
      .map((line) => `${line}: for break-glass only`),
    ...roleUses.filter((use) => !keyUses.includes(use)).map((use) => `${use}: the key does not allow it`),
    ...keyUses.filter((use) => !roleUses.includes(use)).map((use) => `${use}: the role does not allow it`),
    ...openResources(policies),
    ...objectFindings(policies),
  ];
}

const everyAllow = ({ identity, resource }: Policies): readonly PolicyStatement[] =>
  [...Object.values(identity).flat(), ...Object.values(resource)].flatMap(({ Statement }) =>
    Statement.filter(({ Effect }) => Effect === 'Allow'),
  );

const readersOfTables = /role\/vroegzicht-[a-z]+-(run-task|erase-household)$/;
const delivers = /role\/vroegzicht-[a-z]+-release-result$/;
const accountOf = (arn: string): string => arn.split(':')[4] || (/\d{12}/.exec(arn)?.[0] ?? '');

/** Objects that a role may get or put without the key to go with it, in another account, or that are tables of an extract. */
function objectFindings({ identity }: Policies): readonly string[] {
  return Object.entries(identity).flatMap(([role, documents]) => {
    const allowed = documents.flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Allow');
    const holdsKey = (action: string, bucketArn: string): boolean =>
      allowed.some(
        ({ Action, Condition }) =>
          Action.includes(action) &&
          Object.values(Condition?.['StringLike'] ?? {}).some(([context]) => context?.startsWith(`${bucketArn}/`)),
      );
    return allowed.flatMap(({ Action, Resource = [] }) =>
      Action.filter((action) => action === 's3:GetObject' || action === 's3:PutObject').flatMap((action) =>
        Resource.flatMap((resource) => {
          const [bucketArn = ''] = resource.split('/');
          const isTables = bucketArn.endsWith('-extracts') && !resource.endsWith('.json');
          const keyAction = action === 's3:GetObject' ? 'kms:Decrypt' : 'kms:GenerateDataKey';
          return [
            ...(accountOf(bucketArn) === accountOf(role) || (action === 's3:PutObject' && delivers.test(role))
              ? []
              : [`${role} ${action} ${resource}: in another account`]),
            ...(isTables && action === 's3:GetObject' && !readersOfTables.test(role)
              ? [`${role} ${action} ${resource}: tables`]
              : []),
            ...(holdsKey(keyAction, bucketArn) ? [] : [`${role} ${action} ${resource}: without ${keyAction}`]),
          ];
        }),
      ),
    );
  });
}

/** Where two accounts meet: tasks come in, results are delivered. */
const seams = /-tasks$|-inbox$/;

/** Resources that let anyone in, or a whole account use a key without naming a role. */
function openResources(policies: Policies): readonly string[] {
  const toEveryone = Object.entries(policies.resource)
    .filter(([, { Statement }]) => Statement.some((each) => each.Effect === 'Allow' && isEveryone(each.Principal)))
    .map(([arn]) => `${arn}: open to everyone`);
  const useWithoutRole = keys(policies)
    .filter(([, statements]) =>
      statements.some(
        ({ Effect, Action, Condition, Principal }) =>
          Effect === 'Allow' &&
          typeof Principal === 'object' &&
          'AWS' in Principal &&
          Action.some((action) => /kms:(Decrypt|Encrypt|Generate|Sign|CreateGrant|PutKeyPolicy)/.test(action)) &&
          Condition?.['ArnEquals']?.['aws:PrincipalArn'] === undefined,
      ),
    )
    .map(([arn]) => `${arn}: used by a whole account`);
  const toOthers = Object.entries(policies.resource)
    .filter(([arn, { Statement }]) =>
      Statement.some(
        ({ Effect, Principal }) =>
          Effect === 'Allow' &&
          typeof Principal === 'object' &&
          (Principal['AWS'] ?? []).some((who) => who !== '*' && accountOf(who) !== accountOf(arn)),
      ),
    )
    .filter(([arn]) => !seams.test(arn) && !arn.includes(':kms:'))
    .map(([arn]) => `${arn}: open to another account`);
  return [...toEveryone, ...toOthers, ...useWithoutRole];
}

const isEveryone = (principal: PolicyStatement['Principal']): boolean =>
  principal === '*' || (typeof principal === 'object' && principal['AWS']?.includes('*') === true);
