import type { Simulation } from '@cloud-copilot/iam-simulate';

/** IAM's evaluation of a request, as AWS publishes its logic. */
export type Simulator = {
  readonly anonymousPrincipal: Simulation['request']['principal'];
  readonly evaluate: (simulation: Simulation) => boolean;
};
export type { Simulation } from '@cloud-copilot/iam-simulate';

/**
 * Loads the simulator, which is installed for development only (AGPL: it is never bundled); undefined without it. Its
 * other entry, `runSimulation`, drops `kms:EncryptionContext:...` keys.
 */
export async function loadSimulator(): Promise<Simulator | undefined> {
  const loaded = await import('@cloud-copilot/iam-simulate').catch(() => undefined);
  if (loaded === undefined) return undefined;
  const { anonymousPrincipal, runUnsafeSimulation } = loaded;
  return { anonymousPrincipal, evaluate: (simulation) => runUnsafeSimulation(simulation, {}) === 'Allowed' };
}
