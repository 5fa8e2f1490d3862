import type { App } from 'aws-cdk-lib';
import { localName } from '../names.ts';
import type { ProviderSettings } from '../settings.ts';
import { stackTags } from '../stack-tags.ts';
import { DataStack } from './data-stack.ts';
import { EngineStack } from './engine-stack.ts';
import { NetworkStack } from './network-stack.ts';
import { OperationsStack } from './operations-stack.ts';
import { ReleaseStack } from './release-stack.ts';
import { WebStack } from './web-stack.ts';

/** The stacks of a provider, by what they are trusted with. */
export type Provider = {
  readonly network: NetworkStack;
  readonly data: DataStack;
  readonly engine: EngineStack;
  readonly release: ReleaseStack;
  readonly web: WebStack;
  readonly operations: OperationsStack;
};

/** Builds a provider: network, data, engine, release, web, operations. */
export function buildProvider(app: App, settings: ProviderSettings): Provider {
  const common = (trust: string, description: string) => ({
    settings,
    description,
    stackName: localName(settings, `provider-${trust}`),
    env: { account: settings.accountId, region: settings.region },
    terminationProtection: true,
    tags: stackTags('provider', settings.stage, trust),
  });
  const id = (trust: string): string => `provider-${settings.stage}-${trust}`;
  const network = new NetworkStack(app, id('network'), common('network', 'Subnets with no way out but S3'));
  const { isolation, endpointId, logs } = network;
  const data = new DataStack(app, id('data'), { ...common('data', 'Buckets, queues, keys, people'), endpointId });
  const engine = new EngineStack(app, id('engine'), {
    ...common('engine', 'Ingest, acceptance and the isolated engine'),
    data,
    isolation,
    logs,
  });
  const release = new ReleaseStack(app, id('release'), { ...common('release', 'Signing, delivery, mail'), data, logs });
  const web = new WebStack(app, id('web'), { ...common('web', 'The page of a municipality'), data, logs });
  const operations = new OperationsStack(app, id('operations'), {
    ...common('operations', 'Alarms, dashboard, budget, trail'),
    data,
    logs,
    functions: [...engine.functions, ...release.functions, ...web.functions],
  });
  for (const stack of [engine, release, web]) operations.addStackDependency(stack);
  return { network, data, engine, release, web, operations };
}
