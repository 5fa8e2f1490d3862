import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectNotices } from '../../functions/middleware/notification.ts';
import { type QueueHandler, queueHandler } from '../../functions/middleware/queue-handler.ts';
import { recordPoison } from '../../functions/middleware/record-poison.ts';
import { acceptTask } from '../../lib/accept-task.ts';
import { estimateRelease } from '../../lib/analyses/estimates.ts';
import { recordEvent } from '../../lib/audit/record.ts';
import type { Policy } from '../../lib/disclosure/policy.ts';
import { notifyMunicipality } from '../../lib/notify-municipality.ts';
import type { Mail, Signer } from '../../lib/ports.ts';
import { Job } from '../../lib/protocol/message.ts';
import { receiveResult } from '../../lib/receive-result.ts';
import { readJson } from '../../lib/register/collection.ts';
import { releaseResult } from '../../lib/release-result.ts';
import { runTask } from '../../lib/run-task.ts';
import { type FaultPlan, faultyMailer, faultySigner, faultyStore, type Invocation, startInvocation } from './faults.ts';
import { testKey } from './keys.ts';
import { provider, researcherId } from './protocol.ts';
import { type MemoryStore, memoryStore } from './store.ts';

/** The functions of a provider and a researcher that a queue feeds. */
export const functionNames = [
  'accept-task',
  'run-task',
  'release-result',
  'notify-municipality',
  'receive-result',
] as const;
export type FunctionName = (typeof functionNames)[number];

/** The buckets; `theirs` is the researcher's. */
const bucketNames = ['register', 'jobs', 'extracts', 'releases', 'ledger', 'reports', 'theirs'] as const;
type Buckets = Readonly<Record<(typeof bucketNames)[number], MemoryStore>>;

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
  milliseconds: number;
  sequence: number;
};

/** Which bucket tells which function of which objects, as the templates say. */
const notifications: readonly (readonly [bucket: keyof Buckets, prefix: string, to: FunctionName])[] = [
  ['jobs', '', 'run-task'],
  ['releases', '', 'release-result'],
  ['reports', 'own/', 'notify-municipality'],
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

const clock = (world: World) => (): Date => new Date(world.milliseconds);

type Surroundings = { readonly world: World; readonly invocation: Invocation; readonly signer: Signer };

/** The function with ports that an invocation controls. */
function handlerOf(name: FunctionName, { world, invocation, signer }: Surroundings): QueueHandler {
  const current = (): Invocation => invocation;
  const bucket = (which: keyof Buckets) => faultyStore(world.buckets[which], which, current);
  const [register, jobs, releases, ledger, reports, theirs] = (
    ['register', 'jobs', 'releases', 'ledger', 'reports', 'theirs'] as const
  ).map(bucket);
  if (!register || !jobs || !releases || !ledger || !reports || !theirs) throw new Error('no bucket');
  const now = clock(world);
  const approverKeys = { keys: [testKey('approver').publicKey] };
  const common = { name, log: (line: string) => void world.logs.push(line), refuse: recordPoison(() => ledger, name) };
  switch (name) {
    case 'accept-task':
      return queueHandler({
        ...common,
        parse: ({ body, messageId, attributes }) => ({
          status: 'parsed',
          inputs: [{ text: body, queueMessageId: messageId, senderId: attributes.SenderId }],
        }),
        work: async (incoming) => {
          const unwrapKey = async () => await Promise.resolve(undefined);
          const ports = { register, jobs, releases, ledger, provider, approverKeys, unwrapKey, now };
          return await acceptTask(incoming, ports);
        },
      });
    case 'run-task':
      return queueHandler({
        ...common,
        parse: (record) => objectNotices(record, 'jobs'),
        work: async ({ key }) => {
          const job = await readJson(jobs, key, Job);
          if (job === undefined) return { result: 'cancelled' };
          const extracts = bucket('extracts');
          const rules = world.policy === undefined ? {} : { policy: world.policy };
          const ports = { provider, register, extracts, releases, ledger, clock: now, ...rules };
          const sandbox = { workDirectory: world.directory, memoryMegabytes: 256, threads: 1 };
          const result = await runTask(job, { ...ports, ...sandbox });
          await recordEvent(ledger, {
            action: 'run',
            object: `task/${job.taskId}`,
            result,
            origin: 'run-task',
            actor: job.researcher,
            timestamp: now().toISOString(),
          });
          return { result };
        },
      });
    case 'release-result':
      return queueHandler({
        ...common,
        parse: (record) => objectNotices(record, 'releases'),
        work: async ({ key }) => {
          const ports = { register, releases, reports, ledger, provider, approverKeys, now, codeVersion: 'test' };
          const delivery = { researcherInbox: () => theirs, signer: faultySigner(signer, current) };
          return { result: await releaseResult(key, { ...ports, ...delivery }) };
        },
      });
    case 'notify-municipality':
      return queueHandler({
        ...common,
        parse: (record) => objectNotices(record, 'reports'),
        work: async ({ key }) => {
          const mail = faultyMailer(mailInto(world), current);
          const ports = { reports, register, ledger, mail, clock: now, randomBytes: randomBytesOf(world, key) };
          const settings = { baseUrl: 'https://resultaten.example.nl', contact: 'vragen@example.nl' };
          const result = await notifyMunicipality(key, ports, settings);
          if (result === 'in-progress') throw new Error('in progress');
          return { result };
        },
      });
    case 'receive-result':
      return queueHandler({
        ...common,
        refuse: recordPoison(() => theirs, name),
        parse: (record) => objectNotices(record, 'theirs'),
        work: async ({ key }) =>
          await receiveResult(key, { inbox: theirs, researcher: researcherId, estimate: estimateRelease, now }),
      });
  }
}

const mailInto =
  (world: World) =>
  async (mail: Mail): Promise<string> => {
    world.mails.push(mail);
    return await Promise.resolve(`mail-${world.mails.length}`);
  };

/** Bytes that follow from the message and the time, so that a run can be repeated. */
const randomBytesOf = (world: World, key: string) => {
  let count = 0;
  return (size: number): Uint8Array => {
    count += 1;
    const digest = createHash('sha512').update(`${world.milliseconds}/${key}/${count}`).digest();
    return Uint8Array.from(digest.subarray(0, size));
  };
};

/** How a message is delivered: a fault, another signer, or a process that is kept for the next message. */
type Delivery = {
  readonly plan?: FaultPlan;
  readonly signer?: Signer;
  readonly warm?: Map<FunctionName, QueueHandler>;
};

/** Delivers a message once, with a fault or without; a message that was not handled comes again or is a dead letter. */
export async function deliver(world: World, message: WorldMessage, delivery: Delivery = {}): Promise<Invocation> {
  const { plan, signer = testKey('release').signer, warm } = delivery;
  const invocation = startInvocation(plan);
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
