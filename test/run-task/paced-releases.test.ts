import { describe, expect, test } from 'vitest';
import { pacedReleases } from '../../lib/run-task/paced-releases.ts';
import { memoryStore } from '../support/store.ts';

/** When the objects of a task can be seen that computes for so long before each, in milliseconds after its start. */
async function seenAt(
  everyMilliseconds: number,
  work: readonly (readonly [key: string, milliseconds: number])[],
): Promise<readonly number[]> {
  const store = memoryStore();
  let now = 1_000_123;
  const releases = pacedReleases(store, {
    everyMilliseconds,
    clock: () => new Date(now),
    wait: async (milliseconds) => {
      now += milliseconds;
      await Promise.resolve();
    },
  });
  const seen: number[] = [];
  for (const [key, milliseconds] of work) {
    now += milliseconds;
    expect(await releases.create(key, Buffer.from('{}'))).toBe('created');
    expect(store.objects.has(key)).toBe(true);
    seen.push(now - 1_000_123);
  }
  return seen;
}

describe('D2 timing of answers', () => {
  const tasks = [2_100, 8_900, 9_999, 10_000];
  const all = async (every: number, key: string) =>
    (await Promise.all(tasks.map(async (milliseconds) => await seenAt(every, [[key, milliseconds]])))).flat();
  test('works where answers leave at once: a task over more rows is seen later', async () =>
    expect(await all(0, 'task-1.json')).toEqual(tasks));
  test.each(['task-1.json', 'evidence/task-1.json', 'models/task-1.json', 'refusals/task-1.json'])(
    'is stopped: %s leaves a whole number of periods after the start',
    async (key) => {
      expect(await all(10_000, key)).toEqual([10_000, 10_000, 10_000, 10_000]);
      expect(await seenAt(10_000, [[key, 10_001]])).toEqual([20_000]);
    },
  );
  test('what nobody outside sees is written at once, and does not delay the answer', async () =>
    expect(
      await seenAt(10_000, [
        ['pins/task-1.json', 300],
        ['participants/a/task-1.json', 200],
        ['rounds/a/00.json', 100],
        ['task-1.json', 50],
      ]),
    ).toEqual([300, 500, 600, 10_000]));
});
