import type { Construct } from 'constructs';
import type { Place, RoleName } from '../names.ts';
import { EngineFunction, type FunctionProps, isWritten, type LogSettings } from './engine-function.ts';
import { NamedRole } from './named-role.ts';

/** What a function adds to its role. */
export type FunctionPlan = Omit<FunctionProps, 'place' | 'role' | 'logs'>;

/** A role and, once its source is written, its function. */
export type RoleWithFunction = { readonly role: NamedRole; readonly deployed: EngineFunction | undefined };

/** Makes the role of a function, and the function when functions/<name>.ts exists. */
export function roleWithFunction(
  scope: Construct,
  place: Place,
  logs: LogSettings,
  plan: FunctionPlan & { readonly name: RoleName },
): RoleWithFunction {
  const role = NamedRole.ofFunction(scope, place, plan.name);
  return {
    role,
    deployed: isWritten(plan.name) ? new EngineFunction(scope, { ...plan, place, role, logs }) : undefined,
  };
}
