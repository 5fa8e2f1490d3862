import { createHash } from 'node:crypto';
import { objectNotices } from '../../functions/middleware/notification.ts';
import { type QueueHandler, queueHandler, type WorkResult } from '../../functions/middleware/queue-handler.ts';
import { recordPoison } from '../../functions/middleware/record-poison.ts';
import { acceptTask } from '../../lib/accept-task.ts';
import { estimateRelease } from '../../lib/analyses/estimates.ts';
import { recordEvent } from '../../lib/audit/record.ts';
import { eraseHousehold } from '../../lib/erase-household.ts';
import { ingestExport } from '../../lib/ingest-export.ts';
import { MailEvent, receiveMailEvent } from '../../lib/mail-event.ts';
import { notifyMunicipality } from '../../lib/notify-municipality.ts';
import type { Clock, Mail, ObjectStore, Signer } from '../../lib/ports.ts';
import { Job } from '../../lib/protocol/message.ts';
import { receiveResult } from '../../lib/receive-result.ts';
import { readJson } from '../../lib/register/collection.ts';
import { releaseResult } from '../../lib/release-result.ts';
import { runTask } from '../../lib/run-task.ts';
import { faultyMac, faultyMailer, faultySigner, faultyStore, faultyVersions, type Invocation } from './faults.ts';
import { testKey } from './keys.ts';
import { provider, researcherId } from './protocol.ts';
import type { Buckets, FunctionName, World } from './world.ts';

/** What a function works in: the world, one invocation that may be stopped, and the release key. */
export type Surroundings = { readonly world: World; readonly invocation: Invocation; readonly signer: Signer };

/** A function's ports to the world, every call of which the invocation controls. */
type Ports = Readonly<Record<keyof Buckets, ObjectStore>> & {
  readonly surroundings: Surroundings;
  readonly current: () => Invocation;
  readonly now: Clock;
};

const approverKeys = { keys: [testKey('approver').publicKey] };
const settings = { baseUrl: 'https://resultaten.example.nl', contact: 'vragen@example.nl' };

/** The function as it is deployed, with ports that an invocation controls. */
export function handlerOf(name: FunctionName, surroundings: Surroundings): QueueHandler {
  const ports = portsTo(surroundings);
  const refuse = recordPoison(() => (name === 'receive-result' ? ports.theirs : ports.ledger), name);
  const common = { name, log: (line: string) => void surroundings.world.logs.push(line), refuse };
  if (name === 'accept-task')
    return queueHandler({
      ...common,
      parse: ({ body, messageId, attributes }) => ({
        status: 'parsed',
        inputs: [{ text: body, queueMessageId: messageId, senderId: attributes.SenderId }],
      }),
      work: async (incoming) => {
        const unwrapKey = async () => await Promise.resolve(undefined);
        return await acceptTask(incoming, { ...ports, provider, approverKeys, unwrapKey });
      },
    });
  if (name === 'receive-mail-event')
    return queueHandler({
      ...common,
      parse: ({ body }) => {
        const event = MailEvent.safeParse(body.startsWith('{') ? JSON.parse(body) : undefined);
        return event.success
          ? { status: 'parsed', inputs: [event.data] }
          : { status: 'poison', code: 'not-a-mail-event' };
      },
      work: async (event) => ({ result: await receiveMailEvent(event, { ...ports, clock: ports.now }) }),
    });
  const { bucket, work } = fedByBucket[name];
  return queueHandler({
    ...common,
    parse: (record) => objectNotices(record, bucket),
    work: async ({ key }) => await work(key, ports),
  });
}

function portsTo(surroundings: Surroundings): Ports {
  const { world, invocation } = surroundings;
  const current = (): Invocation => invocation;
  const bucket = (which: keyof Buckets) => faultyStore(world.buckets[which], which, current);
  return {
    surroundings,
    current,
    now: () => new Date(world.milliseconds),
    inbox: bucket('inbox'),
    register: bucket('register'),
    jobs: bucket('jobs'),
    extracts: bucket('extracts'),
    releases: bucket('releases'),
    ledger: bucket('ledger'),
    reports: bucket('reports'),
    theirs: bucket('theirs'),
  };
}

type FedByBucket = {
  readonly bucket: keyof Buckets;
  readonly work: (key: string, ports: Ports) => Promise<WorkResult>;
};

/** What the functions do that an object in a bucket starts. */
const fedByBucket: Readonly<Record<Exclude<FunctionName, 'accept-task' | 'receive-mail-event'>, FedByBucket>> = {
  'run-task': { bucket: 'jobs', work: run },
  'release-result': {
    bucket: 'releases',
    work: async (key, ports) => {
      const delivery = {
        researcherInbox: () => ports.theirs,
        signer: faultySigner(ports.surroundings.signer, ports.current),
      };
      return {
        result: await releaseResult(key, { ...ports, ...delivery, provider, approverKeys, codeVersion: 'test' }),
      };
    },
  },
  'notify-municipality': { bucket: 'reports', work: notify },
  'receive-result': {
    bucket: 'theirs',
    work: async (key, { theirs, now }) =>
      await receiveResult(key, { inbox: theirs, researcher: researcherId, estimate: estimateRelease, now }),
  },
  'ingest-export': {
    bucket: 'inbox',
    work: async (key, ports) =>
      await ingestExport(key, {
        ...ports,
        ...sandbox(ports),
        generateMac: faultyMac(async () => await Promise.resolve(new Uint8Array(32).fill(7)), ports.current),
      }),
  },
  'erase-household': {
    bucket: 'register',
    work: async (key, ports) => {
      const versions = faultyVersions(
        ports.surroundings.world.buckets.extracts.versionStore,
        'versions',
        ports.current,
      );
      return await eraseHousehold(key, { ...ports, ...sandbox(ports), versions });
    },
  },
};

const sandbox = ({ ledger, now, surroundings }: Ports) => ({
  record: async (event: Parameters<typeof recordEvent>[1]) => await recordEvent(ledger, event),
  clock: now,
  workDirectory: surroundings.world.directory,
  memoryMegabytes: 256,
});

async function run(key: string, ports: Ports): Promise<WorkResult> {
  const job = await readJson(ports.jobs, key, Job);
  if (job === undefined) return { result: 'cancelled' };
  const { clock, workDirectory, memoryMegabytes } = sandbox(ports);
  const { policy, publicTotals = [] } = ports.surroundings.world;
  const rules = { publicTotals, ...(policy !== undefined && { policy }) };
  const result = await runTask(job, {
    ...ports,
    ...rules,
    provider,
    clock,
    workDirectory,
    memoryMegabytes,
    threads: 1,
  });
  await recordEvent(ports.ledger, {
    action: 'run',
    object: `task/${job.taskId}`,
    result,
    origin: 'run-task',
    actor: job.researcher,
    timestamp: ports.now().toISOString(),
  });
  return { result };
}

async function notify(
  key: string,
  { reports, register, ledger, now, current, surroundings }: Ports,
): Promise<WorkResult> {
  const { world } = surroundings;
  const mail = faultyMailer(mailInto(world), current);
  const ports = { reports, register, ledger, mail, clock: now, randomBytes: randomBytesOf(world, key) };
  const result = await notifyMunicipality(key, ports, settings);
  if (result === 'in-progress' || result === 'postponed') throw new Error(result);
  return { result };
}

/** A mail service that keeps what it was given. */
export const mailInto =
  (world: World) =>
  async (mail: Mail): Promise<string> => {
    world.mails.push(mail);
    return await Promise.resolve(`mail-${world.mails.length}`);
  };

/** Bytes that follow from what is done and the time, so that a run can be repeated. */
export const randomBytesOf = (world: World, key: string) => {
  let count = 0;
  return (size: number): Uint8Array => {
    count += 1;
    const digest = createHash('sha512').update(`${world.milliseconds}/${key}/${count}`).digest();
    return Uint8Array.from(digest.subarray(0, size));
  };
};
