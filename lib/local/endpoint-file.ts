import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LocalCloud } from './cloud.ts';
import type { Deployment } from './deployment.ts';
import { stateFile } from './state-file.ts';

const Names = z.record(z.string(), z.string());

const Person = z.strictObject({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  senderId: z.string(),
});

/** `.vroegzicht/endpoint.json`: how other commands find a running local cloud. It holds credentials: owner only. */
export const EndpointFile = z.strictObject({
  schema: z.literal('vroegzicht-endpoint/1'),
  endpoint: z.url(),
  processId: z.int(),
  deployments: z.array(
    z.strictObject({
      name: z.string(),
      accountId: z.string(),
      region: z.string(),
      people: z.record(z.string(), Person),
      buckets: Names,
      queues: Names,
      keys: Names,
      web: Names,
    }),
  ),
});
export type EndpointFile = z.infer<typeof EndpointFile>;

const fileIn = (directory: string) => stateFile(join(directory, 'endpoint.json'));

/** Writes what a running cloud can be reached by. */
export function writeEndpoint(directory: string, cloud: LocalCloud, deployments: readonly Deployment[]): EndpointFile {
  const content: EndpointFile = {
    schema: 'vroegzicht-endpoint/1',
    endpoint: cloud.endpoint,
    processId: process.pid,
    deployments: deployments.map((deployment) => describe(cloud, deployment)),
  };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  fileIn(directory).write(content);
  return content;
}

/** The endpoint file of a directory, if a local cloud answers at its address; one that is damaged or left behind is none. */
export async function readLiveEndpoint(directory: string): Promise<EndpointFile | undefined> {
  const parsed = EndpointFile.safeParse(contentOf(directory));
  if (!parsed.success) return undefined;
  const response = await fetch(parsed.data.endpoint, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return response?.headers.get('x-amz-request-id') === 'local' ? parsed.data : undefined;
}

function contentOf(directory: string): unknown {
  try {
    return fileIn(directory).read();
  } catch {
    return undefined;
  }
}

/** Removes the endpoint file when the cloud stops. */
export function removeEndpoint(directory: string): void {
  rmSync(join(directory, 'endpoint.json'), { force: true });
}

function describe(cloud: LocalCloud, deployment: Deployment): EndpointFile['deployments'][number] {
  const { name, accountId, region, people, buckets, queues, keys, functions } = deployment;
  const web = functions.filter(({ trigger }) => trigger.kind === 'web');
  return {
    name,
    accountId,
    region,
    people: Object.fromEntries(people.map((role) => [role, personOf(cloud, name, role)] as const)),
    buckets: Object.fromEntries(buckets.map((each) => [each.name, cloud.bucketName(name, each.name)] as const)),
    queues: Object.fromEntries(queues.map((each) => [each.name, cloud.queueUrl(name, each.name)] as const)),
    keys: Object.fromEntries(keys.map(({ purpose }) => [purpose, cloud.keyArn(name, purpose)] as const)),
    web: Object.fromEntries(web.map((each) => [each.name, cloud.webUrl(name, each.name)] as const)),
  };
}

function personOf(cloud: LocalCloud, deployment: string, role: string): z.infer<typeof Person> {
  return { ...cloud.client(deployment, role).credentials, senderId: cloud.senderId(deployment, role) };
}
