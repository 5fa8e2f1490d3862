import { deployedFunctions, fedBy } from './deployed-functions.ts';
import type { Deployment } from './deployment.ts';
import { localStage } from './names.ts';

/** What differs between researchers. */
export type ResearcherOptions = {
  readonly id: string;
  readonly accountId: string;
  readonly codeVersion: string;
  readonly region?: string;
};

const people = ['task-sender', 'researcher'];

/** The account of one researcher: what cdk/researcher deploys, as data. */
export function researcherDeployment(options: ResearcherOptions): Deployment {
  const plans = {
    'receive-result': {
      reads: ['codeVersion', 'researcherId', 'researcherInboxBucket'],
      trigger: fedBy('results'),
      timeoutSeconds: 60,
    },
  } as const;
  return {
    name: options.id,
    kind: 'researcher',
    accountId: options.accountId,
    region: options.region ?? 'eu-central-1',
    stage: localStage,
    buckets: [
      { name: 'inbox', versioned: true, key: 'inbox', notifications: [{ prefix: 'inbox/', queue: 'results' }] },
    ],
    keys: [
      { purpose: 'inbox', spec: 'SYMMETRIC_DEFAULT' },
      { purpose: 'task', spec: 'ECC_NIST_P256' },
    ],
    queues: [{ name: 'results', visibilityTimeoutSeconds: 360, maximumReceives: 5 }],
    functions: deployedFunctions(plans, {
      codeVersion: options.codeVersion,
      researcherId: options.id,
      researcherInboxBucket: { bucketNameOf: 'inbox' },
    }),
    roles: ['receive-result', 'break-glass', ...people],
    people,
  };
}
