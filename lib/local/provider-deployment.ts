import { type DeploymentValues, deployedFunctions, type FunctionPlan, fedBy } from './deployed-functions.ts';
import type { BucketDefinition, Deployment, KeyDefinition, QueueDefinition } from './deployment.ts';
import { localStage } from './names.ts';
import { type ReleaseKeys, releaseKeyDefinitions } from './release-keys.ts';

/** What differs between providers. */
export type ProviderOptions = {
  readonly id: string;
  readonly accountId: string;
  readonly codeVersion: string;
  readonly mailFrom: string;
  readonly mailContact: string;
  readonly region?: string;
  /** Which release key it signs with; without it the first. */
  readonly releaseKeys?: ReleaseKeys;
};

const minutes = 60;

/** Time-outs in seconds of the work on each queue; a message stays invisible six times as long. */
const workTimeouts = {
  tasks: 60,
  inbox: 15 * minutes,
  jobs: 15 * minutes,
  releases: 60,
  reports: 60,
  erasures: 15 * minutes,
  'mail-events': 60,
} as const;

const plans: Readonly<Record<string, FunctionPlan>> = {
  'ingest-export': {
    reads: [
      'providerId',
      'codeVersion',
      'ledgerBucket',
      'inboxBucket',
      'extractsBucket',
      'registerBucket',
      'pseudonymKeyArn',
    ],
    trigger: fedBy('inbox'),
    timeoutSeconds: workTimeouts.inbox,
    memoryMegabytes: 1024,
  },
  'accept-task': {
    reads: [
      'providerId',
      'codeVersion',
      'ledgerBucket',
      'registerBucket',
      'jobsBucket',
      'releasesBucket',
      'approverKeys',
      'exchangeKeyArn',
    ],
    trigger: fedBy('tasks'),
    timeoutSeconds: workTimeouts.tasks,
  },
  'run-task': {
    reads: [
      'providerId',
      'codeVersion',
      'ledgerBucket',
      'registerBucket',
      'jobsBucket',
      'extractsBucket',
      'releasesBucket',
      'approverKeys',
    ],
    trigger: fedBy('jobs'),
    timeoutSeconds: workTimeouts.jobs,
    memoryMegabytes: 1024,
  },
  'erase-household': {
    reads: ['providerId', 'codeVersion', 'ledgerBucket', 'registerBucket', 'extractsBucket'],
    trigger: fedBy('erasures'),
    timeoutSeconds: workTimeouts.erasures,
    memoryMegabytes: 1024,
  },
  'release-result': {
    reads: [
      'providerId',
      'codeVersion',
      'ledgerBucket',
      'registerBucket',
      'releasesBucket',
      'reportsBucket',
      'releaseKeyArn',
      'approverKeys',
    ],
    trigger: fedBy('releases'),
    timeoutSeconds: workTimeouts.releases,
  },
  'notify-municipality': {
    reads: [
      'providerId',
      'codeVersion',
      'ledgerBucket',
      'registerBucket',
      'reportsBucket',
      'reportBaseUrl',
      'mailFrom',
      'mailContact',
    ],
    trigger: fedBy('reports'),
    timeoutSeconds: workTimeouts.reports,
  },
  'receive-mail-event': {
    reads: ['providerId', 'codeVersion', 'ledgerBucket', 'reportsBucket'],
    trigger: fedBy('mail-events'),
    timeoutSeconds: workTimeouts['mail-events'],
  },
  'show-result': {
    reads: [
      'providerId',
      'codeVersion',
      'ledgerBucket',
      'registerBucket',
      'reportsBucket',
      'reportBaseUrl',
      'mailFrom',
      'mailContact',
    ],
    trigger: { kind: 'web' },
    timeoutSeconds: 20,
  },
};

const told = (queue: string, prefix = '') => [{ prefix, queue }];
const bucket = (name: string, more: Partial<BucketDefinition> = {}): BucketDefinition => ({
  name,
  versioned: true,
  key: name,
  notifications: [],
  ...more,
});

const buckets: readonly BucketDefinition[] = [
  bucket('inbox', { versioned: false, notifications: told('inbox') }),
  bucket('extracts', { namedKeySuffix: '.parquet' }),
  bucket('register', { notifications: told('erasures', 'objections/') }),
  bucket('ledger', { retentionDays: 1826 }),
  bucket('jobs', { notifications: told('jobs') }),
  bucket('releases', { notifications: told('releases') }),
  bucket('reports', { notifications: [...told('reports', 'own/'), ...told('reports', 'renewals/')] }),
];

const keys: readonly KeyDefinition[] = [
  ...buckets.map(({ name }) => ({ purpose: name, spec: 'SYMMETRIC_DEFAULT' }) as const),
  { purpose: 'approval', spec: 'ECC_NIST_P256' },
  { purpose: 'exchange', spec: 'RSA_2048' },
  { purpose: 'pseudonyms', spec: 'HMAC_256' },
];

const queues: readonly QueueDefinition[] = Object.entries(workTimeouts).map(([name, timeoutSeconds]) => ({
  name,
  visibilityTimeoutSeconds: 6 * timeoutSeconds,
  maximumReceives: 5,
}));

const people = ['provider-admin', 'approver'];

/** The account of one provider: what cdk/provider deploys, as data. */
export function providerDeployment(options: ProviderOptions): Deployment {
  const values: DeploymentValues = {
    providerId: options.id,
    codeVersion: options.codeVersion,
    mailFrom: options.mailFrom,
    mailContact: options.mailContact,
    inboxBucket: { bucketNameOf: 'inbox' },
    extractsBucket: { bucketNameOf: 'extracts' },
    registerBucket: { bucketNameOf: 'register' },
    ledgerBucket: { bucketNameOf: 'ledger' },
    jobsBucket: { bucketNameOf: 'jobs' },
    releasesBucket: { bucketNameOf: 'releases' },
    reportsBucket: { bucketNameOf: 'reports' },
    releaseKeyArn: { keyArnOf: 'release' },
    pseudonymKeyArn: { keyArnOf: 'pseudonyms' },
    exchangeKeyArn: { keyArnOf: 'exchange' },
    approverKeys: { keySetOf: 'approval' },
    reportBaseUrl: { webUrlOf: 'show-result' },
  };
  return {
    name: options.id,
    kind: 'provider',
    accountId: options.accountId,
    region: options.region ?? 'eu-central-1',
    stage: localStage,
    buckets,
    keys: [...keys, ...releaseKeyDefinitions(options.releaseKeys)],
    ...(options.releaseKeys === undefined ? {} : { releaseKeys: options.releaseKeys }),
    queues,
    functions: deployedFunctions(plans, values),
    roles: [...Object.keys(plans), 'break-glass', ...people],
    people,
  };
}
