import { describe, expect, test } from 'vitest';
import { TaskId } from '../../lib/protocol/identifiers.ts';
import { readApproval, storeApproval } from '../../lib/register/approvals.ts';
import { openRegister, registerKeys } from '../../lib/register/register.ts';
import { reserveRun } from '../../lib/register/runs.ts';
import { studyDigest } from '../../lib/signing/canonical.ts';
import { testKey } from '../support/keys.ts';
import { approval, municipality, now, provider, study } from '../support/protocol.ts';
import { memoryStore } from '../support/store.ts';

describe('register objects', () => {
  test('are created once, read back and listed in order', async () => {
    const { municipalities } = openRegister(memoryStore());
    expect(await municipalities.create(municipality('0518'))).toBe('created');
    expect(await municipalities.create(municipality('0363'))).toBe('created');
    expect(await municipalities.create(municipality('0518', { name: 'Else' }))).toBe('exists');
    expect((await municipalities.list()).map(({ code, name }) => [code, name])).toEqual([
      ['0363', 'Gemeente 0363'],
      ['0518', 'Gemeente 0518'],
    ]);
    expect(await municipalities.read(registerKeys.municipality('9999'))).toBeUndefined();
  });

  test('keep both changes when two people change one at the same time', async () => {
    const { municipalities } = openRegister(memoryStore());
    await municipalities.create(municipality('0518'));
    const key = registerKeys.municipality('0518');
    await Promise.all([
      municipalities.change(key, (present) => ({ ...present, name: 'Den Haag' })),
      municipalities.change(key, (present) => ({ ...present, inhabitants: 560_000 })),
      municipalities.change(key, (present) => ({ ...present, status: 'withdrawn' })),
    ]);
    expect(await municipalities.read(key)).toMatchObject({
      name: 'Den Haag',
      inhabitants: 560_000,
      status: 'withdrawn',
    });
  });

  test('that do not exist cannot be changed', async () => {
    const { municipalities } = openRegister(memoryStore());
    const key = registerKeys.municipality('0518');
    await expect(municipalities.change(key, (present) => present)).rejects.toThrow('the register has no');
  });

  test('that do not parse are named, their content is not', async () => {
    const store = memoryStore();
    await store.create(registerKeys.municipality('0518'), Buffer.from('{"secret":"1234"}'));
    const reading = openRegister(store).municipalities.list();
    await expect(reading).rejects.toThrow(/^municipalities\/0518\.json does not parse$/);
  });
});

describe('approvals', () => {
  const question = {
    studyDigest: studyDigest(study()),
    provider,
    approverKeys: { keys: [testKey('approver').publicKey] },
    now,
  };

  test.each([
    ['approved', {}, {}],
    ['expired', { expiresAt: '2026-11-02T10:00:00Z' }, {}],
    ['not-yet-valid', { approvedAt: '2026-11-02T10:00:01Z' }, {}],
    ['invalid', { provider: 'provider-b' }, {}],
    ['invalid', {}, { approverKeys: { keys: [testKey('researcher').publicKey] } }],
    ['invalid', {}, { approverKeys: { keys: [{ ...testKey('approver').publicKey, notAfter: '2026-10-31' }] } }],
  ])('are %s with %j', async (status, changes, asked) => {
    const store = memoryStore();
    await storeApproval(store, approval(study(), changes), testKey('approver').signer);
    expect(await readApproval(store, { ...question, ...asked })).toMatchObject({ status });
  });

  test('of another digest, put under this one, are invalid', async () => {
    const store = memoryStore();
    const other = study({ version: 2 });
    await storeApproval(store, approval(other), testKey('approver').signer);
    const signed = store.objects.get(registerKeys.approval(studyDigest(other)));
    await store.create(registerKeys.approval(question.studyDigest), signed?.body ?? new Uint8Array());
    expect(await readApproval(store, question)).toEqual({ status: 'invalid' });
    expect(await readApproval(memoryStore(), question)).toEqual({ status: 'missing' });
  });

  test('are stored once', async () => {
    const store = memoryStore();
    expect(await storeApproval(store, approval(), testKey('approver').signer)).toBe('created');
    expect(await storeApproval(store, approval(), testKey('approver').signer)).toBe('exists');
  });
});

describe('runs', () => {
  test('are given out exactly as often as approved, also when ten tasks ask at once; a task keeps its own', async () => {
    const store = memoryStore();
    const digest = studyDigest(study());
    const tasks = Array.from({ length: 10 }, (_, index) => TaskId.parse(`task-00000000000000${index}`));
    const ask = async (task: TaskId) => await reserveRun(store, digest, task, 3);
    const given = await Promise.all(tasks.map(ask));
    expect(given.filter(Boolean).length).toBe(3);
    expect(await Promise.all(tasks.map(ask))).toEqual(given);
  });
});
