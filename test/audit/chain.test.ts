import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../lib/audit/event.ts';
import { recordEvent } from '../../lib/audit/record.ts';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import type { ObjectStore } from '../../lib/ports.ts';
import { type MemoryStore, memoryStore } from '../support/store.ts';

function event(object: string, timestamp = '2026-11-02T10:00:00Z'): AuditEvent {
  return { action: 'release', object, result: 'signed', origin: 'test', actor: 'provider-a', timestamp };
}

/** Another function with the same bucket: it knows nothing of what this one remembers. */
const elsewhere = (store: ObjectStore): ObjectStore => ({ ...store });

async function chainOf(...timestamps: readonly string[]): Promise<MemoryStore> {
  const store = memoryStore();
  for (const [index, timestamp] of timestamps.entries())
    await recordEvent(elsewhere(store), event(`${index}`, timestamp));
  return store;
}

const keysOf = (store: MemoryStore) => [...store.objects.keys()].toSorted();

describe('recording', () => {
  test('numbers events without gaps, each with the digest of the one before', async () => {
    const store = await chainOf('2026-11-02T10:00:00Z', '2026-11-02T10:00:01Z', '2026-11-02T10:00:02Z');
    expect(await verifyChain(store)).toMatchObject({ events: 3, head: { sequence: 3 }, findings: [] });
  });

  test('files an event in the month of the event before it', async () => {
    const store = await chainOf(
      '2026-11-30T23:59:59Z',
      '2026-12-01T00:00:00Z',
      '2026-12-02T00:00:00Z',
      '2027-02-01T00:00:00Z',
    );
    expect(keysOf(store)).toEqual([
      'audit/2026/01/00000001.json',
      'audit/2026/11/00000002.json',
      'audit/2026/12/00000003.json',
      'audit/2026/12/00000004.json',
    ]);
    expect((await verifyChain(store)).findings).toEqual([]);
  });

  test('keeps one chain when forty events come at once from ten writers', async () => {
    const store = memoryStore();
    const writers = Array.from({ length: 10 }, () => elsewhere(store));
    await Promise.all(
      writers.flatMap((writer, at) =>
        [0, 1, 2, 3].map(async (index) => await recordEvent(writer, event(`${at}/${index}`))),
      ),
    );
    expect(await verifyChain(store)).toMatchObject({ events: 40, findings: [] });
    expect(
      new Set(
        [...store.objects.values()].map(({ body }) => /"object":"([^"]+)"/.exec(Buffer.from(body).toString())?.[1]),
      ).size,
    ).toBe(40);
  });

  test('keeps one chain at the turn of a month, whichever clock runs ahead', async () => {
    const store = await chainOf('2026-11-30T10:00:00Z');
    const times = ['2026-11-30T23:59:59.900Z', '2026-12-01T00:00:00.100Z', '2026-10-31T00:00:00Z'];
    await Promise.all(times.map(async (time) => await recordEvent(elsewhere(store), event(time, time))));
    expect(await verifyChain(store)).toMatchObject({ events: 4, findings: [] });
  });

  test('finds the end again after months of silence, and with a clock that is a year behind', async () => {
    const store = await chainOf('2026-03-01T00:00:00Z', '2027-06-01T00:00:00Z', '2026-06-01T00:00:00Z');
    expect(await verifyChain(store)).toMatchObject({ events: 3, findings: [] });
  });

  test('goes on past an event that was put beside the chain and sorts last', async () => {
    const store = await chainOf('2026-11-02T10:00:00Z', '2026-11-02T10:00:01Z', '2026-11-02T10:00:02Z');
    const copy = store.objects.get('audit/2026/11/00000002.json');
    if (copy !== undefined) store.objects.set('audit/2026/12/00000002.json', copy);
    const head = await recordEvent(elsewhere(store), event('after'));
    expect(head.sequence).toBe(4);
    expect(store.objects.has('audit/2026/11/00000004.json')).toBe(true);
  });

  test('a forged end with a higher number is gone on from, and told by verifying', async () => {
    const store = await chainOf('2026-11-02T10:00:00Z', '2026-11-02T10:00:01Z');
    const found = store.objects.get('audit/2026/11/00000002.json');
    const forged = Buffer.from(String(Buffer.from(found?.body ?? [])).replace('"sequence":2', '"sequence":9'));
    if (found !== undefined) store.objects.set('audit/2026/11/00000009.json', { ...found, body: forged });
    expect(await recordEvent(elsewhere(store), event('after'))).toMatchObject({ sequence: 10 });
    expect((await verifyChain(store)).findings).toMatchObject([
      { key: 'audit/2026/11/00000009.json', problem: 'missing' },
    ]);
  });

  test('an end that cannot be read stops who would write after it, with what to do', async () => {
    const store = await chainOf('2026-11-02T10:00:00Z');
    await store.create('audit/2026/11/00000009.json', Buffer.from('{'), { contentType: 'application/json' });
    const next = recordEvent(elsewhere(store), event('after'));
    await expect(next).rejects.toMatchObject({ code: 'audit-broken', remedy: 'run vroegzicht provider audit verify' });
  });

  test('accepts nothing that is no event', async () => {
    const store = memoryStore();
    const wrong = { ...event('a'), secret: 'x' };
    await expect(recordEvent(store, wrong)).rejects.toThrow('Unrecognized key');
    expect(store.objects.size).toBe(0);
  });
});

describe('verifying', () => {
  const times = ['2026-11-02T10:00:00Z', '2026-11-02T10:00:01Z', '2026-11-02T10:00:02Z', '2026-11-02T10:00:03Z'];
  const second = 'audit/2026/11/00000002.json';

  function rewrite(store: MemoryStore, key: string, change: (text: string) => string): void {
    const found = store.objects.get(key);
    if (found === undefined) throw new Error('no such event');
    store.objects.set(key, { ...found, body: Buffer.from(change(Buffer.from(found.body).toString())) });
  }

  test('names a removed event by its number', async () => {
    const store = await chainOf(...times);
    store.objects.delete(second);
    const { findings } = await verifyChain(store);
    expect(findings).toMatchObject([{ key: 'audit/2026/11/00000003.json', problem: 'missing' }]);
    expect(findings[0]?.explanation).toContain('events 2 to 2');
  });

  test('names a removed first event', async () => {
    const store = await chainOf(...times);
    store.objects.delete('audit/2026/01/00000001.json');
    expect((await verifyChain(store)).findings).toMatchObject([{ key: second, problem: 'missing' }]);
  });

  test('names an altered event, also when it was altered by one letter', async () => {
    const store = await chainOf(...times);
    rewrite(store, second, (text) => text.replace('signed', 'sighed'));
    expect((await verifyChain(store)).findings).toMatchObject([{ key: second, problem: 'altered' }]);
  });

  test('names an event that was put beside the chain', async () => {
    const store = await chainOf(...times);
    const copy = store.objects.get(second);
    if (copy !== undefined) store.objects.set('audit/2026/12/00000002.json', copy);
    expect((await verifyChain(store)).findings).toMatchObject([
      { key: 'audit/2026/12/00000002.json', problem: 'unexpected' },
    ]);
  });

  test('names what cannot be read', async () => {
    const store = await chainOf(...times);
    rewrite(store, second, () => '{');
    const { findings } = await verifyChain(store);
    expect(findings).toMatchObject([{ key: second, problem: 'unreadable' }, { problem: 'missing' }]);
  });

  test('sees a cut-off or altered end only against a head noted earlier', async () => {
    const store = await chainOf(...times);
    const { head } = await verifyChain(store);
    const last = 'audit/2026/11/00000004.json';
    rewrite(store, last, (text) => text.replace('signed', 'sighed'));
    expect((await verifyChain(store)).findings).toEqual([]);
    expect((await verifyChain(store, head)).findings).toMatchObject([{ key: last, problem: 'altered' }]);
    store.objects.delete(last);
    expect((await verifyChain(store)).findings).toEqual([]);
    expect((await verifyChain(store, head)).findings).toMatchObject([{ problem: 'shortened' }]);
  });
});
