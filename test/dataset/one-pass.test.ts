import { describe, expect, test } from 'vitest';
import { inOnePass } from '../../lib/dataset/one-pass.ts';
import type { Query } from '../../lib/dataset/plan.ts';

const query = (sql: string): Query => ({ unit: 'signals', sql, parameters: [] });

/** A port that notes which queries come together, and fails when one says so. */
function passes() {
  const together: string[][] = [];
  let running = 0;
  const ask = inOnePass(async (queries) => {
    running += 1;
    if (running > 1) throw new Error('two passes at once');
    together.push(queries.map(({ sql }) => sql));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    running -= 1;
    if (queries.some(({ sql }) => sql === 'bad')) throw new Error('no such column');
    return queries.map(({ sql }) => [{ sql }]);
  });
  return { together, ask: async (sql: string) => await ask(query(sql)) };
}

describe('queries asked at the same time', () => {
  test('share a pass, and each gets its own rows', async () => {
    const { together, ask } = passes();
    expect(await Promise.all(['a', 'b', 'c'].map(ask))).toEqual([[{ sql: 'a' }], [{ sql: 'b' }], [{ sql: 'c' }]]);
    expect(together).toEqual([['a', 'b', 'c']]);
  });
  test('follow-ups of all come together in the next pass, never beside it', async () => {
    const { together, ask } = passes();
    await Promise.all(
      ['a', 'b'].map(async (sql) => {
        await ask(sql);
        await ask(`${sql}2`);
      }),
    );
    expect(together).toEqual([
      ['a', 'b'],
      ['a2', 'b2'],
    ]);
  });
  test('fail together, and the next ones are asked all the same', async () => {
    const { together, ask } = passes();
    const found = await Promise.allSettled([ask('a'), ask('bad')]);
    expect(found.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await ask('d')).toEqual([{ sql: 'd' }]);
    expect(together).toHaveLength(2);
  });
});
