import type { Query, ResultRow } from './plan.ts';

type Waiting = {
  readonly query: Query;
  readonly resolve: (rows: readonly ResultRow[]) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Puts queries that are asked at the same time into one pass over the data, one pass after the other: reading the tables costs far more
 * than a query on them. A pass that fails fails all of its queries.
 */
export function inOnePass(
  pass: (queries: readonly Query[]) => Promise<readonly (readonly ResultRow[])[]>,
): (query: Query) => Promise<readonly ResultRow[]> {
  let waiting: Waiting[] = [];
  let before: Promise<void> = Promise.resolve();
  const run = async () => {
    const asked = waiting;
    waiting = [];
    try {
      const found = await pass(asked.map(({ query }) => query));
      for (const [index, { resolve }] of asked.entries()) resolve(found[index] ?? []);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  return async (query) =>
    await new Promise((resolve, reject) => {
      waiting.push({ query, resolve, reject });
      if (waiting.length > 1) return;
      const last = before;
      before = (async () => {
        await last;
        await run();
      })();
    });
}
