import type { Deployment } from './deployment.ts';
import { providerDeployment } from './provider-deployment.ts';
import { researcherDeployment } from './researcher-deployment.ts';

/** Two providers and a researcher: what `local up` and the demo start. */
export function defaultDeployments(codeVersion: string): readonly Deployment[] {
  const mail = { mailFrom: 'resultaten@vroegzicht.example', mailContact: 'onderzoek@vroegzicht.example' };
  return [
    providerDeployment({ id: 'provider-a', accountId: '111111111111', codeVersion, ...mail }),
    providerDeployment({ id: 'provider-b', accountId: '333333333333', codeVersion, ...mail }),
    researcherDeployment({ id: 'elsa-lab', accountId: '222222222222', codeVersion }),
  ];
}
