import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Records why a finding of cdk-nag is accepted on exactly this construct; `finding` is the part between brackets. */
export function acknowledge(construct: IConstruct, rule: string, reason: string, finding?: string): void {
  const id = finding === undefined ? `AwsSolutions-${rule}` : `AwsSolutions-${rule}[${finding}]`;
  Validations.of(construct).acknowledge({ id: `AwsSolutions::${id}`, reason });
}

/** Records why a wildcard in a resource is accepted; the wildcard stands after a named bucket, prefix or account. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  acknowledge(construct, 'IAM5', reason, `Resource::${readable(Stack.of(construct).resolve(resource))}`);
}

function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  if ('Ref' in value) return `<${String(value.Ref)}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const parts: unknown = value['Fn::Join'][1];
    return Array.isArray(parts) ? parts.map(readable).join('') : '';
  }
  return '';
}
