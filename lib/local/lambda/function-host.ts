import { type Instance, type InstanceOptions, type InvocationOutcome, startInstance } from './instance.ts';

/** A function ready to be invoked: up to `instances` threads, started at first need and again after a crash. */
export type FunctionHost = {
  readonly invoke: (event: unknown) => Promise<InvocationOutcome>;
  readonly close: () => Promise<void>;
};

/** Makes the host; invocations beyond the number of instances wait their turn. */
export function createFunctionHost(options: InstanceOptions, instances: number): FunctionHost {
  const idle: Instance[] = [];
  const all = new Set<Instance>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;
  const turn = async (): Promise<void> => {
    if (busy < instances) busy += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const pick = (): Instance => {
    const living = idle.splice(0).filter((instance) => instance.isAlive());
    const instance = living.pop() ?? startInstance(options);
    idle.push(...living);
    all.add(instance);
    return instance;
  };
  const release = (instance: Instance): void => {
    if (instance.isAlive()) idle.push(instance);
    else all.delete(instance);
    if (waiting.length === 0) busy -= 1;
    waiting.shift()?.();
  };
  return {
    invoke: async (event) => {
      await turn();
      if (closed) return { status: 'failed', name: 'Closed' };
      const instance = pick();
      return instance.invoke(event).finally(() => release(instance));
    },
    close: async () => {
      closed = true;
      for (const resolve of waiting.splice(0)) resolve();
      await Promise.all(Array.from(all, (instance) => instance.close()));
    },
  };
}
