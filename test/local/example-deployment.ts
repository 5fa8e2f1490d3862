import type { Deployment, FunctionDefinition } from '../../lib/local/deployment.ts';

/** A function of the fixtures, with what most tests want. */
export function exampleFunction(overrides: Partial<FunctionDefinition> = {}): FunctionDefinition {
  return {
    name: 'worker',
    file: new URL('./functions/echo.ts', import.meta.url),
    trigger: { kind: 'queue', queue: 'work', batchSize: 10 },
    environment: { OUTPUT: { bucketNameOf: 'store' }, GREETING: 'hello' },
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    instances: 1,
    ...overrides,
  };
}

/** A small account: a versioned, encrypted store, a plain bucket, a queue that objects under in/ are told to. */
export function exampleDeployment(overrides: Partial<Deployment> = {}): Deployment {
  return {
    name: 'here',
    kind: 'provider',
    accountId: '111111111111',
    region: 'eu-central-1',
    stage: 'local',
    buckets: [
      { name: 'store', versioned: true, key: 'store', notifications: [{ prefix: 'in/', queue: 'work' }] },
      { name: 'plain', versioned: false, key: undefined, notifications: [] },
      { name: 'locked', versioned: true, key: undefined, retentionDays: 10, notifications: [] },
      { name: 'named', versioned: true, key: 'store', namedKeySuffix: '.parquet', notifications: [] },
    ],
    queues: [{ name: 'work', visibilityTimeoutSeconds: 30, maximumReceives: 2 }],
    keys: [
      { purpose: 'store', spec: 'SYMMETRIC_DEFAULT' },
      { purpose: 'sign', spec: 'ECC_NIST_P256' },
    ],
    functions: [],
    roles: ['worker', 'page', 'person', 'other-person'],
    people: ['person'],
    ...overrides,
  };
}

/** The page fixture as a web function. */
export const examplePage = exampleFunction({
  name: 'page',
  file: new URL('./functions/page.ts', import.meta.url),
  trigger: { kind: 'web' },
  environment: {},
});
