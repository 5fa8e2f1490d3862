import type { Deployment } from './deployment.ts';
import { type Enforcement, enforceTemplates } from './policies/enforce.ts';
import { providerDeployment } from './provider-deployment.ts';
import { researcherDeployment } from './researcher-deployment.ts';

const mail = { mailFrom: 'resultaten@vroegzicht.example', mailContact: 'onderzoek@vroegzicht.example' };

/** Two providers and a researcher: what `local up` and the demo start. */
export function defaultDeployments(codeVersion: string): readonly Deployment[] {
  return [
    providerDeployment({ id: 'provider-a', accountId: '111111111111', codeVersion, ...mail }),
    providerDeployment({ id: 'provider-b', accountId: '333333333333', codeVersion, ...mail }),
    researcherDeployment({ id: 'elsa-lab', accountId: '222222222222', codeVersion }),
  ];
}

/** The same, with the policies of their templates; without what that needs they stand alone: say `unenforced`. */
export async function enforcedDeployments(
  codeVersion: string,
): Promise<{ readonly deployments: readonly Deployment[] } & Partial<Enforcement>> {
  const deployments = defaultDeployments(codeVersion);
  return (await enforceTemplates(deployments, mail.mailFrom)) ?? { deployments };
}
