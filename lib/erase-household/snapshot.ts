import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../dataset/duckdb.ts';
import { eraseRows, findHousehold } from '../dataset/erase-rows.ts';
import type { Selector } from '../dataset/leaving.ts';
import { Manifest } from '../dataset/manifest.ts';
import { tableNames } from '../dataset/tables.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore, VersionStore } from '../ports.ts';
import type { SnapshotId } from '../protocol/identifiers.ts';
import type { Municipality } from '../protocol/register.ts';
import type { ObjectionEntry } from '../register/objections.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import { type Found, noteFound, readFound } from './found.ts';

/** A snapshot on this disk: its files as they were when it was fetched, and the ETag of each. */
export type FetchedSnapshot = {
  readonly municipality: Municipality;
  readonly snapshot: SnapshotId;
  readonly directory: string;
  readonly manifest: Manifest;
  readonly etags: ReadonlyMap<string, string>;
};

type Stores = { readonly extracts: ObjectStore; readonly versions: VersionStore };

/** Signals tell which cases go with a household: they are replaced when everything else is, so that a repeat still can tell. */
const signalsLast = [...tableNames.filter((table) => table !== 'signals'), 'signals' as const];

/** Fetches the files of a snapshot into `directory`; undefined when it has no manifest. */
export async function fetchSnapshot(
  place: Pick<FetchedSnapshot, 'municipality' | 'snapshot' | 'directory'>,
  extracts: ObjectStore,
): Promise<FetchedSnapshot | undefined> {
  const { municipality, snapshot, directory } = place;
  const etags = new Map<string, string>();
  await mkdir(directory, { recursive: true });
  for (const name of ['manifest.json', ...tableNames.map((table) => `${table}.parquet`)]) {
    const found = await extracts.get(`${municipality.code}/${snapshot}/${name}`);
    if (found === undefined && name === 'manifest.json') return undefined;
    if (found === undefined)
      throw new Failure('node-failed', 'no-table', `a table of ${snapshot} is missing`, 'hand the export in again');
    etags.set(name, found.etag);
    await writeFile(join(directory, name), found.body);
  }
  const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  return { ...place, manifest, etags };
}

/** What the snapshots hold of the household of an entry, the first that has it for the counts; noted when its rows will go. */
export async function findHeld(
  sandbox: Sandbox,
  snapshots: readonly FetchedSnapshot[],
  entry: ObjectionEntry,
  { extracts }: Pick<Stores, 'extracts'>,
): Promise<Found | undefined> {
  const code = snapshots[0]?.municipality.code;
  if (code === undefined) return undefined;
  const before = await readFound(extracts, code, entry.id);
  let found = before;
  for (const { snapshot, directory } of snapshots) {
    const held = await findHousehold(sandbox, directory, selectorOf(entry, before, code));
    if (held.signals + held.cases === 0) continue;
    const first = found ?? {
      schema: 'vroegzicht-erasure/1' as const,
      id: entry.id,
      ...held,
      households: [...held.households],
      snapshots: [],
    };
    found = { ...first, snapshots: [...new Set([...first.snapshots, snapshot])] };
  }
  if (found === undefined || entry.purpose === 'inspect') return found;
  return found.snapshots.length === before?.snapshots.length ? before : await noteFound(extracts, code, found);
}

/** Rewrites a snapshot without the households of the entries, and removes every version that held them. */
export async function eraseFromSnapshot(
  sandbox: Sandbox,
  fetched: FetchedSnapshot,
  leaving: readonly (readonly [ObjectionEntry, Found])[],
  { extracts, versions }: Stores,
): Promise<void> {
  const { municipality, snapshot, directory, manifest, etags } = fetched;
  const prefix = `${municipality.code}/${snapshot}`;
  const selectors = leaving.map(([entry, found]) => selectorOf(entry, found, municipality.code));
  const left = await eraseRows(sandbox, directory, { selectors, manifest });
  const replace = async (name: string, content: Uint8Array, how: { readonly encryptionKeyArn?: string }) => {
    const written = await extracts.replace(`${prefix}/${name}`, content, etags.get(name) ?? '', how);
    if (written === 'conflict')
      throw new Failure('node-failed', 'extracts-busy', `${prefix} was changed by another`, 'the message comes again');
  };
  for (const table of signalsLast)
    await replace(`${table}.parquet`, await readFile(join(directory, `${table}.parquet`)), {
      encryptionKeyArn: municipality.dataKeyArn,
    });
  await replace('manifest.json', canonicalBytes(left), {});
  for (const { key, versionId, isLatest } of await versions.versions(`${prefix}/`))
    if (!isLatest) await versions.removeVersion(key, versionId);
}

const selectorOf = (entry: ObjectionEntry, found: Found | undefined, municipality: string): Selector => ({
  municipality,
  households: [...new Set([...entry.households, ...(found?.households ?? [])])],
  signal: entry.signal,
  case: entry.case,
});
