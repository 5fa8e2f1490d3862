import { type Decide, decideWith } from '../../lib/local/policies/decide.ts';
import { loadSimulator } from '../../lib/local/policies/simulator.ts';

export { type AccessQuestion, carrierOf } from '../../lib/local/policies/decide.ts';

const simulator = await loadSimulator();
if (simulator === undefined) throw new Error('npm ci installs the simulator that policy tests need');

/** Answers a request by policies, with the simulator that is installed for development. */
export const decide: Decide = decideWith(simulator);

/** The same, with every statement of a policy before the simulator, also those about other actions. */
export const decideByAllStatements: Decide = decideWith(simulator, (policy) => policy);
