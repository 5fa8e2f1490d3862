import * as z from 'zod';
import type { ObjectStore } from '../ports.ts';
import { CalendarDay, MunicipalityCode, SnapshotId, type TaskId } from '../protocol/identifiers.ts';
import { readJson } from '../register/collection.ts';
import { canonicalBytes, canonicalText } from '../signing/canonical.ts';
import type { FetchedExtracts } from './fetch-extracts.ts';

/** `pins/<taskId>.json` of the releases bucket: on which day and which snapshots a task was computed first. */
const Pin = z.strictObject({
  schema: z.literal('vroegzicht-pin/1'),
  day: CalendarDay,
  snapshots: z.array(z.strictObject({ municipality: MunicipalityCode, snapshot: SnapshotId })),
});

const keyOf = (taskId: TaskId) => `pins/${taskId}.json`;

/** The day that counts for the agreements of a task: of its first attempt, whatever day it is now. */
export async function dayOf(taskId: TaskId, releases: ObjectStore, now: Date): Promise<string> {
  return (await readJson(releases, keyOf(taskId), Pin))?.day ?? now.toISOString().slice(0, 10);
}

/**
 * Fixes what a task is computed on before anything of it is recorded. False when an earlier attempt fixed something else: the data
 * changed in between, and what the ledger holds of that attempt would not be what leaves.
 */
export async function pinTask(
  taskId: TaskId,
  day: string,
  fetched: FetchedExtracts,
  releases: ObjectStore,
): Promise<boolean> {
  const snapshots = fetched.extracts.map(({ manifest }) => ({
    municipality: manifest.municipality,
    snapshot: manifest.snapshot,
  }));
  const pin = Pin.parse({ schema: 'vroegzicht-pin/1', day, snapshots });
  if ((await releases.create(keyOf(taskId), canonicalBytes(pin))) === 'created') return true;
  const before = await readJson(releases, keyOf(taskId), Pin);
  return canonicalText(before) === canonicalText(pin);
}
