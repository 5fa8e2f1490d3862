import { join } from 'node:path';
import { CurrentSnapshot, type Manifest } from '../dataset/manifest.ts';
import { advance, snapshotFiles } from '../dataset/snapshots.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import type { Municipality } from '../protocol/register.ts';
import { canonicalBytes } from '../signing/canonical.ts';

const json = { contentType: 'application/json' } as const;

/**
 * Uploads a snapshot: the tables under the municipality's own key, then the manifest, which holds counts only, then moves
 * `current.json` forward. What is there already stays as it is.
 */
export async function publish(
  extracts: ObjectStore,
  directory: string,
  manifest: Manifest,
  { dataKeyArn }: Municipality,
): Promise<void> {
  const folder = `${manifest.municipality}/${manifest.snapshot}`;
  for (const name of snapshotFiles) {
    const how = name.endsWith('.parquet') ? { encryptionKeyArn: dataKeyArn } : json;
    await extracts.upload(`${folder}/${name}`, join(directory, folder, name), how);
  }
  await moveForward(extracts, manifest);
}

async function moveForward(extracts: ObjectStore, { municipality, snapshot }: Manifest): Promise<void> {
  const key = `${municipality}/current.json`;
  for (let attempt = 1; attempt <= 100; attempt += 1) {
    const found = await extracts.get(key);
    const present = found === undefined ? undefined : parseCurrent(found.body, key);
    const next = advance(present, snapshot);
    if (next === undefined) return;
    const written =
      found === undefined
        ? await extracts.create(key, canonicalBytes(next), json)
        : await extracts.replace(key, canonicalBytes(next), found.etag, json);
    if (written === 'created' || written === 'replaced') return;
  }
  throw new Failure('node-failed', 'extracts-busy', `${key} is changed by others all the time`, 'try again');
}

function parseCurrent(body: Uint8Array, key: string): CurrentSnapshot {
  try {
    return CurrentSnapshot.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    throw new Failure('node-failed', 'unreadable-object', `${key} does not parse`, 'restore an earlier version of it');
  }
}
