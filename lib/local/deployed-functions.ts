import { type EnvironmentKey, environmentNames } from '../environment.ts';
import type { EnvironmentValue, FunctionDefinition, Trigger } from './deployment.ts';

/** What a deployment says of one of the product's functions. */
export type FunctionPlan = {
  readonly reads: readonly EnvironmentKey[];
  readonly trigger: Trigger;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes?: number;
};

/** Values a deployment can give; a function gets only those it reads. */
export type DeploymentValues = Readonly<Partial<Record<EnvironmentKey, EnvironmentValue>>>;

/** One message at a time, as in cdk/. */
export const fedBy = (queue: string): Trigger => ({ kind: 'queue', queue, batchSize: 1 });

/** Makes the definitions of functions/<name>.ts from their plans; a value that is missing stops here. */
export function deployedFunctions(
  plans: Readonly<Record<string, FunctionPlan>>,
  values: DeploymentValues,
): readonly FunctionDefinition[] {
  return Object.entries(plans).map(([name, plan]) => ({
    name,
    file: new URL(`../../functions/${name}.ts`, import.meta.url),
    trigger: plan.trigger,
    environment: Object.fromEntries(
      plan.reads.map((key) => [environmentNames[key], valueOf(key, name, values)] as const),
    ),
    timeoutSeconds: plan.timeoutSeconds,
    memoryMegabytes: plan.memoryMegabytes ?? 512,
    instances: 1,
  }));
}

function valueOf(key: EnvironmentKey, name: string, values: DeploymentValues): EnvironmentValue {
  const value = values[key];
  if (value === undefined) throw new Error(`the deployment gives no ${environmentNames[key]} to ${name}`);
  return value;
}
