import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../ports.ts';
import { type Authorise, allowAll, createGuard, type Guard, type RecordedRequest } from './authorisation.ts';
import type { Deployment } from './deployment.ts';
import { type RunningFunctions, startFunctions } from './functions.ts';
import { createGateway, type Services } from './gateway.ts';
import { type Credentials, createIdentities, type Identities } from './identities.ts';
import { createKmsService } from './kms/service.ts';
import { listenOnLoopback } from './loopback.ts';
import { bucketName, localName, type Place } from './names.ts';
import { checkNotifications, notify, tellUntold } from './notifications.ts';
import { openResources, type Resources } from './resources.ts';
import { createS3Service } from './s3/service.ts';
import { createSesService, type SentMail } from './ses.ts';
import type { Queue } from './sqs/queue.ts';
import { createSqsService } from './sqs/service.ts';
import { stateFile } from './state-file.ts';

/** How a local cloud starts. Without a state directory it uses a temporary one, gone at `stop`. */
export type LocalCloudOptions = {
  readonly deployments: readonly Deployment[];
  readonly stateDirectory?: string;
  readonly port?: number;
  readonly authorise?: Authorise;
  readonly record?: (request: RecordedRequest) => void;
  readonly clock?: Clock;
  /** How long a message of a failed invocation stays away; AWS waits for the queue's visibility timeout. */
  readonly retryDelaySeconds?: number;
  readonly unexpected?: (error: unknown) => void;
};

/** Settings for an SDK client, or a `Connection` of lib/aws, in a role's name. */
type ClientSettings = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
};

/** A message that could not be handled. */
type DeadLetter = { readonly queue: string; readonly messageId: string; readonly body: string };

/** The running cloud. Deployments are named as in their data, roles, keys, queues and buckets by their short names. */
export type LocalCloud = {
  readonly endpoint: string;
  /** False where no policies decide: say `unenforced`. */
  readonly isEnforced: boolean;
  readonly stateDirectory: string;
  readonly client: (deployment: string, role: string) => ClientSettings;
  readonly senderId: (deployment: string, role: string) => string;
  readonly place: (deployment: string) => Place;
  readonly bucketName: (deployment: string, bucket: string) => string;
  readonly queueUrl: (deployment: string, queue: string) => string;
  readonly keyArn: (deployment: string, purpose: string) => string;
  readonly webUrl: (deployment: string, name: string) => string;
  /** Resolves when every queue that feeds a function is empty and no handler runs. */
  readonly idle: () => Promise<void>;
  readonly deadLetters: () => readonly DeadLetter[];
  readonly mails: () => readonly SentMail[];
  readonly stop: () => Promise<void>;
};

type Parts = {
  readonly deployments: readonly Deployment[];
  readonly directory: string;
  readonly clock: Clock;
  readonly guard: Guard;
  readonly identities: Identities;
  readonly resources: Resources;
  readonly unexpected: (error: unknown) => void;
};

/** Starts the cloud on 127.0.0.1: one endpoint for S3, SQS, KMS and SES, and the functions of the deployments. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const directory = options.stateDirectory ?? mkdtempSync(join(tmpdir(), 'vroegzicht-cloud-'));
  const closers: Closer[] = [];
  if (options.stateDirectory === undefined)
    closers.push(async () => rmSync(directory, { recursive: true, force: true }));
  const stop = async (): Promise<void> => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  };
  try {
    return { ...(await start(options, directory, closers)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Ends something that was started; the last started ends first. */
type Closer = () => Promise<void>;

async function start(
  options: LocalCloudOptions,
  directory: string,
  closers: Closer[],
): Promise<Omit<LocalCloud, 'stop'>> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { deployments, clock = () => new Date(), unexpected = reportUnexpected } = options;
  const guard = createGuard(options.authorise ?? allowAll, options.record);
  const identities = createIdentities(deployments, stateFile(join(directory, 'identities.json')));
  const resources = openResources(deployments, directory, clock);
  const parts: Parts = { deployments, directory, clock, guard, identities, resources, unexpected };
  checkNotifications(parts, guard);
  tellUntold(parts);
  const stopped = new AbortController();
  const services = createServices(parts, { stopped: stopped.signal, endpoint: () => server.url });
  const server = await listenOnLoopback(createGateway({ services, identities, clock, unexpected }), options.port);
  closers.push(server.close, async () => stopped.abort());
  const functions = await startFunctions(deployments, {
    ...parts,
    endpoint: server.url,
    retryDelaySeconds: options.retryDelaySeconds ?? 1,
    onStop: (close) => closers.push(close),
  });
  const isEnforced = options.authorise !== undefined;
  return { ...describeCloud(parts, server.url, functions), isEnforced, mails: services.ses.mails };
}

function createServices(
  parts: Parts,
  { stopped, endpoint }: { readonly stopped: AbortSignal; readonly endpoint: () => string },
): Services {
  const { resources, guard, clock, directory } = parts;
  const { buckets, queues, keys } = resources;
  const kms = createKmsService(keys, guard, clock);
  const urlOf = (queue: Queue): string => `${endpoint()}/${queue.accountId}/${queue.settings.name}`;
  return {
    kms,
    sqs: createSqsService({ queues, guard, stopped, urlOf, clock }),
    ses: createSesService(stateFile(join(directory, 'mails.json')), guard, clock),
    s3: createS3Service(buckets, {
      kms,
      guard,
      clock,
      created: (bucket, version) => notify(bucket, version, parts),
    }),
  };
}

function describeCloud(parts: Parts, endpoint: string, functions: RunningFunctions) {
  const { deployments, identities, resources, directory } = parts;
  const find = (name: string): Deployment => {
    const deployment = deployments.find((deployment) => deployment.name === name);
    if (deployment === undefined) throw new Error(`no deployment ${name}`);
    return deployment;
  };
  return {
    endpoint,
    stateDirectory: directory,
    client: (deployment: string, role: string) => {
      const { principal, credentials } = identities.ofRole(deployment, role);
      return { endpoint, region: principal.region, credentials: { ...credentials } };
    },
    senderId: (deployment: string, role: string) => identities.ofRole(deployment, role).principal.senderId,
    place: find,
    bucketName: (deployment: string, bucket: string) => bucketName(find(deployment), bucket),
    queueUrl: (deployment: string, queue: string) =>
      `${endpoint}/${find(deployment).accountId}/${localName(find(deployment), queue)}`,
    keyArn: (deployment: string, purpose: string) => resources.keyOf(find(deployment), purpose).arn,
    webUrl: functions.webUrl,
    idle: async () => {
      while (!functions.isIdle()) await delay(20);
    },
    deadLetters: () =>
      resources.deadLetterQueues.flatMap((queue) =>
        queue.messages().map(({ messageId, body }) => ({ queue: queue.settings.name, messageId, body })),
      ),
  };
}

function reportUnexpected(error: unknown): void {
  process.stderr.write(`local cloud: ${error instanceof Error ? error.stack : String(error)}\n`);
}
