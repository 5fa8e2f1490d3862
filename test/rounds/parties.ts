import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptTask } from '../../lib/accept-task.ts';
import type { LocalExtract } from '../../lib/dataset/catalogue.ts';
import { tableNames } from '../../lib/dataset/tables.ts';
import { ProviderId, ResearcherId } from '../../lib/protocol/identifiers.ts';
import { RegisteredProvider, RegisteredResearcher } from '../../lib/protocol/register.ts';
import { RoundJob } from '../../lib/protocol/rounds.ts';
import type { Study } from '../../lib/protocol/study.ts';
import { receiveResult } from '../../lib/receive-result.ts';
import { storeApproval } from '../../lib/register/approvals.ts';
import { openRegister } from '../../lib/register/register.ts';
import { releaseResult } from '../../lib/release-result.ts';
import { runRound } from '../../lib/run-round.ts';
import { canonicalBytes, studyDigest } from '../../lib/signing/canonical.ts';
import { exchangeKeyOf, type UnwrapKey } from '../../lib/signing/encrypt-evidence.ts';
import { publicKeyFromSpki } from '../../lib/signing/keys.ts';
import type { ResearcherDesk } from '../../lib/study/send.ts';
import { testKey } from '../support/keys.ts';
import { signDigest } from '../support/signer.ts';
import { type MemoryStore, memoryStore } from '../support/store.ts';

/** The instant of these tests. */
export const now = new Date('2026-11-02T10:00:00.000Z');
export const researcherId = ResearcherId.parse('divosa');

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

function signingKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return {
    publicKey: publicKeyFromSpki(spki),
    signer: {
      spki: async () => await Promise.resolve(spki),
      signDigest: async (digest: Uint8Array) => await Promise.resolve(signDigest(privateKey, digest)),
    },
  };
}

/** A provider of a test: its buckets, keys and functions, wired as in a deployment. */
export async function party(id: string) {
  const release = signingKey();
  const exchange = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const unwrapKey: UnwrapKey = async (encrypted) => {
    try {
      return await Promise.resolve(privateDecrypt({ key: exchange.privateKey, ...oaep }, encrypted));
    } catch {
      return undefined;
    }
  };
  const stores = {
    register: memoryStore(),
    extracts: memoryStore(),
    jobs: memoryStore(),
    releases: memoryStore(),
    reports: memoryStore(),
    ledger: memoryStore(),
  };
  const registered = RegisteredProvider.parse({
    id,
    name: `Provider ${id}`,
    releaseKeys: { keys: [release.publicKey] },
    exchangeKey: await exchangeKeyOf(exchange.publicKey.export({ format: 'jwk' })),
  });
  return { id: ProviderId.parse(id), ...stores, release, registered, unwrapKey, privateKey: exchange.privateKey };
}

export type Party = Awaited<ReturnType<typeof party>>;

/** A bucket with the same objects. */
function copied(store: MemoryStore): MemoryStore {
  const copy = memoryStore();
  for (const [key, object] of store.objects) copy.objects.set(key, object);
  return copy;
}

/** The same provider with buckets of its own: what happens to one does not happen to the other. */
export function copyOf(each: Party): Party {
  const { register, extracts, jobs, releases, reports, ledger } = each;
  return {
    ...each,
    register: copied(register),
    extracts: copied(extracts),
    jobs: copied(jobs),
    releases: copied(releases),
    reports: copied(reports),
    ledger: copied(ledger),
  };
}

const agreement = (code: string) => ({
  id: `a-${code}`,
  purposes: ['reach'],
  from: '2026-01-01',
  until: '2027-12-31',
  mailboxes: ['schulden@example.nl'],
  retentionMonths: 12,
});

/** Gives a provider the extracts of its municipalities, the other parties' keys, the researcher, and an approved study. */
export async function equip(
  each: Party,
  { others, extracts, study, maximumRounds = 8, release = 'automatic' }: Equipment,
): Promise<void> {
  const register = openRegister(each.register);
  for (const other of others) await register.providers.create(other.registered);
  for (const { manifest, directory } of extracts) {
    const { municipality: code, snapshot } = manifest;
    const entry = { code, name: `Gemeente ${code}`, dataKeyArn: `key-${code}`, status: 'active' };
    await each.register.create(
      `municipalities/${code}.json`,
      canonicalBytes({ ...entry, agreements: [agreement(code)] }),
    );
    await each.extracts.create(`${code}/current.json`, canonicalBytes({ snapshot, previous: [] }));
    await each.extracts.create(`${code}/${snapshot}/manifest.json`, canonicalBytes(manifest));
    for (const table of tableNames)
      await each.extracts.create(
        `${code}/${snapshot}/${table}.parquet`,
        await readFile(join(directory, `${table}.parquet`)),
      );
  }
  await register.researchers.create(
    RegisteredResearcher.parse({
      id: researcherId,
      name: 'Divosa',
      accountId: '222222222222',
      senderId: 'AROARESEARCHER',
      keys: { keys: [testKey('researcher').publicKey] },
      inbox: { bucket: 'divosa-inbox', prefix: 'inbox/' },
    }),
  );
  await register.studies.create(study);
  await storeApproval(
    each.register,
    {
      schema: 'vroegzicht-approval/1',
      studyId: study.study,
      version: study.version,
      studyDigest: studyDigest(study),
      provider: each.id,
      approver: 'J. Jansen',
      approvedAt: '2026-11-01T09:00:00Z',
      expiresAt: '2026-12-01T00:00:00Z',
      maximumRuns: 5,
      maximumRounds,
      release,
    },
    testKey('approver').signer,
  );
}

export type Equipment = {
  readonly others: readonly Party[];
  readonly extracts: readonly LocalExtract[];
  readonly study: Study;
  readonly maximumRounds?: number;
  readonly release?: 'automatic' | 'review';
};

/** A researcher whose messages the parties work off at once, each function as often as it is told; `away` holds messages back. */
export function network(parties: readonly Party[], workDirectory: string, delivered?: MemoryStore) {
  const inbox = delivered === undefined ? memoryStore() : copied(delivered);
  const waiting: { readonly to: string; readonly text: string }[] = [];
  const away = new Set<string>();
  const clock = () => now;
  const approverKeys = { keys: [testKey('approver').publicKey] };
  const acceptance: unknown[] = [];
  let received = 0;
  const deliver = async (each: Party) => {
    const signing = { provider: each.id, codeVersion: 'test', signer: each.release.signer, approverKeys, now: clock };
    for (const key of each.releases.objects.keys())
      await releaseResult(key, { ...each, ...signing, researcherInbox: () => inbox });
    for (const { key } of inbox.writes.slice(received))
      await receiveResult(key, { inbox, researcher: researcherId, estimate: () => [], now: clock });
    received = inbox.writes.length;
  };
  const work = async (each: Party, text: string) => {
    const incoming = { text, queueMessageId: 'm', senderId: 'AROARESEARCHER:sender' };
    const accepted = await acceptTask(incoming, { ...each, provider: each.id, approverKeys, now: clock });
    acceptance.push(accepted);
    const job = each.jobs.text(`${accepted.taskId}.json`);
    if (job !== undefined && accepted.result === 'round') {
      const limits = { clock, workDirectory, memoryMegabytes: 256, threads: 1 };
      await runRound(RoundJob.parse(JSON.parse(job)), { ...each, provider: each.id, ...limits });
    }
    await deliver(each);
  };
  const pump = async () => {
    for (const message of waiting.splice(0)) {
      const each = parties.find(({ id }) => id === message.to);
      if (each === undefined) throw new Error(`no party ${message.to}`);
      if (away.has(message.to)) waiting.push(message);
      else await work(each, message.text);
    }
  };
  const desk: ResearcherDesk = {
    researcher: researcherId,
    signer: testKey('researcher').signer,
    inbox,
    send: async (to, text) => {
      waiting.push({ to, text });
      await Promise.resolve();
    },
    clock,
  };
  return { desk, inbox, away, pump, work, deliver, acceptance };
}

/** Pins the keys of the parties at the researcher. */
export async function trust(inbox: ReturnType<typeof memoryStore>, parties: readonly Party[]): Promise<void> {
  for (const { registered } of parties) await openRegister(inbox).providers.create(registered);
}
