import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SnapshotId } from '../protocol/identifiers.ts';
import { parquetPath } from './extract-parquet.ts';
import { CurrentSnapshot, type Manifest } from './manifest.ts';
import { tableNames } from './tables.ts';

/** Identifier of the snapshot of a source: its export date and the first eight digits of its digest. */
export const snapshotId = (exportDate: string, sourceSha256: string): SnapshotId =>
  SnapshotId.parse(`${exportDate}-${sourceSha256.slice(0, 8)}`);

/** Names of the files of a snapshot, the manifest last. */
export const snapshotFiles: readonly string[] = [...tableNames.map((table) => `${table}.parquet`), 'manifest.json'];

/** Which snapshot counts after `snapshot` came in: the latest export, of the same day the latest upload; undefined when nothing changes. */
export function advance(current: CurrentSnapshot | undefined, snapshot: SnapshotId): CurrentSnapshot | undefined {
  if (current === undefined) return { snapshot, previous: [] };
  if (current.snapshot === snapshot || current.previous.includes(snapshot)) return undefined;
  const older = snapshot.slice(0, 10) < current.snapshot.slice(0, 10);
  const [latest, other] = older ? [current.snapshot, snapshot] : [snapshot, current.snapshot];
  return { snapshot: latest, previous: [...current.previous, other].slice(-1000) };
}

/** Moves a finished snapshot from `folder` to its place under `root` and moves `current.json` forward. */
export async function publishSnapshot(root: string, folder: string, manifest: Manifest): Promise<void> {
  const home = join(root, manifest.municipality);
  const target = join(home, manifest.snapshot);
  await mkdir(target, { recursive: true });
  for (const table of tableNames) await copyFile(parquetPath(folder, table), parquetPath(target, table));
  await writeFile(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const next = advance(await readCurrent(home), manifest.snapshot);
  if (next === undefined) return;
  await writeFile(join(home, 'current.json.new'), `${JSON.stringify(next)}\n`);
  await rename(join(home, 'current.json.new'), join(home, 'current.json'));
}

async function readCurrent(home: string): Promise<CurrentSnapshot | undefined> {
  const text = await readFile(join(home, 'current.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : CurrentSnapshot.parse(JSON.parse(text));
}
