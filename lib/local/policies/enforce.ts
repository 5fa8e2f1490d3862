import * as z from 'zod';
import type { AccessRequest, Authorise } from '../authorisation.ts';
import type { Deployment, KeyDefinition } from '../deployment.ts';
import { aliasOf } from '../resources.ts';
import { type AccessQuestion, type Decide, decideWith } from './decide.ts';
import { localTemplates } from './local-templates.ts';
import { loadSimulator } from './simulator.ts';
import { type Policies, type Policy, parsePolicy, policiesOf } from './template-policies.ts';
import { resolveTemplates, type SynthesisedTemplate, type TemplateResource, textOf } from './template-values.ts';

/** Deployments whose keys are those of the templates, and the answer of the templates' policies to every request. */
export type Enforcement = {
  readonly deployments: readonly Deployment[];
  readonly authorise: Authorise;
  readonly policies: Policies;
};

/**
 * Makes the policies of the synthesised templates count in a local cloud; undefined where CDK or the simulator, which
 * are for development, are not installed: say `unenforced` then.
 */
export async function enforceTemplates(
  deployments: readonly Deployment[],
  mailFrom: string,
  load = loadSimulator,
): Promise<Enforcement | undefined> {
  const [first] = deployments;
  const simulator = await load();
  if (first === undefined || simulator === undefined) return undefined;
  const { stage, region } = first;
  const parties = (kind: Deployment['kind']) => deployments.filter((each) => each.kind === kind).map(partyOf);
  const request = { stage, region, mailFrom, providers: parties('provider'), researchers: parties('researcher') };
  const templates = await localTemplates(request);
  if (templates === undefined) return undefined;
  const policies = mergedPolicies(Object.values(templates));
  return {
    policies,
    authorise: remembering(authoriseBy(policies, decideWith(simulator))),
    deployments: deployments.map((each) => withTemplateKeys(each, resolveTemplates(templates[each.name] ?? []))),
  };
}

function partyOf({ name: id, accountId, releaseKeys }: Deployment) {
  return releaseKeys === undefined ? { id, accountId } : { id, accountId, releaseKeys };
}

/** Policies of parties whose templates do not know each other; ARNs tell them apart. */
function mergedPolicies(all: readonly (readonly SynthesisedTemplate[])[]): Policies {
  const parts = all.map(policiesOf);
  const merged = <Value>(pick: (part: Policies) => Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(parts.flatMap((part) => Object.entries(pick(part))));
  return {
    identity: merged(({ identity }) => identity),
    resource: merged(({ resource }) => resource),
    trust: merged(({ trust }) => trust),
    endpoints: merged(({ endpoints }) => endpoints),
  };
}

/** Answers requests of the gateway; a key is judged by the policy it has now, also one that was made at run time. */
export function authoriseBy(policies: Policies, decide: Decide): Authorise {
  const parsed = new Map<string, Policy>();
  const keyPolicy = (text: string): Policy => {
    const known = parsed.get(text) ?? parsePolicy(JSON.parse(text));
    parsed.set(text, known);
    return known;
  };
  return (request) => {
    const { keyPolicy: present, resource } = request;
    const own = present === undefined ? {} : { [resource]: keyPolicy(present) };
    return decide({ ...policies, resource: { ...policies.resource, ...own } }, questionOf(request));
  };
}

const mostRemembered = 20_000;

/** The same request of the same policies has the same answer: a third of all requests are asked again. */
function remembering(authorise: Authorise): Authorise {
  const answers = new Map<string, ReturnType<Authorise>>();
  return (request) => {
    const asked = JSON.stringify({ ...request, principal: request.principal.arn });
    const answer = answers.get(asked) ?? authorise(request);
    if (answers.size >= mostRemembered) answers.clear();
    answers.set(asked, answer);
    return answer;
  };
}

/** The question that a request of the gateway puts to the policies. */
export const questionOf = ({
  principal,
  action,
  resource,
  resourceAccount,
  context,
}: AccessRequest): AccessQuestion => ({
  principalArn: principal.arn,
  action,
  resource,
  resourceAccount,
  context,
});

/** A key that a template makes has the id by which policies name it, and its own policy. */
function withTemplateKeys(deployment: Deployment, resources: readonly TemplateResource[]): Deployment {
  const aliases = resources.filter(({ type }) => type === 'AWS::KMS::Alias');
  const keys = deployment.keys.map((definition): KeyDefinition => {
    const name = aliasOf(deployment, definition.purpose);
    const alias = aliases.find(({ properties }) => properties['AliasName'] === name);
    const arn = textOf(alias?.properties['TargetKeyId']);
    const key = resources.find(({ attributes }) => attributes.arn === arn);
    if (key === undefined) throw new Error(`the templates of ${deployment.name} make no key ${definition.purpose}`);
    const policy = JSON.stringify(z.json().parse(key.properties['KeyPolicy']));
    return { ...definition, keyId: key.attributes.ref, policy };
  });
  return { ...deployment, keys };
}
