import { expect, test } from 'vitest';
import { openRegister } from '../../lib/register/register.ts';
import { sha256, studyDigest } from '../../lib/signing/canonical.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { studyStatus } from '../../lib/study/status.ts';
import { TasksFile } from '../../lib/study/tasks-file.ts';
import { testKey } from '../support/keys.ts';
import { now, pooledRelease, provider, registeredProvider, researcherId, study } from '../support/protocol.ts';
import { memoryStore } from '../support/store.ts';

const asked = study();
const run = pooledRelease().taskId;

const sent = { version: asked.version, studyDigest: studyDigest(asked), sentAt: now.toISOString(), message: '' };

/** A researcher's inbox into which a provider delivers signed files. */
async function inboxOf(wave?: string) {
  const inbox = memoryStore();
  await openRegister(inbox).providers.create(registeredProvider());
  let seq = 0;
  const deliver = async (body: { readonly taskId: string } & Readonly<Record<string, unknown>>) => {
    seq += 1;
    const head = {
      schema: 'vroegzicht-envelope/1',
      iss: provider,
      aud: researcherId,
      sub: body.taskId,
      jti: `jti-${seq}`,
    };
    const tail = { iat: now.toISOString(), seq, prev: null, codeVersion: 'test', approvedBy: null, body };
    const text = await signJws({ ...head, ...tail }, jwsTypes.envelope, testKey('release').signer);
    await inbox.create(`verified/${provider}/${body.taskId}/${sha256(text)}.jws.json`, Buffer.from(text));
  };
  const tasks = TasksFile.parse({
    schema: 'vroegzicht-tasks/1',
    study: asked.study,
    quorum: 1,
    tasks: [
      { ...sent, taskId: run, kind: 'run', provider },
      ...(wave === undefined ? [] : [{ ...sent, taskId: wave, kind: 'run', provider, wave: 2 }]),
    ],
  });
  return {
    deliver,
    status: async () => await studyStatus(asked, tasks, { inbox, researcher: researcherId, clock: () => now }),
  };
}

const roundOf = (studyId: string, round: number) => ({
  schema: 'vroegzicht-round/1',
  taskId: `round-${'0'.repeat(32)}-0${round}`,
  provider,
  studyId,
  version: asked.version,
  studyDigest: studyDigest(asked),
  model: 'return',
  chain: '0'.repeat(64),
  parties: [provider],
  attempt: 1,
  round,
  head: '1'.repeat(64),
  state: 'evidence',
  sealed: [],
});

test('a provider is never seen, then done with counted municipalities, then running while a model goes round', async () => {
  const { deliver, status } = await inboxOf();
  expect((await status()).providers).toMatchObject([{ provider, state: 'never-seen', municipalities: undefined }]);
  const release = pooledRelease();
  const participation = { municipalities: 12, withoutAgreement: 2, withoutExtract: 1 };
  await deliver({ ...release, participation });
  expect((await status()).providers).toMatchObject([{ state: 'done', municipalities: participation }]);
  await deliver(roundOf(asked.study, 3));
  const { providers, timeline } = await status();
  expect(providers).toMatchObject([{ state: 'running', nextStep: 'study collect', municipalities: participation }]);
  expect(providers[0]?.detail).toContain('return: round 3 of at most 20');
  expect(timeline.at(-1)?.event).toBe('round 3 of a model received');
});

test('rounds of another study do not count', async () => {
  const { deliver, status } = await inboxOf();
  await deliver(pooledRelease());
  await deliver(roundOf('another-study', 1));
  expect((await status()).providers).toMatchObject([{ state: 'done' }]);
});

test('a later wave has a line of its own, and does not hide the answer that is there', async () => {
  const wave = 'run-00000000000000000000000000000002';
  const { deliver, status } = await inboxOf(wave);
  await deliver(pooledRelease());
  const reason = { code: 'too-few-municipalities', reason: 'too few of them', remedy: 'wait for more' };
  await deliver({ schema: 'vroegzicht-refusal/1', taskId: wave, provider, at: now.toISOString(), ...reason });
  expect((await status()).providers).toMatchObject([
    { state: 'done', wave: undefined },
    { state: 'refused', wave: 2, detail: 'too few of them' },
  ]);
});
