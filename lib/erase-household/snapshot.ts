import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../dataset/duckdb.ts';
import { eraseRows, findHousehold, type HouseholdRows } from '../dataset/erase-rows.ts';
import type { Selector } from '../dataset/leaving.ts';
import { Manifest } from '../dataset/manifest.ts';
import { tableNames } from '../dataset/tables.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore, VersionStore } from '../ports.ts';
import type { Municipality } from '../protocol/register.ts';
import { readJson } from '../register/collection.ts';
import type { ObjectionEntry } from '../register/objections.ts';
import { canonicalBytes } from '../signing/canonical.ts';

/** A snapshot of a municipality and where it is worked on. */
type Place = { readonly municipality: Municipality; readonly snapshot: string; readonly directory: string };

/** What a snapshot held of the household of an objection. */
export type HeldBy = HouseholdRows & { readonly id: string };

type Stores = { readonly extracts: ObjectStore; readonly versions: VersionStore };

const selectorOf = (entry: ObjectionEntry, municipality: string): Selector => ({ ...entry, municipality });

/** Finds the households of the entries in a snapshot, and rewrites it without those that object. */
export async function eraseFromSnapshot(
  sandbox: Sandbox,
  place: Place,
  entries: readonly ObjectionEntry[],
  { extracts, versions }: Stores,
): Promise<readonly HeldBy[]> {
  const { municipality, snapshot, directory } = place;
  const prefix = `${municipality.code}/${snapshot}`;
  const manifest = await readJson(extracts, `${prefix}/manifest.json`, Manifest);
  if (manifest === undefined) return [];
  await mkdir(directory, { recursive: true });
  for (const table of tableNames)
    await extracts.download(`${prefix}/${table}.parquet`, join(directory, `${table}.parquet`));
  const held: HeldBy[] = [];
  for (const entry of entries) {
    const found = await findHousehold(sandbox, directory, selectorOf(entry, municipality.code));
    if (found.signals + found.cases > 0) held.push({ id: entry.id, ...found });
  }
  const leaving = entries.filter(({ id, purpose }) => purpose === 'object' && held.some((each) => each.id === id));
  if (leaving.length === 0) return held;
  const selectors = leaving.map((entry) => selectorOf(entry, municipality.code));
  const left = await eraseRows(sandbox, directory, { selectors, manifest });
  for (const table of tableNames) {
    const content = await readFile(join(directory, `${table}.parquet`));
    await replace(extracts, `${prefix}/${table}.parquet`, content, municipality.dataKeyArn);
  }
  await replace(extracts, `${prefix}/manifest.json`, canonicalBytes(left), undefined);
  await removeEarlier(versions, `${prefix}/`);
  return held;
}

async function replace(
  extracts: ObjectStore,
  key: string,
  content: Uint8Array,
  encryptionKeyArn: string | undefined,
): Promise<void> {
  const present = await extracts.get(key);
  const how = encryptionKeyArn === undefined ? {} : { encryptionKeyArn };
  const written = present === undefined ? 'conflict' : await extracts.replace(key, content, present.etag, how);
  if (written === 'conflict')
    throw new Failure('node-failed', 'extracts-busy', `${key} was changed by another`, 'the message comes again');
}

/** Removes every version that is not the present one. */
async function removeEarlier(versions: VersionStore, prefix: string): Promise<void> {
  for (const { key, versionId, isLatest } of await versions.versions(prefix))
    if (!isLatest) await versions.removeVersion(key, versionId);
}
