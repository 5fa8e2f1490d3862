import type { RecordedRequest } from '../../lib/local/authorisation.ts';
import { type AccessQuestion, carrierOf } from '../../lib/local/policies/decide.ts';
import { questionOf } from '../../lib/local/policies/enforce.ts';
import {
  type Policies,
  type Policy,
  type PolicyStatement,
  parsePolicy,
} from '../../lib/local/policies/template-policies.ts';
import { decide } from './decide.ts';

/** A statement of a template or of a municipality's key, with the policies as they would be without it. */
export type Removal = {
  readonly owner: string;
  readonly statement: PolicyStatement;
  readonly without: Policies;
};

/** The policies with those of keys that were made at run time, as the recorded requests met them last. */
export function withRuntimeKeys(policies: Policies, recorded: readonly RecordedRequest[]): Policies {
  const made = recorded.flatMap(({ resource, keyPolicy }) =>
    keyPolicy === undefined || resource in policies.resource ? [] : [[resource, keyPolicy] as const],
  );
  const keys = [...new Map(made)].map(([arn, text]) => [arn, parsePolicy(JSON.parse(text))] as const);
  return { ...policies, resource: { ...policies.resource, ...Object.fromEntries(keys) } };
}

/** The distinct requests that were allowed, as questions to the policies. */
export function allowedQuestions(recorded: readonly RecordedRequest[]): readonly AccessQuestion[] {
  const allowed = recorded.filter(({ decision }) => decision === 'allow').map(questionOf);
  return [...new Map(allowed.map((question) => [JSON.stringify(question), question])).values()];
}

const allows = ({ Statement }: Policy): readonly PolicyStatement[] =>
  Statement.filter(({ Effect }) => Effect === 'Allow');

const minus = (document: Policy, statement: PolicyStatement): Policy => ({
  ...document,
  Statement: document.Statement.filter((each) => each !== statement),
});

/** Every Allow statement in turn: of roles, of resources and of endpoints. */
export function everyRemoval(policies: Policies): readonly Removal[] {
  const { identity, resource, endpoints } = policies;
  const ofRoles = Object.entries(identity).flatMap(([owner, documents]) =>
    documents.flatMap((document, at) =>
      allows(document).map((statement) => {
        const kept = documents.map((each, index) => (index === at ? minus(each, statement) : each));
        return { owner, statement, without: { ...policies, identity: { ...identity, [owner]: kept } } };
      }),
    ),
  );
  const ofResources = Object.entries(resource).flatMap(([owner, document]) =>
    allows(document).map((statement) => ({
      owner,
      statement,
      without: { ...policies, resource: { ...resource, [owner]: minus(document, statement) } },
    })),
  );
  const ofEndpoints = Object.entries(endpoints).flatMap(([owner, { policy, roles }]) =>
    allows(policy).map((statement) => {
      const changed = { ...endpoints, [owner]: { roles, policy: minus(policy, statement) } };
      return { owner, statement, without: { ...policies, endpoints: changed } };
    }),
  );
  return [...ofRoles, ...ofResources, ...ofEndpoints];
}

/** The first recorded request that fails without the statement; undefined when the journey would not notice. */
export function firstToFail(removal: Removal, questions: readonly AccessQuestion[]): AccessQuestion | undefined {
  const { owner, statement, without } = removal;
  const passing = without.endpoints[owner]?.roles;
  const concerned = questions.filter(
    (question) =>
      (question.principalArn === owner ||
        carrierOf(question) === owner ||
        passing?.includes(question.principalArn ?? '') === true) &&
      statement.Action.some((pattern) => matches(pattern, question.action)),
  );
  return concerned.find((question) => decide(without, question) === 'deny');
}

/** Whether an action of a statement, which may end in `*`, covers an action. */
export const matches = (pattern: string, action: string): boolean =>
  pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action;
