import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Guard } from './authorisation.ts';
import type { Deployment, FunctionDefinition } from './deployment.ts';
import { functionEnvironment } from './function-environment.ts';
import type { Identities } from './identities.ts';
import { bundledFile, workerFile } from './lambda/bundle-functions.ts';
import { type Pump, startPump } from './lambda/event-source.ts';
import { createFunctionHost, type FunctionHost } from './lambda/function-host.ts';
import { webListener } from './lambda/web.ts';
import { type LoopbackServer, listenOnLoopback } from './loopback.ts';
import { localName } from './names.ts';
import type { Resources } from './resources.ts';
import { stateFile } from './state-file.ts';

/** What functions run in; `directory` is the state directory. */
export type FunctionSurroundings = {
  readonly resources: Resources;
  readonly identities: Identities;
  readonly guard: Guard;
  readonly endpoint: string;
  readonly directory: string;
  readonly retryDelaySeconds: number;
  readonly unexpected: (error: unknown) => void;
  /** Takes what ends something that was started; the last is called first. */
  readonly onStop: (close: () => Promise<void>) => void;
};

/** The functions of all deployments, running. */
export type RunningFunctions = {
  readonly webUrl: (deployment: string, name: string) => string;
  readonly isIdle: () => boolean;
};

type Placed = { readonly deployment: Deployment; readonly definition: FunctionDefinition; readonly key: string };

/** Starts the web addresses, then a host for each function and a pump for each queue that feeds one. */
export async function startFunctions(
  deployments: readonly Deployment[],
  surroundings: FunctionSurroundings,
): Promise<RunningFunctions> {
  const placed = deployments.flatMap((deployment) =>
    deployment.functions.map((definition) => ({
      deployment,
      definition,
      key: keyOf(deployment.name, definition.name),
    })),
  );
  const hosts = new Map<string, FunctionHost>();
  const servers = await startWebServers(placed, hosts, surroundings);
  const webUrl = (deployment: string, name: string): string => {
    const server = servers.get(keyOf(deployment, name));
    if (server === undefined) throw new Error(`no web function ${name} in deployment ${deployment}`);
    return server.url;
  };
  const worker = await bundledFile(workerFile);
  for (const each of placed) {
    checkLogging(each, surroundings);
    const file = await bundledFile(each.definition.file.href);
    hosts.set(each.key, createHost({ ...each, file, worker }, surroundings, webUrl));
  }
  const stop = new AbortController();
  const feeds = placed.flatMap((each) => startFeed(each, hosts, surroundings, stop.signal));
  surroundings.onStop(async () => {
    stop.abort();
    await Promise.all(Array.from(hosts.values(), (host) => host.close()));
    await Promise.all(feeds.map(({ pump }) => pump.stopped));
  });
  return { webUrl, isIdle: () => feeds.every(({ pump, isEmpty }) => isEmpty() && pump.working() === 0) };
}

const keyOf = (deployment: string, name: string): string => `${deployment}/${name}`;

/** Addresses keep their ports over a restart where they can, so that mailed links stay good. */
async function startWebServers(
  placed: readonly Placed[],
  hosts: ReadonlyMap<string, FunctionHost>,
  { directory, onStop }: FunctionSurroundings,
): Promise<ReadonlyMap<string, LoopbackServer>> {
  const file = stateFile(join(directory, 'ports.json'));
  const known = z.record(z.string(), z.int()).parse(file.read() ?? {});
  const servers = new Map<string, LoopbackServer>();
  for (const { key, definition } of placed) {
    if (definition.trigger.kind !== 'web') continue;
    const server = await listenOnLoopback(
      webListener(() => hosts.get(key)),
      known[key],
    );
    onStop(server.close);
    servers.set(key, server);
  }
  file.write(Object.fromEntries(Array.from(servers, ([key, { port }]) => [key, port])));
  return servers;
}

/** Lambda writes the log of a function in the name of its role. */
function checkLogging({ deployment, definition }: Placed, { identities, guard }: FunctionSurroundings): void {
  const { principal } = identities.ofRole(deployment.name, definition.name);
  const { accountId, region, stage } = deployment;
  const resource = `arn:aws:logs:${region}:${accountId}:log-group:/vroegzicht/${stage}/${definition.name}:log-stream:local`;
  for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents'])
    guard({ principal, action, resource, resourceAccount: accountId, context: {} });
}

function createHost(
  { deployment, definition, key, file, worker }: Placed & { readonly file: string; readonly worker: string },
  surroundings: FunctionSurroundings,
  webUrl: RunningFunctions['webUrl'],
): FunctionHost {
  const logDirectory = join(surroundings.directory, 'logs', deployment.name);
  const workDirectory = join(surroundings.directory, 'work', key);
  rmSync(workDirectory, { recursive: true, force: true });
  for (const directory of [logDirectory, workDirectory]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const name = localName(deployment, definition.name);
  return createFunctionHost(
    {
      file,
      worker,
      name,
      arn: `arn:aws:lambda:${deployment.region}:${deployment.accountId}:function:${name}`,
      memoryMegabytes: definition.memoryMegabytes,
      timeoutSeconds: definition.timeoutSeconds,
      environment: functionEnvironment(deployment, definition, { ...surroundings, webUrl, workDirectory }),
      logFile: join(logDirectory, `${definition.name}.log`),
    },
    definition.instances,
  );
}

function startFeed(
  { deployment, definition, key }: Placed,
  hosts: ReadonlyMap<string, FunctionHost>,
  surroundings: FunctionSurroundings,
  signal: AbortSignal,
): readonly { readonly pump: Pump; readonly isEmpty: () => boolean }[] {
  const host = hosts.get(key);
  if (definition.trigger.kind !== 'queue' || host === undefined) return [];
  const queue = surroundings.resources.queueOf(deployment, definition.trigger.queue);
  const { principal } = surroundings.identities.ofRole(deployment.name, definition.name);
  for (const action of pollerActions)
    surroundings.guard({ principal, action, resource: queue.arn, resourceAccount: queue.accountId, context: {} });
  const { batchSize } = definition.trigger;
  const { instances } = definition;
  const { retryDelaySeconds, unexpected } = surroundings;
  const source = { queue, host, region: deployment.region, batchSize, instances, retryDelaySeconds, unexpected };
  const pump = startPump(source, signal);
  return [{ pump, isEmpty: queue.isEmpty }];
}

/** What Lambda's poller does in the name of the function's role. */
const pollerActions = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ChangeMessageVisibility',
];
