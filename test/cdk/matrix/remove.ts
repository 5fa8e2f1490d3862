import type { Policies, Policy, PolicyStatement } from '../../../lib/local/policies/template-policies.ts';

/** An Allow statement of a role or a resource, and the policies without it. */
export type Removal = {
  readonly owner: string;
  readonly statement: PolicyStatement;
  readonly without: Policies;
};

/** Every Allow statement of the named owners in turn, taken away. */
export function removals(policies: Policies, owners: (arn: string) => boolean): readonly Removal[] {
  const identity = Object.entries(policies.identity).filter(([arn]) => owners(arn));
  const resource = Object.entries(policies.resource).filter(([arn]) => owners(arn));
  return [
    ...identity.flatMap(([owner, documents]) =>
      documents.flatMap((document, index) =>
        allows(document).map((statement) => {
          const kept = documents.map((each, at) => (at === index ? minus(each, statement) : each));
          return { owner, statement, without: { ...policies, identity: { ...policies.identity, [owner]: kept } } };
        }),
      ),
    ),
    ...resource.flatMap(([owner, document]) =>
      allows(document).map((statement) => ({
        owner,
        statement,
        without: { ...policies, resource: { ...policies.resource, [owner]: minus(document, statement) } },
      })),
    ),
  ];
}

const allows = ({ Statement }: Policy): readonly PolicyStatement[] =>
  Statement.filter(({ Effect, Principal }) => Effect === 'Allow' && !isOfService(Principal));

/** What services of AWS may do is not asked by anyone in the matrix. */
const isOfService = (principal: PolicyStatement['Principal']): boolean =>
  typeof principal === 'object' && 'Service' in principal;

const minus = (document: Policy, statement: PolicyStatement): Policy => ({
  ...document,
  Statement: document.Statement.filter((each) => each !== statement),
});
