import type { Policy } from './template-policies.ts';

const known = new WeakMap<Policy, Map<string, Policy>>();

/**
 * A policy without the statements that do not name the action: they cannot change an answer, and the simulator would evaluate the
 * conditions of each of them for each request. The same policy and action give the same object.
 */
export function aboutAction(policy: Policy, action: string): Policy {
  const byAction = known.get(policy) ?? new Map<string, Policy>();
  known.set(policy, byAction);
  const found = byAction.get(action) ?? {
    ...policy,
    Statement: policy.Statement.filter(({ Action }) => Action.some((pattern) => names(pattern, action))),
  };
  byAction.set(action, found);
  return found;
}

/** Actions are compared without case; `*` is any text and `?` one character (IAM JSON policy reference, Action). */
function names(pattern: string, action: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(action);
}
