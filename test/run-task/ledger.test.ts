import { expect, test } from 'vitest';
import { ResearcherId, Sha256, TaskId } from '../../lib/protocol/identifiers.ts';
import { earlierReleases } from '../../lib/run-task/earlier-releases.ts';
import { appendEntry, readLedger } from '../../lib/run-task/ledger.ts';
import { Counted } from '../../lib/run-task/ledger-entries.ts';
import { type MemoryStore, memoryStore } from '../support/store.ts';

const counted = Array.from({ length: 12 }, (_, index) =>
  Counted.parse({ municipality: String(9001 + index), snapshot: '2026-06-30-abcdef01' }),
);

/** Numbers of a release over one of so many populations; every release asks something new. */
function entry(index: number, populations: number) {
  const universe = `cases@${index % populations}`;
  const numbers = Array.from({ length: 20 }, (_, at) => ({
    selection: { question: [`release-${index}-${at}`] },
    rows: 100 + index,
    households: 100,
    least: 10,
    base: 5,
    secret: null,
  }));
  return {
    taskId: TaskId.parse(`task-${String(index).padStart(16, '0')}`),
    researcher: ResearcherId.parse('researcher-1'),
    studyDigest: Sha256.parse('a'.repeat(64)),
    day: '2026-06-30',
    policy: 'research/2026-11',
    denied: false,
    certificate: { rule: 'interval-certificate/1', solves: 0, populations: [] },
    populations: [{ universe, unit: 'cases', counted, domains: { question: [] }, numbers }],
  };
}

async function fill(store: MemoryStore, releases: number, populations: number): Promise<void> {
  let state = await readLedger(store);
  for (let index = 0; index < releases; index += 1) {
    if (index % 16 === 0) state = await readLedger(store);
    expect(await appendEntry(store, state, entry(index, populations))).toBe('appended');
  }
}

/** A task over these populations. */
const asking = (...universes: readonly string[]) =>
  new Map(universes.map((universe) => [universe, { unit: 'cases', counted }]));

/** Objects and bytes that reading the ledger for one population takes. */
async function costOf(store: MemoryStore, universe: string) {
  let [objects, bytes] = [0, 0];
  const watched: MemoryStore = {
    ...store,
    get: async (key) => {
      const found = await store.get(key);
      objects += 1;
      bytes += found?.body.length ?? 0;
      return found;
    },
  };
  const state = await readLedger(watched, asking(universe));
  return { objects, bytes, numbers: state.populations.get(universe)?.numbers.size };
}

test('what the next task reads does not grow with what was released over other populations', async () => {
  const [few, many] = [memoryStore(), memoryStore()];
  await fill(few, 4 * 16 + 3, 16);
  await fill(many, 16 * 16 + 3, 64);
  const [before, after] = [await costOf(few, 'cases@1'), await costOf(many, 'cases@1')];
  expect(after.numbers).toBe(before.numbers);
  expect(after.objects).toBe(before.objects);
  expect(after.objects).toBeLessThanOrEqual(1 + 16 + 1);
  const all = [...many.objects]
    .filter(([key]) => key.includes('/chain/'))
    .reduce((sum, [, each]) => sum + each.body.length, 0);
  expect(after.bytes).toBeLessThan(all / 10);
});

test('every number ever released is read back for its population, with and without checkpoints', async () => {
  const store = memoryStore();
  await fill(store, 40, 3);
  const read = async () => {
    const state = await readLedger(store, asking('cases@0', 'cases@1', 'cases@2'));
    return [0, 1, 2].map((index) => [...(state.populations.get(`cases@${index}`)?.numbers.keys() ?? [])].toSorted());
  };
  const withCheckpoints = await read();
  expect(withCheckpoints.flat()).toHaveLength(40 * 20);
  for (const key of await store.list('releases/known/')) await store.remove(key);
  expect(await read()).toEqual(withCheckpoints);
});

test('fails closed: numbers that were not read, or are gone, are never taken for none', async () => {
  const store = memoryStore();
  await fill(store, 16, 2);
  const unread = await readLedger(store, asking('cases@0'));
  const present = new Map([['cases@1', { unit: 'cases', counted }]]);
  expect(() => earlierReleases(unread, present)('cases@1')).toThrow('not read');
  for (const key of await store.list('releases/numbers/')) await store.remove(key);
  await expect(readLedger(store, asking('cases@1'))).rejects.toMatchObject({ code: 'ledger-broken' });
});
