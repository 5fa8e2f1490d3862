import * as z from 'zod';
import { resolveTemplates, type SynthesisedTemplate } from '../../../lib/local/policies/template-values.ts';

/** One change of one policy: the resource of this type whose target ends in `of`. */
export type Mutation = {
  readonly policyOf: 'AWS::S3::BucketPolicy' | 'AWS::SQS::QueuePolicy' | 'AWS::IAM::Policy' | 'AWS::KMS::Key';
  readonly of: string;
  readonly add?: Readonly<Record<string, unknown>>;
  /** `Sid` of a statement that is taken away. */
  readonly remove?: string;
};

const Template = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});
const Document = z.looseObject({ Statement: z.array(z.record(z.string(), z.unknown())) });

/** The templates with one policy changed; throws when there is no such policy, so that a mutation never changes nothing. */
export function mutate(templates: readonly SynthesisedTemplate[], mutation: Mutation): readonly SynthesisedTemplate[] {
  const target = resolveTemplates(templates).find(
    ({ type, properties }) =>
      type === mutation.policyOf && targetOf(properties).some((name) => name.endsWith(mutation.of)),
  );
  if (target === undefined) throw new Error(`no ${mutation.policyOf} of ${mutation.of}`);
  return templates.map((each) =>
    each.stackName === target.stackName
      ? { ...each, template: changed(each.template, target.logicalId, mutation) }
      : each,
  );
}

const targetOf = (properties: Readonly<Record<string, unknown>>): readonly string[] =>
  [properties['Bucket'], properties['Queues'], properties['Roles'], properties['Description']].flat().map(String);

function changed(template: unknown, logicalId: string, { add, remove }: Mutation): unknown {
  const parsed = structuredClone(Template.parse(template));
  const properties = parsed.Resources[logicalId]?.Properties ?? {};
  const name = 'KeyPolicy' in properties ? 'KeyPolicy' : 'PolicyDocument';
  const document = Document.parse(properties[name]);
  const kept = document.Statement.filter(({ Sid }) => remove === undefined || Sid !== remove);
  if (remove !== undefined && kept.length === document.Statement.length) throw new Error(`no statement ${remove}`);
  properties[name] = { ...document, Statement: add === undefined ? kept : [...kept, add] };
  return parsed;
}
