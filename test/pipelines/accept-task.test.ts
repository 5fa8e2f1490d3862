import { describe, expect, test } from 'vitest';
import { acceptTask } from '../../lib/accept-task.ts';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { Job, Jws } from '../../lib/protocol/message.ts';
import { Refusal } from '../../lib/protocol/release.ts';
import { settleOutcome } from '../../lib/register/outcomes.ts';
import { openRegister, registerKeys } from '../../lib/register/register.ts';
import { studyDigest } from '../../lib/signing/canonical.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { testKey } from '../support/keys.ts';
import { municipality, now, researcher, study, taskId } from '../support/protocol.ts';
import { headerText, rawJws } from '../support/raw-jws.ts';
import { approve, incoming, messages, type Provider, providerWith } from '../support/researcher-message.ts';

const { submit, run, cancel } = messages;

/** Results in the audit chain, in order; fails when the chain is broken. */
async function audited({ ledger }: Provider): Promise<readonly (string | undefined)[]> {
  expect((await verifyChain(ledger)).findings).toEqual([]);
  const keys = [...ledger.objects.keys()].toSorted((left, right) => left.slice(-13).localeCompare(right.slice(-13)));
  return keys.map((key) => /"result":"([^"]+)"/.exec(ledger.text(key) ?? '')?.[1]);
}

const refusalOf = (ports: Provider, name: string = taskId) =>
  Refusal.parse(JSON.parse(ports.releases.text(`refusals/${name}.json`) ?? 'null'));

describe('a message that is in order', () => {
  test('hands in a study and says that it waits for approval', async () => {
    const ports = await providerWith('empty');
    expect(await acceptTask(await incoming(submit), ports)).toEqual({ result: 'submitted', taskId });
    const stored = await openRegister(ports.register).studies.read(registerKeys.study('reach-2026', 1));
    expect(stored).toEqual(study());
    expect(ports.releases.text(`notices/${taskId}-waiting-for-approval.json`)).toContain('"waiting-for-approval"');
    expect(await audited(ports)).toEqual(['submitted']);
  });

  test('says approved when the same content was approved before', async () => {
    const ports = await providerWith('approved');
    await acceptTask(await incoming(submit), ports);
    expect([...ports.releases.objects.keys()]).toEqual([`notices/${taskId}-approved.json`]);
  });

  test('becomes a job with what run-task needs', async () => {
    const ports = await providerWith('approved');
    expect(await acceptTask(await incoming(run), ports)).toEqual({ result: 'accepted', taskId });
    expect(Job.parse(JSON.parse(ports.jobs.text(`${taskId}.json`) ?? ''))).toMatchObject({
      taskId,
      researcher: 'divosa',
      study: study(),
      studyDigest: studyDigest(study()),
      release: 'automatic',
      acceptedAt: now.toISOString(),
    });
    expect(await audited(ports)).toEqual(['accepted']);
  });

  test('cancels a task, once and for all', async () => {
    const ports = await providerWith('approved');
    await acceptTask(await incoming(run), ports);
    expect(await acceptTask(await incoming(cancel), ports)).toMatchObject({ result: 'cancelled' });
    await acceptTask(await incoming(cancel), ports);
    await acceptTask(await incoming(run), ports);
    expect(ports.jobs.objects.size).toBe(0);
    expect(ports.releases.text(`notices/${taskId}-cancelled.json`)).toContain('"cancelled"');
  });
});

describe('the same message again', () => {
  test.each([
    ['submit', submit],
    ['run', run],
  ])('changes nothing but the audit: %s', async (_, message) => {
    const ports = await providerWith('approved');
    const [first, again] = [await incoming(message), await incoming(message)];
    expect(first.text).not.toBe(again.text);
    const outcome = await acceptTask(first, ports);
    const state = () => [ports.jobs, ports.releases, ports.register].map(({ writes }) => writes.length);
    const before = state();
    expect(await acceptTask(first, ports)).toEqual(outcome);
    expect(await acceptTask(again, { ...ports, now: () => new Date('2026-12-24') })).toEqual(outcome);
    expect(state()).toEqual(before);
    expect((await audited(ports)).slice(1)).toEqual(['repeated', 'repeated']);
  });

  test('a refused one stays refused, though the approval came meanwhile', async () => {
    const ports = await providerWith('empty');
    await openRegister(ports.register).studies.create(study());
    const message = await incoming(run);
    await acceptTask(message, ports);
    await approve(ports.register);
    expect(await acceptTask(message, ports)).toMatchObject({ result: 'refused', code: 'not-approved' });
    expect(ports.jobs.objects.size).toBe(0);
  });

  test('ten copies at once give one job and take one run', async () => {
    const ports = await providerWith('approved');
    const copies = await Promise.all(Array.from({ length: 10 }, async () => await incoming(run)));
    const results = await Promise.all(copies.map(async (copy) => await acceptTask(copy, ports)));
    expect(new Set(results.map(({ result }) => result))).toEqual(new Set(['accepted']));
    expect(ports.jobs.writes.length).toBe(1);
    expect(ports.register.text(registerKeys.runs(run.studyDigest))).toContain(`["${taskId}"]`);
  });

  test('with other content under its id is refused, and the first one stands', async () => {
    const ports = await providerWith('approved');
    await acceptTask(await incoming(run), ports);
    const second = await acceptTask(await incoming({ ...run, version: 2 }), ports);
    expect(second).toMatchObject({ result: 'refused', code: 'message-id-used' });
    expect(refusalOf(ports, second.taskId)).toMatchObject({ taskId, code: 'message-id-used' });
    expect(ports.releases.text(`refusals/${taskId}.json`)).toBeUndefined();
    expect(ports.jobs.writes.length).toBe(1);
  });

  test.each(['register', 'jobs', 'releases', 'ledger'] as const)(
    'carries the work on after a fault at any write to %s',
    async (name) => {
      for (let fault = 1; fault < 12; fault += 1) {
        const ports = await providerWith('approved');
        let count = 0;
        const create: Provider['jobs']['create'] = async (...given) => {
          count += 1;
          if (count === fault) throw new Error('throttled');
          return await ports[name].create(...given);
        };
        const message = await incoming(run);
        await acceptTask(message, { ...ports, [name]: { ...ports[name], create } }).catch(() => undefined);
        expect(await acceptTask(message, ports)).toEqual({ result: 'accepted', taskId });
        expect(ports.jobs.writes.length).toBe(1);
        expect([...ports.releases.objects.keys()]).toEqual([`notices/${taskId}-ready.json`]);
        expect((await audited(ports)).includes('accepted')).toBe(true);
      }
    },
  );
});

describe('a question that is wrong is refused with a remedy', () => {
  const cases: readonly (readonly [string, object])[] = [
    ['malformed-message', { ...run, extra: 'field' }],
    ['malformed-message', { ...run, kind: 'drop-table' }],
    ['malformed-message', { ...submit, study: { ...study(), minimumMunicipalities: 1 } }],
    ['wrong-sender', { ...run, from: 'someone-else' }],
    ['wrong-audience', { ...run, to: 'provider-b' }],
    ['not-fresh', { ...run, issuedAt: '2026-11-02T10:15:01Z' }],
    ['not-fresh', { ...run, issuedAt: '2026-10-26T09:59:59Z' }],
    ['unknown-study', { ...run, version: 2 }],
    ['other-study-digest', { ...run, studyDigest: studyDigest(study({ title: 'Else' })) }],
    ['study-version-exists', { ...submit, study: study({ title: 'Else' }) }],
    ['researcher-not-named', { ...submit, study: study({ version: 2, researchers: [{ id: 'other', name: 'O.' }] }) }],
    ['unknown-task', { ...cancel, messageId: taskId, taskId: 'task-ffffffffffffffff' }],
  ];
  test.each(cases)('%s', async (code, message) => {
    const ports = await providerWith('approved');
    expect(await acceptTask(await incoming(message), ports)).toMatchObject({ result: 'refused', code });
    const { reason, remedy } = refusalOf(ports);
    expect([reason, remedy].every((text) => /^[a-z].*[^.]$/s.test(text))).toBe(true);
    expect(await audited(ports)).toEqual([code]);
    expect(ports.jobs.objects.size).toBe(0);
  });

  test('just inside the window of freshness is accepted', async () => {
    for (const issuedAt of ['2026-11-02T10:15:00Z', '2026-10-26T10:00:00Z'])
      expect(await acceptTask(await incoming({ ...run, issuedAt }), await providerWith('approved'))).toMatchObject({
        result: 'accepted',
      });
  });

  test('names the field, never its value', async () => {
    const ports = await providerWith('approved');
    await acceptTask(await incoming({ ...run, version: 'secret-value' }), ports);
    expect(refusalOf(ports).reason).toContain('version');
    expect(refusalOf(ports).reason).not.toContain('secret-value');
  });

  test.each([
    ['approval-expired', { expiresAt: '2026-11-02T09:00:00Z' }],
    ['not-approved', { approvedAt: '2026-11-03T00:00:00Z' }],
    ['not-approved', { provider: 'provider-b' }],
  ])('%s', async (code, changes) => {
    const ports = await providerWith('empty');
    await approve(ports.register, changes);
    expect(await acceptTask(await incoming(run), ports)).toMatchObject({ result: 'refused', code });
  });

  test('an approval signed by somebody else does not count', async () => {
    const ports = await providerWith('approved', { approverKeys: { keys: [testKey('stranger').publicKey] } });
    expect(await acceptTask(await incoming(run), ports)).toMatchObject({ code: 'not-approved' });
  });

  test('more runs than approved', async () => {
    const ports = await providerWith('approved');
    const results = [];
    for (const last of ['a', 'b', 'c'])
      results.push(
        (await acceptTask(await incoming({ ...run, messageId: `task-000000000000000${last}` }), ports)).code,
      );
    expect(results).toEqual([undefined, undefined, 'no-runs-left']);
  });

  test('an agreement that expired leaves too few municipalities', async () => {
    const ports = await providerWith('approved');
    const [agreement] = municipality('0599').agreements;
    await openRegister(ports.register).municipalities.change(registerKeys.municipality('0599'), (present) => ({
      ...present,
      agreements: agreement === undefined ? [] : [{ ...agreement, until: '2026-11-01' }],
    }));
    expect(await acceptTask(await incoming(run), ports)).toMatchObject({ code: 'too-few-municipalities' });
    expect(refusalOf(ports).reason).toContain('at 2 municipalities, the study asks for 3');
  });

  test('a registered researcher can neither run a study that names others, nor cancel the task of another', async () => {
    const ports = await providerWith('approved');
    await acceptTask(await incoming(run), ports);
    const other = { id: 'other', senderId: 'AROAOTHER', keys: { keys: [testKey('stranger').publicKey] } };
    await openRegister(ports.register).researchers.create(researcher(other));
    const send = async (message: object) =>
      await acceptTask(
        await incoming({ ...message, from: 'other' }, { key: 'stranger', senderId: 'AROAOTHER' }),
        ports,
      );
    const second = { ...run, messageId: 'task-other-0123456789' };
    expect(await send(second)).toMatchObject({ code: 'researcher-not-named' });
    expect(await send(cancel)).toMatchObject({ code: 'unknown-task' });
    expect(await send(run)).toMatchObject({ code: 'message-id-used' });
    expect([...ports.jobs.objects.keys()]).toEqual([`${taskId}.json`]);
  });

  test('a task that was released cannot be cancelled', async () => {
    const ports = await providerWith('approved');
    await acceptTask(await incoming(run), ports);
    await settleOutcome(ports.register, messages.cancel.taskId, { outcome: 'released', at: now.toISOString() });
    expect(await acceptTask(await incoming(cancel), ports)).toMatchObject({ code: 'already-run' });
  });
});

describe('a message that nobody proved to have sent is recorded and nothing else', () => {
  const unproven: readonly (readonly [string, string, () => Promise<{ text: string; senderId?: string }>])[] = [
    ['no JSON', 'not-a-signed-message', async () => await Promise.resolve({ text: 'run it' })],
    ['far too long', 'not-a-signed-message', async () => await Promise.resolve({ text: 'x'.repeat(1_048_577) })],
    ['by an unknown key', 'unknown-key', async () => await incoming(run, { key: 'stranger' })],
    ['by another sender of the queue', 'other-sender', async () => await incoming(run, { senderId: 'AROASTRANGER:x' })],
    [
      'by a sender whose name only begins alike',
      'other-sender',
      async () => await incoming(run, { senderId: 'AROARESEARCHERS:x' }),
    ],
    [
      'under the name of a registered key',
      'bad-signature',
      async () => {
        const header = headerText(testKey('researcher'), jwsTypes.message);
        return { ...(await incoming(run)), text: await rawJws(testKey('stranger'), header, JSON.stringify(run)) };
      },
    ],
    [
      'changed on the way',
      'bad-signature',
      async () => {
        const { text, ...rest } = await incoming(run);
        const jws = Jws.parse(JSON.parse(text));
        return { ...rest, text: JSON.stringify({ ...jws, payload: Buffer.from('{}').toString('base64url') }) };
      },
    ],
    [
      'with a name twice in its content',
      'not-canonical',
      async () => {
        const header = headerText(testKey('researcher'), jwsTypes.message);
        const text = await rawJws(testKey('researcher'), header, `{"kind":"run",${JSON.stringify(run).slice(1)}`);
        return { ...(await incoming(run)), text };
      },
    ],
    ['without an id', 'no-message-id', async () => await incoming({ ...run, messageId: 'short' })],
  ];
  test.each(unproven)('%s: %s', async (_, code, make) => {
    const ports = await providerWith('approved');
    const writes = ports.register.writes.length;
    const made = await make();
    const message = { queueMessageId: 'queue-message-1', senderId: made.senderId, text: made.text };
    expect(await acceptTask(message, ports)).toEqual({ result: 'unauthenticated', code });
    expect([ports.jobs.objects.size, ports.releases.objects.size, ports.register.writes.length - writes]).toEqual([
      0, 0, 0,
    ]);
    expect(await audited(ports)).toEqual([code]);
  });
});
