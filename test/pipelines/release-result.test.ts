import { describe, expect, test } from 'vitest';
import { estimateRelease } from '../../lib/analyses/estimates.ts';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import type { ObjectStore } from '../../lib/ports.ts';
import { releaseState, reviewRelease } from '../../lib/provider/releases.ts';
import { settleOutcome } from '../../lib/register/outcomes.ts';
import { openRegister, registerKeys } from '../../lib/register/register.ts';
import type { Review } from '../../lib/release-result/review.ts';
import { releaseResult } from '../../lib/release-result.ts';
import { canonicalBytes, sha256 } from '../../lib/signing/canonical.ts';
import { openEnvelope } from '../../lib/signing/open-envelope.ts';
import { testKey } from '../support/keys.ts';
import {
  now,
  pooledRelease,
  provider,
  registeredProvider,
  researcherId,
  storedRelease,
  study,
  taskId,
} from '../support/protocol.ts';
import { knowMessage, type Releasing, releasing } from '../support/release-ports.ts';

const key = `${taskId}.json`;

function envelopesOf({ inbox }: Releasing) {
  return [...inbox.objects.keys()].map((path) => {
    const opened = openEnvelope(inbox.text(path) ?? '', {
      keys: registeredProvider().releaseKeys,
      now,
      issuer: provider,
      audience: researcherId,
      study: study(),
      estimate: estimateRelease,
    });
    if (opened.status === 'rejected') throw new Error(opened.reason);
    return { path, ...opened.envelope };
  });
}

async function putNotice(ports: Releasing, number: number): Promise<string> {
  const id = `task-notice-00000000${number}`;
  const notice = {
    schema: 'vroegzicht-notice/1',
    taskId: id,
    provider,
    state: 'ready',
    studyId: null,
    at: now.toISOString(),
  };
  await knowMessage(ports, id);
  await ports.releases.create(`notices/${id}-ready.json`, canonicalBytes(notice));
  return `notices/${id}-ready.json`;
}

describe('a release', () => {
  test('is signed and delivered to the inbox that the register names, then each municipality gets its own part', async () => {
    const ports = await releasing();
    expect(await releaseResult(key, ports)).toBe('delivered');
    const [envelope] = envelopesOf(ports);
    expect(envelope).toMatchObject({
      iss: provider,
      aud: researcherId,
      sub: taskId,
      seq: 1,
      prev: null,
      approvedBy: 'J. Jansen',
      body: pooledRelease(),
    });
    const [write] = ports.inbox.writes;
    expect(write?.key).toBe(`inbox/provider-a/${taskId}/${sha256(ports.inbox.text(write?.key ?? '') ?? '')}.jws.json`);
    expect(write?.options?.bucketOwner).toBe('222222222222');
    expect([...ports.reports.objects.keys()].toSorted()).toEqual([
      `own/${taskId}/0363.json`,
      `own/${taskId}/0518.json`,
    ]);
  });

  test('says nothing about a single municipality to the researcher', async () => {
    const ports = await releasing();
    await releaseResult(key, ports);
    const text = JSON.stringify(envelopesOf(ports));
    for (const word of ['0518', '0363', 'Gemeente', 'vroegzicht-own']) expect(text).not.toContain(word);
  });

  test('given twice, or a hundred days later, leaves the same bytes once', async () => {
    const ports = await releasing();
    await releaseResult(key, ports);
    const before = [...ports.inbox.objects.entries()];
    expect(await releaseResult(key, { ...ports, now: () => new Date('2027-02-10') })).toBe('already-delivered');
    expect([...ports.inbox.objects.entries()]).toEqual(before);
    expect(ports.reports.writes.length).toBe(2);
  });

  test('given ten times at once has one envelope', async () => {
    const ports = await releasing();
    await Promise.all(Array.from({ length: 10 }, async () => await releaseResult(key, ports)));
    expect(envelopesOf(ports).length).toBe(1);
    expect(ports.inbox.writes.length).toBe(1);
  });

  test('of a cancelled task is not delivered', async () => {
    const ports = await releasing();
    await settleOutcome(ports.register, pooledRelease().taskId, { outcome: 'cancelled', at: now.toISOString() });
    expect(await releaseResult(key, ports)).toBe('cancelled');
    expect([ports.inbox.writes.length, ports.reports.writes.length]).toEqual([0, 0]);
  });

  test('that was tampered with in the bucket is not signed', async () => {
    const ports = await releasing();
    const changed = { ...storedRelease(), extra: 1 };
    ports.releases.objects.set(key, { body: canonicalBytes(changed), etag: 'x', versionId: undefined });
    await expect(releaseResult(key, ports)).rejects.toThrow('Unrecognized key');
    expect(ports.inbox.writes.length).toBe(0);
  });
});

describe('the sequence of a researcher', () => {
  test('has no gap, no place twice and an unbroken chain when forty envelopes are made at once', async () => {
    const ports = await releasing();
    const keys = await Promise.all(
      Array.from({ length: 40 }, async (_, number) => await putNotice(ports, 10 + number)),
    );
    await Promise.all(keys.map(async (each) => await releaseResult(each, ports)));
    const envelopes = envelopesOf(ports).toSorted((left, right) => left.seq - right.seq);
    expect(envelopes.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    const digests = envelopes.map(({ path }) => sha256(ports.inbox.text(path) ?? ''));
    expect(envelopes.map(({ prev }) => prev)).toEqual([null, ...digests.slice(0, -1)]);
  });

  test.each(['register', 'releases', 'reports', 'ledger', 'inbox'] as const)(
    'has each result once after a fault at any write to %s',
    async (name) => {
      for (let fault = 1; fault < 9; fault += 1) {
        const ports = await releasing();
        const notice = await putNotice(ports, 10);
        const faulty = failing(ports[name], fault);
        const broken = name === 'inbox' ? { ...ports, researcherInbox: () => faulty } : { ...ports, [name]: faulty };
        await releaseResult(key, broken).catch(() => undefined);
        await releaseResult(notice, ports);
        await releaseResult(key, ports);
        expect(
          envelopesOf(ports)
            .map(({ seq }) => seq)
            .toSorted((left, right) => left - right),
        ).toEqual([1, 2]);
        expect(ports.reports.objects.size).toBe(2);
        expect((await verifyChain(ports.ledger)).findings).toEqual([]);
        expect([...ports.ledger.objects.keys()].length).toBeGreaterThanOrEqual(2);
      }
    },
  );
});

/** A store whose n-th write is carried out, but whose answer is lost. */
function failing(store: ObjectStore, fault: number): ObjectStore {
  let count = 0;
  const lose = <Result>(result: Result): Result => {
    count += 1;
    if (count === fault) throw new Error('time-out');
    return result;
  };
  return {
    ...store,
    create: async (...given) => lose(await store.create(...given)),
    replace: async (...given) => lose(await store.replace(...given)),
  };
}

describe('a release that waits for review', () => {
  const review = async (ports: Releasing, decision: Review['decision'], digest?: string) =>
    await ports.releases.create(
      `reviews/${taskId}.json`,
      canonicalBytes({
        schema: 'vroegzicht-review/1',
        taskId,
        releaseDigest: digest ?? sha256(ports.releases.text(key) ?? ''),
        decision,
        reviewer: 'P. Pietersen',
        at: now.toISOString(),
      }),
    );

  test('stays, and the researcher hears that it waits', async () => {
    const ports = await releasing('review');
    expect(await releaseResult(key, ports)).toBe('waiting-for-review');
    expect([ports.inbox.writes.length, ports.reports.writes.length]).toEqual([0, 0]);
    expect(await releaseResult(`notices/${taskId}-waiting-for-review.json`, ports)).toBe('delivered');
    expect(envelopesOf(ports)).toMatchObject([{ body: { state: 'waiting-for-review' } }]);
  });

  test('goes out once a person approved exactly these bytes', async () => {
    const ports = await releasing('review');
    await releaseResult(key, ports);
    await review(ports, 'approved');
    expect(await releaseResult(`reviews/${taskId}.json`, ports)).toBe('delivered');
    expect(envelopesOf(ports)).toMatchObject([{ body: { schema: 'vroegzicht-release/1' } }]);
  });

  test('stays when the decision was about other bytes', async () => {
    const ports = await releasing('review');
    await review(ports, 'approved', sha256('else'));
    expect(await releaseResult(`reviews/${taskId}.json`, ports)).toBe('waiting-for-review');
  });

  test('is shown as cancelled once the researcher stopped it, and nobody decides on it any more', async () => {
    const ports = await releasing('review');
    await releaseResult(key, ports);
    expect(await releaseState(ports, taskId)).toMatchObject({ state: 'waiting-for-review' });
    await settleOutcome(ports.register, taskId, { outcome: 'cancelled', at: now.toISOString() });
    expect(await releaseState(ports, taskId)).toMatchObject({ state: 'cancelled' });
    const decision = { taskId, decision: 'approved', by: 'P. Pietersen' } as const;
    await expect(reviewRelease({ ...ports, clock: ports.now }, decision)).rejects.toMatchObject({
      code: 'not-waiting',
    });
  });

  test('never goes out when it was rejected', async () => {
    const ports = await releasing('review');
    await review(ports, 'rejected');
    expect(await releaseResult(`reviews/${taskId}.json`, ports)).toBe('rejected');
    await releaseResult(`notices/${taskId}-rejected.json`, ports);
    expect(envelopesOf(ports)).toMatchObject([{ body: { state: 'rejected' } }]);
    expect(ports.reports.writes.length).toBe(0);
  });
});

describe('words without data', () => {
  test('a refusal goes to whoever sent the message, though it names nobody', async () => {
    const ports = await releasing();
    const name = `${taskId}-0123456789abcdef`;
    const refusal = {
      schema: 'vroegzicht-refusal/1',
      taskId,
      provider,
      code: 'message-id-used',
      reason: 'r',
      remedy: 'm',
      at: now.toISOString(),
    };
    await knowMessage(ports, name);
    await ports.releases.create(`refusals/${name}.json`, canonicalBytes(refusal));
    expect(await releaseResult(`refusals/${name}.json`, ports)).toBe('delivered');
    expect(envelopesOf(ports)).toMatchObject([{ approvedBy: null, body: { code: 'message-id-used' } }]);
  });

  test('about a message that nobody sent is not delivered to anybody', async () => {
    const ports = await releasing();
    const id = 'task-unknown-00000000';
    const notice = {
      schema: 'vroegzicht-notice/1',
      taskId: id,
      provider,
      state: 'ready',
      studyId: null,
      at: now.toISOString(),
    };
    await ports.releases.create(`notices/${id}-ready.json`, canonicalBytes(notice));
    await expect(releaseResult(`notices/${id}-ready.json`, ports)).rejects.toThrow('was received');
    expect(ports.inbox.writes.length).toBe(0);
  });
});

test.each([
  'envelopes/x.jws.json',
  `sequence/divosa.json`,
  'deliveries/a.json',
  '../secret.json',
  'task.json',
  `x/${key}`,
  `${taskId}ffff.json`,
])('our own objects and unknown keys are left alone: %s', async (other) => {
  const ports = await releasing();
  expect(await releaseResult(other, ports)).toBe('ignored');
  expect(ports.inbox.writes.length).toBe(0);
});

test('without its researcher in the register nothing is delivered', async () => {
  const ports = await releasing();
  await ports.register.remove(registerKeys.researcher(researcherId));
  await expect(releaseResult(key, ports)).rejects.toThrow('the register has no researcher divosa');
  expect(await openRegister(ports.register).researchers.list()).toEqual([]);
  expect(testKey('release').publicKey.kid).toHaveLength(43);
});
