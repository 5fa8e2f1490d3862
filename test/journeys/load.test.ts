import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { recordEvent } from '../../lib/audit/record.ts';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { deskOf } from '../../lib/demo/parties.ts';
import type { IngestPorts } from '../../lib/ingest-export/ports.ts';
import { ingestExport } from '../../lib/ingest-export.ts';
import { startLocalCloud } from '../../lib/local/cloud.ts';
import { enforcedDeployments } from '../../lib/local/default-deployments.ts';
import { resolveTemplates } from '../../lib/local/policies/template-values.ts';
import { openQueue } from '../../lib/local/sqs/queue.ts';
import { ProviderId } from '../../lib/protocol/identifiers.ts';
import { openRegister } from '../../lib/register/register.ts';
import { ddasCase, ddasDelivery, ddasFile, ddasSignal } from '../support/delivery.ts';
import { ask, readyWorld } from '../support/fault-story.ts';
import { municipality } from '../support/protocol.ts';
import { isProof } from '../support/prove.ts';
import { memoryStore } from '../support/store.ts';
import { exampleApp, templatesOf } from '../support/synthesised.ts';
import { drain } from '../support/world.ts';

setFlagsFromString('--expose-gc');

/** Megabytes in use after a collection. */
function usedMegabytes(): number {
  runInNewContext('gc()');
  return process.memoryUsage().heapUsed / 1_048_576;
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

const burst = isProof ? { tasks: 2_000, runs: 100 } : { tasks: 16, runs: 2 };

describe(`${burst.tasks} tasks in one burst from one researcher`, () => {
  test('each is answered once, with a release while the approval lasts and a refusal after it', async () => {
    const world = await readyWorld(burst.runs);
    const ids = Array.from({ length: burst.tasks }, (_, index) => `task-${String(index).padStart(16, '0')}`);
    for (const id of ids) await ask(world, id);
    const before = usedMegabytes();
    await drain(world, { warm: new Map() });
    const { theirs, releases, ledger } = world.buckets;
    const finals = [...theirs.objects.keys()].filter((key) => key.startsWith('verified/'));
    const perTask = Map.groupBy(finals, (key) => key.split('/')[2]);
    const refused = [...releases.objects.keys()].filter((key) => key.startsWith('refusals/')).length;
    expect([perTask.size, refused, world.dead.length]).toEqual([burst.tasks, burst.tasks - burst.runs, 0]);
    expect(finals).toHaveLength(burst.tasks + burst.runs);
    expect((await verifyChain(ledger)).findings).toEqual([]);
    const kept = Object.values(world.buckets).reduce((sum, store) => sum + bytesIn(store.objects), 0) / 1_048_576;
    expect(usedMegabytes() - before - kept).toBeLessThan(64);
    await rm(world.directory, { recursive: true });
  });
});

const bytesIn = (objects: ReadonlyMap<string, { readonly body: Uint8Array }>): number =>
  [...objects.values()].reduce((sum, { body }) => sum + body.length, 0);

const cities = isProof ? 300 : 6;

describe(`${cities} municipalities hand in an export at once`, () => {
  test('all are ingested by five at a time, and memory stays flat', async () => {
    const { ports, stores } = ingesting();
    const codes = Array.from({ length: cities }, (_, index) => String(1000 + index));
    for (const code of codes) {
      await openRegister(stores.register).municipalities.create(municipality(code));
      await stores.inbox.create(`${code}/synthetic-export.json`, Buffer.from(JSON.stringify(delivery(code))));
    }
    const waiting = [...codes];
    const memory: number[] = [];
    const worker = async (): Promise<void> => {
      for (let code = waiting.shift(); code !== undefined; code = waiting.shift()) {
        expect((await ingestExport(`${code}/synthetic-export.json`, ports)).result).toBe('ingested');
        memory.push(usedMegabytes());
      }
    };
    await Promise.all(Array.from({ length: 5 }, worker));
    expect(stores.inbox.objects.size).toBe(0);
    expect([...stores.extracts.objects.keys()].filter((key) => key.endsWith('current.json'))).toHaveLength(cities);
    const chain = await verifyChain(stores.ledger);
    expect([chain.events, chain.findings]).toEqual([cities, []]);
    const kept = bytesIn(stores.extracts.objects) / 1_048_576;
    expect((memory.at(-1) ?? 0) - (memory[4] ?? 0) - kept).toBeLessThan(32);
  });
});

const delivery = (code: string): object =>
  ddasFile([
    ddasDelivery(
      code,
      [1, 2, 3].map((index) => ddasSignal({ ID: `VS-${code}-${index}` }, { Huisnummer: String(index) })),
      [ddasCase({ vroegsignalen: [{ ID: `VS-${code}-1` }] })],
    ),
  ]);

function ingesting() {
  const stores = { inbox: memoryStore(), register: memoryStore(), extracts: memoryStore(), ledger: memoryStore() };
  const ports: IngestPorts = {
    inbox: stores.inbox,
    register: stores.register,
    extracts: stores.extracts,
    record: async (event) => await recordEvent(stores.ledger, event),
    generateMac: async () => await Promise.resolve(new Uint8Array(32).fill(7)),
    clock: () => new Date('2026-11-02T10:00:00Z'),
    workDirectory: directory,
    memoryMegabytes: 128,
  };
  return { ports, stores };
}

describe('one noisy researcher does not hold up another', () => {
  test('every message to a provider carries the researcher as its group', async () => {
    const enforced = await enforcedDeployments('0');
    const deployments = enforced.deployments.map((each) => ({ ...each, functions: [] }));
    const cloud = await startLocalCloud({ ...enforced, deployments });
    try {
      await deskOf(cloud).send(ProviderId.parse('provider-a'), 'a message');
      const client = new SQSClient(cloud.client('provider-a', 'accept-task'));
      const QueueUrl = cloud.queueUrl('provider-a', 'tasks');
      const names = { MessageSystemAttributeNames: ['All' as const] };
      const { Messages: messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...names }));
      expect(messages.map(({ Attributes }) => Attributes?.['MessageGroupId'])).toEqual(['elsa-lab']);
    } finally {
      await cloud.stop();
    }
  });

  test('the tasks queue of the templates is a standard queue, on which SQS is fair between groups', () => {
    const queues = resolveTemplates(templatesOf(exampleApp())).filter(({ type }) => type === 'AWS::SQS::Queue');
    const tasks = queues.find(({ attributes }) => attributes.arn.endsWith('-tasks'));
    expect(z.looseObject({ FifoQueue: z.undefined().optional() }).safeParse(tasks?.properties).success).toBe(true);
  });

  test('behind 2,000 messages of one, the first message of another is received next', () => {
    let now = 0;
    const none = { readAll: () => [], write: () => undefined, remove: () => undefined };
    const owner = { accountId: '111111111111', region: 'eu-central-1' };
    const settings = { name: 'tasks', visibilityTimeoutSeconds: 360, maximumReceives: 5 };
    const queue = openQueue(settings, { owner, store: none, deadLetterQueue: () => undefined, now: () => now });
    for (let index = 0; index < 2_000; index += 1)
      queue.send({ body: `${index}`, senderId: 'a', groupId: 'researcher-a' });
    now += 1;
    expect(queue.receive(5).map(({ groupId }) => groupId)).toEqual(Array.from({ length: 5 }, () => 'researcher-a'));
    queue.send({ body: 'one', senderId: 'b', groupId: 'researcher-b' });
    expect(queue.receive(1).map(({ groupId }) => groupId)).toEqual(['researcher-b']);
  });
});
