import type { Policies } from '../../../lib/local/policies/template-policies.ts';
import { carrierOf, decide } from '../../support/decide.ts';
import { matches } from '../../support/recorded.ts';
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

/** Whether someone who may do an operation no longer may once a statement is gone; asks only what it concerns. */
export function breaks(removal: Removal, operations: Operations, name: string, allowed: string): boolean {
  const { owner, statement, without } = removal;
  const concerned = (operations[name] ?? []).filter(({ action }) =>
    statement.Action.some((pattern) => matches(pattern, action)),
  );
  return allowed
    .split(' ')
    .filter((principal) => principal !== '')
    .map((principal) => principals[principal])
    .some((principalArn) =>
      concerned
        .filter((each) => principalArn === owner || carrierOf(each) === owner)
        .some((each) => decide(without, { ...each, principalArn }) === 'deny'),
    );
}

function may(policies: Policies, operations: Operations, name: string, principalArn: string | undefined): boolean {
  const requests = operations[name];
  if (requests === undefined) throw new Error(`no operation "${name}"`);
  return requests.every((each) => decide(policies, { ...each, principalArn }) === 'allow');
}
