import type { Policies } from '../../../lib/local/policies/template-policies.ts';
import { carrierOf, decide } from '../../support/decide.ts';
import { principals } from './example.ts';
import type { Operations } from './operations.ts';
import type { Removal } from './remove.ts';

/** Everyone who may do an operation: all its requests are allowed. Names separated by spaces, in the order of `principals`. */
export function whoMay(policies: Policies, operations: Operations, name: string): string {
  return Object.entries(principals)
    .filter(([, principalArn]) => may(policies, operations, name, principalArn))
    .map(([principal]) => principal)
    .join(' ');
}

/** Whether someone who may do an operation no longer may once a statement is gone; asks only whom it concerns. */
export function breaks(removal: Removal, operations: Operations, name: string, allowed: string): boolean {
  const names = allowed.split(' ').filter((principal) => principal !== '');
  const touched = (operations[name] ?? []).some((each) => carrierOf(each) === removal.owner);
  return names
    .map((principal) => principals[principal])
    .filter((principalArn) => touched || principalArn === removal.owner)
    .some((principalArn) => !may(removal.without, operations, name, principalArn));
}

function may(policies: Policies, operations: Operations, name: string, principalArn: string | undefined): boolean {
  const requests = operations[name];
  if (requests === undefined) throw new Error(`no operation "${name}"`);
  return requests.every((each) => decide(policies, { ...each, principalArn }) === 'allow');
}
