import type { Deployment } from './deployment.ts';
import { type Enforcement, enforceTemplates } from './policies/enforce.ts';
import { loadSimulator } from './policies/simulator.ts';
import { providerDeployment } from './provider-deployment.ts';
import type { ReleaseKeysOf } from './release-keys.ts';
import { researcherDeployment } from './researcher-deployment.ts';

const mail = { mailFrom: 'resultaten@vroegzicht.example', mailContact: 'onderzoek@vroegzicht.example' };

/** Two providers and a researcher: what `local up` and the demo start. */
export function defaultDeployments(codeVersion: string, releaseKeys: ReleaseKeysOf = {}): readonly Deployment[] {
  const provider = (id: string, accountId: string) => {
    const own = releaseKeys[id];
    return providerDeployment({
      id,
      accountId,
      codeVersion,
      ...mail,
      ...(own === undefined ? {} : { releaseKeys: own }),
    });
  };
  return [
    provider('provider-a', '111111111111'),
    provider('provider-b', '333333333333'),
    researcherDeployment({ id: 'elsa-lab', accountId: '222222222222', codeVersion }),
  ];
}

/** The same, with the policies of their templates; without what that needs they stand alone: say `unenforced`. */
export async function enforcedDeployments(
  codeVersion: string,
  releaseKeys: ReleaseKeysOf = {},
  load = loadSimulator,
): Promise<{ readonly deployments: readonly Deployment[] } & Partial<Enforcement>> {
  const deployments = defaultDeployments(codeVersion, releaseKeys);
  return (await enforceTemplates(deployments, mail.mailFrom, load)) ?? { deployments };
}
