import type { OpenBatch } from './answers.ts';
import { type BatchTables, openBatch } from './batch-tables.ts';
import type { Batch } from './batches.ts';
import type { Lane } from './duckdb.ts';
import type { Restrictions } from './restrictions.ts';

/** What is done with the tables of one batch in its lane. */
type Work = (opened: OpenBatch & { readonly place: number }) => Promise<void>;

/** Does work with the tables of every batch, in lanes; the tables stay for later work when each lane has one batch at most. */
export function openedBatches(
  lanes: readonly Lane[],
  batches: readonly Batch[],
  restrictions: Restrictions | undefined,
): (work: Work) => Promise<void> {
  const kept = new Map<number, BatchTables>();
  return async (work) => {
    await sideBySide(lanes, batches, async (batch, place, lane) => {
      const tables = kept.get(place) ?? (await openBatch(lane, batch, restrictions));
      await work({ batch, place, lane, tables });
      if (batches.length > lanes.length) await tables.drop();
      else kept.set(place, tables);
    });
  };
}

/**
 * Divides batches over lanes, always in the same way, so that sums do not depend on which lane is faster. When a lane fails, the others end
 * after their batch, and then the whole fails: a database is not closed under a running statement.
 */
async function sideBySide(
  lanes: readonly Lane[],
  batches: readonly Batch[],
  work: (batch: Batch, place: number, lane: Lane) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const workOn = async (lane: Lane, first: number) => {
    for (const [place, batch] of batches.entries())
      if (place % lanes.length === first && failures.length === 0) await work(batch, place, lane);
  };
  await Promise.all(
    lanes.map(async (lane, first) => {
      await workOn(lane, first).catch((error: unknown) => failures.push(error));
    }),
  );
  if (failures.length > 0) throw failures[0];
}
