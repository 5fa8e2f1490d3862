import * as z from 'zod';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import { SnapshotId } from '../protocol/identifiers.ts';
import { readJson } from '../register/collection.ts';
import { canonicalBytes } from '../signing/canonical.ts';

const Count = z.int().min(0);

/**
 * `extracts/<municipality>/erasures/<objection>.json`: what was held of the household of an objection, noted before its
 * first row goes, so that an attempt after a crash gives the same answer and finishes what was begun.
 */
export const Found = z.strictObject({
  schema: z.literal('vroegzicht-erasure/1'),
  id: z.string(),
  households: z.array(z.string()),
  signals: Count,
  cases: Count,
  attempts: Count,
  followUps: Count,
  snapshots: z.array(SnapshotId),
});
export type Found = z.infer<typeof Found>;

const keyOf = (municipality: string, id: string): string => `${municipality}/erasures/${id}.json`;

/** What an earlier attempt noted; undefined when there was none that found anything. */
export async function readFound(extracts: ObjectStore, municipality: string, id: string): Promise<Found | undefined> {
  return await readJson(extracts, keyOf(municipality, id), Found);
}

/** Notes what was found; snapshots are added to an earlier note, whose counts stay. */
export async function noteFound(extracts: ObjectStore, municipality: string, found: Found): Promise<Found> {
  const key = keyOf(municipality, found.id);
  if ((await extracts.create(key, canonicalBytes(Found.parse(found)))) === 'created') return found;
  const present = await extracts.get(key);
  const before = present === undefined ? undefined : await readFound(extracts, municipality, found.id);
  if (present === undefined || before === undefined) throw busy(key);
  const snapshots = [...new Set([...before.snapshots, ...found.snapshots])];
  const next = { ...before, snapshots };
  if (snapshots.length === before.snapshots.length) return before;
  if ((await extracts.replace(key, canonicalBytes(next), present.etag)) === 'conflict') throw busy(key);
  return next;
}

const busy = (key: string): Failure =>
  new Failure('node-failed', 'extracts-busy', `${key} was changed by another`, 'the message comes again');
