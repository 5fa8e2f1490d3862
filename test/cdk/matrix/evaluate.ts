import { decide } from '../../support/decide.ts';
import type { Policies } from '../../support/template-policies.ts';
import { principals } from './example.ts';
import type { Operations } from './operations.ts';

/** Everyone who may do an operation: all its requests are allowed. Names separated by spaces, in the order of `principals`. */
export function whoMay(policies: Policies, operations: Operations, name: string): string {
  const requests = operations[name];
  if (requests === undefined) throw new Error(`no operation "${name}"`);
  return Object.entries(principals)
    .filter(([, principalArn]) => requests.every((each) => decide(policies, { ...each, principalArn }) === 'allow'))
    .map(([principal]) => principal)
    .join(' ');
}
