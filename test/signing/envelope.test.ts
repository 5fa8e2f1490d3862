import { describe, expect, test } from 'vitest';
import { estimateRelease } from '../../lib/analyses/estimates.ts';
import { ProviderId, ResearcherId, StudyId, TaskId } from '../../lib/protocol/identifiers.ts';
import type { PooledRelease, StoredRelease } from '../../lib/protocol/release.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { type EnvelopeExpectation, openEnvelope } from '../../lib/signing/open-envelope.ts';
import { type EnvelopeBody, type EnvelopeDraft, signEnvelope } from '../../lib/signing/sign-envelope.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { testKey } from '../support/keys.ts';
import { now, pooledRelease, provider, researcherId, study, taskId } from '../support/protocol.ts';

const key = testKey('release');
const expected: EnvelopeExpectation = { keys: { keys: [key.publicKey] }, now, estimate: estimateRelease };

function draft(body: EnvelopeBody): EnvelopeDraft {
  return {
    iss: provider,
    aud: researcherId,
    sub: taskId,
    jti: 'jti-1',
    iat: '2026-11-02T09:00:00Z',
    seq: 1,
    prev: null,
    codeVersion: 'test',
    approvedBy: 'J. Jansen',
    body,
  };
}

/** Signs what the gate and `signEnvelope` would never let through: a provider that cheats. */
async function signAnything(changes: Partial<PooledRelease>, around: object = {}): Promise<string> {
  const body = { ...pooledRelease(), ...changes };
  const envelope = { schema: 'vroegzicht-envelope/1', ...draft(pooledRelease()), ...around, body };
  return await signJws(envelope, jwsTypes.envelope, key.signer);
}

const codeOf = (text: string, more: Partial<EnvelopeExpectation> = {}) => {
  const opened = openEnvelope(text, { ...expected, ...more });
  return opened.status === 'rejected' ? opened.code : 'opened';
};

describe('what may be signed, by the compiler', () => {
  test('a release that did not pass the gate does not compile', () => {
    const raw: PooledRelease = { ...pooledRelease() };
    const stored = (release: StoredRelease) => release.pooled;
    // @ts-expect-error a raw release has no mark of the gate
    const first: EnvelopeBody = raw;
    // @ts-expect-error neither has the pooled part of a stored release
    const second = (release: StoredRelease): EnvelopeBody => stored(release);
    // @ts-expect-error and spreading a disclosed release over other numbers loses nothing but is no Disclosed
    const third: EnvelopeBody = { ...raw, estimates: [] };
    expect([first, second, third].length).toBe(3);
  });
});

describe('an envelope', () => {
  test('opens with its estimates recomputed from the evidence', async () => {
    const text = await signEnvelope(draft(pooledRelease()), key.signer);
    const opened = openEnvelope(text, { ...expected, issuer: provider, audience: researcherId, study: study() });
    expect(opened).toMatchObject({ status: 'opened', recomputed: true, envelope: { body: pooledRelease() } });
    expect(pooledRelease().estimates.some(({ value }) => value === 1235)).toBe(true);
  });

  test('says so when nothing was recomputed', async () => {
    const text = await signEnvelope(draft(pooledRelease()), key.signer);
    expect(openEnvelope(text, expected)).toMatchObject({ status: 'opened', recomputed: false });
  });

  test('whose estimates do not follow from its evidence is rejected', async () => {
    const [first, ...rest] = pooledRelease().estimates;
    if (first === undefined) throw new Error('no estimates');
    const cases = [
      [{ ...first, value: 1236 }, ...rest],
      [{ ...first, status: 'uncontrolled' as const }, ...rest],
      [{ ...first, municipality: '0518' }, ...rest],
      [first],
      [...rest, first],
      [first, ...rest, first],
      [{ ...first, value: null }, ...rest],
      [{ ...first, value: 1235 * (1 + 1e-8) }, ...rest],
    ];
    for (const estimates of cases)
      expect(codeOf(await signAnything({ estimates }), { study: study() })).toBe('estimates-differ');
    const asGood = [{ ...first, value: 1235 * (1 + 1e-12) }, ...rest];
    expect(codeOf(await signAnything({ estimates: asGood }), { study: study() })).toBe('opened');
  });

  test('with an outcome that nobody asked for is rejected', async () => {
    const extra = {
      analysis: 'other',
      status: 'withheld' as const,
      coverage: { dataFrom: null, dataUntil: null, municipalities: 0 },
    };
    const text = await signAnything({ outcomes: [...pooledRelease().outcomes, extra] });
    expect(codeOf(text, { study: study() })).toBe('inconsistent');
  });

  const cases: readonly (readonly [string, object, Partial<EnvelopeExpectation>, string])[] = [
    ['another issuer', {}, { issuer: ProviderId.parse('provider-b') }, 'other-issuer'],
    ['another audience', { aud: 'else' }, { audience: researcherId }, 'other-audience'],
    ['another task inside', { sub: 'task-ffffffffffffffff' }, {}, 'inconsistent'],
    ['an issue date ahead', { iat: '2026-11-02T10:16:00Z' }, {}, 'not-yet-issued'],
    ['an unknown field', { extra: 1 }, {}, 'unknown-format'],
    ['another format', { schema: 'vroegzicht-envelope/2' }, {}, 'unknown-format'],
    ['another study', {}, { study: study({ title: 'Else' }) }, 'other-study'],
  ];
  test.each(cases)('with %s is rejected', async (_, around, more, code) => {
    expect(codeOf(await signAnything({}, around), more)).toBe(code);
  });

  test('whose content names another provider, study or version than it should is rejected', async () => {
    expect(codeOf(await signAnything({ provider: ProviderId.parse('provider-b') }))).toBe('inconsistent');
    expect(codeOf(await signAnything({ version: 2 }), { study: study() })).toBe('inconsistent');
    expect(codeOf(await signAnything({ studyId: StudyId.parse('else') }), { study: study() })).toBe('inconsistent');
  });

  test('signed outside the validity of its key is rejected, long after it is not', async () => {
    const text = await signEnvelope(draft(pooledRelease()), key.signer);
    const dated = { keys: [{ ...key.publicKey, notBefore: '2026-11-01', notAfter: '2026-11-02' }] };
    const expired = { keys: [{ ...key.publicKey, notAfter: '2026-11-01' }] };
    expect(codeOf(text, { keys: dated, now: new Date('2031-01-01') })).toBe('opened');
    expect(codeOf(text, { keys: expired })).toBe('key-not-valid');
  });

  test('can hold a refusal or a notice, which carry no data', async () => {
    const notice: EnvelopeBody = {
      schema: 'vroegzicht-notice/1',
      taskId: TaskId.parse(taskId),
      provider,
      state: 'ready',
      studyId: null,
      at: now.toISOString(),
    };
    const text = await signEnvelope({ ...draft(notice), aud: ResearcherId.parse('divosa') }, key.signer);
    expect(openEnvelope(text, { ...expected, study: study() })).toMatchObject({ status: 'opened', recomputed: false });
  });
});
