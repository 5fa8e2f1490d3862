import { describe, expect, test } from 'vitest';
import { estimateRelease } from '../../lib/analyses/estimates.ts';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { receiveResult } from '../../lib/receive-result.ts';
import { openRegister } from '../../lib/register/register.ts';
import { releaseResult } from '../../lib/release-result.ts';
import { sha256 } from '../../lib/signing/canonical.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { signEnvelope } from '../../lib/signing/sign-envelope.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { testKey } from '../support/keys.ts';
import { now, pooledRelease, provider, registeredProvider, researcherId, study, taskId } from '../support/protocol.ts';
import { releasing } from '../support/release-ports.ts';
import { type MemoryStore, memoryStore } from '../support/store.ts';

const draft = {
  iss: provider,
  aud: researcherId,
  sub: pooledRelease().taskId,
  jti: 'jti-1',
  iat: now.toISOString(),
  seq: 1,
  prev: null,
  codeVersion: 'test',
  approvedBy: null,
  body: pooledRelease(),
};
const release = async (changes: object = {}) => await signEnvelope({ ...draft, ...changes }, testKey('release').signer);

/** The researcher's bucket with the provider's keys and the study that was asked. */
async function bucketWith(...files: readonly string[]) {
  const inbox = memoryStore();
  const register = openRegister(inbox);
  await register.providers.create(registeredProvider());
  await register.studies.create(study());
  const keys = [];
  for (const text of files) {
    const key = `inbox/${provider}/${taskId}/${sha256(text)}.jws.json`;
    await inbox.create(key, Buffer.from(text));
    keys.push(key);
  }
  return { keys, ports: { inbox, researcher: researcherId, estimate: estimateRelease, now: () => now } };
}

const keysUnder = (store: MemoryStore, prefix: string) =>
  [...store.objects.keys()].filter((key) => key.startsWith(prefix));

describe('a delivered file', () => {
  test('that release-result made is verified, kept byte for byte and recorded', async () => {
    const sender = await releasing();
    await releaseResult(`${taskId}.json`, sender);
    const [text = ''] = [...sender.inbox.objects.keys()].map((key) => sender.inbox.text(key));
    const { keys, ports } = await bucketWith(text);
    const key = keys[0] ?? '';
    expect(await receiveResult(key, ports)).toEqual({ result: 'verified' });
    expect(ports.inbox.text(key.replace('inbox/', 'verified/'))).toBe(text);
    expect(await receiveResult(key, ports)).toEqual({ result: 'verified' });
    expect(keysUnder(ports.inbox, 'rejected/')).toEqual([]);
    expect(await verifyChain(ports.inbox)).toMatchObject({ events: 2, findings: [] });
  });

  const rejected: readonly (readonly [string, () => Promise<string>])[] = [
    ['other-audience', async () => await release({ aud: 'someone-else' })],
    ['other-issuer', async () => await release({ iss: 'provider-b', body: { ...draft.body, provider: 'provider-b' } })],
    ['not-yet-issued', async () => await release({ iat: '2027-01-01T00:00:00Z' })],
    [
      'misplaced',
      async () =>
        await release({ sub: 'task-ffffffffffffffff', body: { ...draft.body, taskId: 'task-ffffffffffffffff' } }),
    ],
    ['estimates-differ', async () => await release({ body: { ...draft.body, estimates: [] } })],
    ['other-study', async () => await release({ body: { ...draft.body, studyDigest: sha256('else') } })],
    ['unknown-study', async () => await release({ body: { ...draft.body, version: 2 } })],
    ['unknown-key', async () => await signEnvelope(draft, testKey('stranger').signer)],
    ['unknown-format', async () => await signJws({ ...draft, extra: 1 }, jwsTypes.envelope, testKey('release').signer)],
    ['wrong-type', async () => await signJws(draft, jwsTypes.approval, testKey('release').signer)],
    ['not-a-jws', async () => await Promise.resolve('{}')],
  ];
  test.each(rejected)('is rejected with its reason: %s', async (code, make) => {
    const { keys, ports } = await bucketWith(await make());
    const key = keys[0] ?? '';
    expect(await receiveResult(key, ports)).toEqual({ result: 'rejected', code });
    expect(keysUnder(ports.inbox, 'verified/')).toEqual([]);
    expect(ports.inbox.text(`${key.replace('inbox/', 'rejected/')}.reason.json`)).toContain(`"code":"${code}"`);
    expect(await verifyChain(ports.inbox)).toMatchObject({ events: 1, findings: [] });
  });

  test('with one byte changed is rejected', async () => {
    const text = await release();
    const { keys, ports } = await bucketWith(text);
    const key = keys[0] ?? '';
    const body = Buffer.from(text.replace('e', 'f'));
    ports.inbox.objects.set(key, { body, etag: 'x', versionId: undefined });
    expect(await receiveResult(key, ports)).toEqual({ result: 'rejected', code: 'altered' });
    const renamed = `inbox/${provider}/${taskId}/${sha256(body)}.jws.json`;
    ports.inbox.objects.set(renamed, { body, etag: 'x', versionId: undefined });
    expect(await receiveResult(renamed, ports)).toMatchObject({ result: 'rejected' });
  });

  test('with an id or a place in the sequence that was used by another one is rejected', async () => {
    const { keys, ports } = await bucketWith(
      await release(),
      await release({ seq: 2 }),
      await release({ jti: 'jti-2' }),
      await release({ jti: 'jti-3', seq: 3 }),
    );
    const results = [];
    for (const key of keys) results.push((await receiveResult(key, ports)).code);
    expect(results).toEqual([undefined, 'replayed', 'replayed', undefined]);
  });

  test('from a provider whose keys are not known is rejected', async () => {
    const { keys, ports } = await bucketWith(await release());
    const elsewhere = (keys[0] ?? '').replace(provider, 'provider-c');
    await ports.inbox.create(elsewhere, ports.inbox.objects.get(keys[0] ?? '')?.body ?? new Uint8Array());
    expect(await receiveResult(elsewhere, ports)).toEqual({ result: 'rejected', code: 'unknown-provider' });
  });

  test.each([
    ['inbox/readme.txt', { result: 'rejected', code: 'misplaced' }],
    ['inbox/../x', { result: 'rejected', code: 'misplaced' }],
    ['verified/a', { result: 'ignored' }],
    ['inbox/gone', { result: 'ignored' }],
  ])('at %s', async (key, result) => {
    const { ports } = await bucketWith();
    if (!key.endsWith('gone')) await ports.inbox.create(key, Buffer.from('x'));
    expect(await receiveResult(key, ports)).toEqual(result);
  });
});
