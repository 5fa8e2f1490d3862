import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueueHandler } from '../../functions/middleware/queue-handler.ts';
import type { Policy } from '../../lib/disclosure/policy.ts';
import type { PublicTotal } from '../../lib/disclosure/public-totals.ts';
import type { Mail, Signer } from '../../lib/ports.ts';
import { type Broken, type FaultPlan, type Invocation, startInvocation } from './faults.ts';
import { testKey } from './keys.ts';
import { type MemoryStore, memoryStore } from './store.ts';
import { handlerOf } from './world-functions.ts';

/** The functions of a provider and a researcher that a queue feeds. */
export const functionNames = [
  'accept-task',
  'run-task',
  'release-result',
  'notify-municipality',
  'receive-result',
  'ingest-export',
  'erase-household',
  'receive-mail-event',
] as const;
export type FunctionName = (typeof functionNames)[number];

/** The buckets; `theirs` is the researcher's. */
const bucketNames = ['inbox', 'register', 'jobs', 'extracts', 'releases', 'ledger', 'reports', 'theirs'] as const;
export type Buckets = Readonly<Record<(typeof bucketNames)[number], MemoryStore>>;

/** A message on the queue of a function. */
export type WorldMessage = {
  readonly to: FunctionName;
  readonly body: string;
  readonly messageId: string;
  readonly senderId: string;
  readonly receives: number;
};

/** Two accounts in memory: buckets that tell queues of new objects, queues, functions, mail and a clock. */
export type World = {
  readonly buckets: Buckets;
  readonly queue: WorldMessage[];
  readonly dead: WorldMessage[];
  readonly mails: Mail[];
  /** What the functions wrote to their logs. */
  readonly logs: string[];
  readonly directory: string;
  /** The provider's disclosure policy; the compiled floor without it. */
  readonly policy?: Policy;
  /** What the provider knows to be public; nothing without it. */
  readonly publicTotals?: readonly PublicTotal[];
  milliseconds: number;
  sequence: number;
};

/** Which bucket tells which function of which objects, as the templates say. */
const notifications: readonly (readonly [bucket: keyof Buckets, prefix: string, to: FunctionName])[] = [
  ['jobs', '', 'run-task'],
  ['releases', '', 'release-result'],
  ['reports', 'own/', 'notify-municipality'],
  ['reports', 'renewals/', 'notify-municipality'],
  ['inbox', '', 'ingest-export'],
  ['register', 'objections/', 'erase-household'],
  ['theirs', 'inbox/', 'receive-result'],
];

/** An empty world; every write from now on is told to the queues. */
export async function newWorld(startsAt: string): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
  return telling({
    buckets: makeBuckets(() => memoryStore()),
    queue: [],
    dead: [],
    mails: [],
    logs: [],
    directory,
    milliseconds: Date.parse(startsAt),
    sequence: 0,
  });
}

const makeBuckets = (make: (name: keyof Buckets) => MemoryStore): Buckets => ({
  inbox: make('inbox'),
  register: make('register'),
  jobs: make('jobs'),
  extracts: make('extracts'),
  releases: make('releases'),
  ledger: make('ledger'),
  reports: make('reports'),
  theirs: make('theirs'),
});

/** A copy that goes its own way, perhaps under another policy. */
export function copyWorld(world: World, policy = world.policy): World {
  const buckets = makeBuckets((name) => {
    const store = memoryStore();
    for (const [key, object] of world.buckets[name].objects) store.objects.set(key, object);
    store.writes.push(...world.buckets[name].writes);
    store.earlier.push(...world.buckets[name].earlier);
    return store;
  });
  const queues = { queue: [...world.queue], dead: [...world.dead], mails: [...world.mails], logs: [] };
  return telling({ ...world, buckets, ...queues, ...(policy !== undefined && { policy }) });
}

function telling(world: World): World {
  for (const [bucket, prefix, to] of notifications) {
    const { objects } = world.buckets[bucket];
    const set = objects.set.bind(objects);
    objects.set = (key, object) => {
      if (key.startsWith(prefix)) send(world, to, notification(bucket, key), 's3');
      return set(key, object);
    };
  }
  return world;
}

const notification = (bucket: string, key: string): string =>
  JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object: { key } } }] });

/** Puts a message on a queue. */
export function send(world: World, to: FunctionName, body: string, senderId: string): void {
  world.sequence += 1;
  world.queue.push({ to, body, senderId, messageId: `message-${world.sequence}`, receives: 0 });
}

/** How a message is delivered: a fault, something that stays broken, another signer, or a process that is kept for the next message. */
type Delivery = {
  readonly plan?: FaultPlan;
  readonly broken?: Broken;
  readonly signer?: Signer;
  readonly warm?: Map<FunctionName, QueueHandler>;
};

/** Delivers a message once, with a fault or without; a message that was not handled comes again or is a dead letter. */
export async function deliver(world: World, message: WorldMessage, delivery: Delivery = {}): Promise<Invocation> {
  const { plan, broken, signer = testKey('release').signer, warm } = delivery;
  const invocation = startInvocation(plan, broken);
  const handler = warm?.get(message.to) ?? handlerOf(message.to, { world, invocation, signer });
  warm?.set(message.to, handler);
  const record = { messageId: message.messageId, body: message.body, attributes: { SenderId: message.senderId } };
  const { batchItemFailures } = await handler({ Records: [record] }, { awsRequestId: message.messageId });
  if (batchItemFailures.length === 0 && !invocation.isStopped()) return invocation;
  world.milliseconds += 6 * 60_000;
  const again = { ...message, receives: message.receives + 1 };
  (again.receives >= 5 ? world.dead : world.queue).push(again);
  return invocation;
}

/** Works until all queues are empty. */
export async function drain(world: World, delivery: Delivery = {}): Promise<void> {
  for (let left = 100_000; world.queue.length > 0; left -= 1) {
    if (left === 0) throw new Error('the world does not come to rest');
    const message = world.queue.shift();
    if (message !== undefined) await deliver(world, message, delivery);
  }
}
