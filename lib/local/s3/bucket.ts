import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { BucketDefinition } from '../deployment.ts';
import { stateFile } from '../state-file.ts';

/** One version of an object, or a delete marker; bytes are in `<file>.data`, this beside them in `<file>.json`. */
export const ObjectVersion = z.strictObject({
  sequence: z.int(),
  key: z.string(),
  versionId: z.string(),
  file: z.uuid(),
  deleteMarker: z.boolean(),
  etag: z.string(),
  size: z.int(),
  contentType: z.string(),
  modifiedAt: z.iso.datetime(),
  retainUntil: z.iso.datetime().optional(),
  /** Queues have still to hear of it: on disk with the object itself, so that a crash loses no notification. */
  untold: z.literal(true).optional(),
  metadata: z.record(z.string(), z.string()),
  encryption: z
    .strictObject({ keyArn: z.string(), wrappedKey: z.string(), iv: z.string(), tag: z.string() })
    .optional(),
});
export type ObjectVersion = z.infer<typeof ObjectVersion>;

/** What a writer knows of a version; the bucket adds the rest. */
type NewVersion = Omit<ObjectVersion, 'sequence' | 'versionId' | 'retainUntil' | 'untold'>;

/** Whose bucket it is, its name among all buckets, and the ARN of its own key. */
export type BucketOwner = {
  readonly bucketName: string;
  readonly accountId: string;
  readonly region: string;
  readonly defaultKeyArn: string | undefined;
};

/** A bucket: an index in memory over files. Changes are synchronous, so a check and the write after it are one step. */
export type Bucket = {
  readonly name: string;
  readonly definition: BucketDefinition;
  readonly owner: BucketOwner;
  readonly current: (key: string) => ObjectVersion | undefined;
  readonly version: (key: string, versionId: string) => ObjectVersion | undefined;
  readonly add: (version: NewVersion) => ObjectVersion;
  readonly remove: (version: ObjectVersion) => void;
  /** Versions of which queues have still to hear, oldest first; `markTold` settles one. */
  readonly untold: () => readonly ObjectVersion[];
  readonly markTold: (version: ObjectVersion) => void;
  readonly keys: () => readonly string[];
  readonly versions: (key: string) => readonly ObjectVersion[];
  readonly pathOf: (file: string) => string;
};

/** Opens a bucket kept in `directory`; bytes without their description are of an unfinished write and are removed. */
export function openBucket(definition: BucketDefinition, owner: BucketOwner, directory: string): Bucket {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { versions, keys, all, write, remove } = openVersions(directory);
  let sequence = Math.max(0, ...all().map((version) => version.sequence));
  const add = (draft: NewVersion): ObjectVersion => {
    sequence += 1;
    const versionId = definition.versioned ? randomUUID().replaceAll('-', '') : 'null';
    const kept = retention(definition, draft.modifiedAt);
    const version = { ...draft, sequence, versionId, ...kept, ...debt(definition, draft) };
    const replaced = definition.versioned ? [] : versions(version.key);
    write(version);
    for (const old of replaced) remove(old);
    return version;
  };
  return {
    name: owner.bucketName,
    definition,
    owner,
    current: (key) => versions(key)[0],
    version: (key, versionId) => versions(key).find((version) => version.versionId === versionId),
    add,
    remove,
    untold: () =>
      all()
        .filter(isUntold)
        .toSorted((first, second) => first.sequence - second.sequence),
    markTold: ({ untold: _settled, ...told }) => write(told),
    keys: () => keys().toSorted(compareBytes),
    versions,
    pathOf: (file) => join(directory, `${file}.data`),
  };
}

/** The versions on disk with their index in memory, newest first within a key. */
function openVersions(directory: string) {
  const index = readIndex(directory);
  const versions = (key: string): readonly ObjectVersion[] => index.get(key) ?? [];
  return {
    versions,
    keys: () => [...index.keys()],
    all: () => [...index.values()].flat(),
    /** Writes the description of a new version, or of one that is there. */
    write: (version: ObjectVersion): void => {
      stateFile(join(directory, `${version.file}.json`)).write(version);
      const present = versions(version.key);
      const isKnown = present.some(({ file }) => file === version.file);
      index.set(
        version.key,
        isKnown ? present.map((each) => (each.file === version.file ? version : each)) : [version, ...present],
      );
    },
    remove: (version: ObjectVersion): void => {
      for (const suffix of ['json', 'data']) rmSync(join(directory, `${version.file}.${suffix}`), { force: true });
      const rest = versions(version.key).filter((other) => other.file !== version.file);
      if (rest.length === 0) index.delete(version.key);
      else index.set(version.key, rest);
    },
  };
}

const isUntold = ({ untold }: ObjectVersion): boolean => untold === true;

function debt({ notifications }: BucketDefinition, { key, deleteMarker }: NewVersion): { readonly untold?: true } {
  return !deleteMarker && notifications.some(({ prefix }) => key.startsWith(prefix)) ? { untold: true } : {};
}

/** Versions by key, newest first. */
function readIndex(directory: string): Map<string, readonly ObjectVersion[]> {
  const names = readdirSync(directory);
  const described = new Set(names.filter((name) => name.endsWith('.json')));
  for (const name of names)
    if (!described.has(name) && !described.has(name.replace(/\.data$/, '.json'))) rmSync(join(directory, name));
  const all = [...described].map((name) => ObjectVersion.parse(stateFile(join(directory, name)).read()));
  const newestFirst = all.toSorted((first, second) => second.sequence - first.sequence);
  return Map.groupBy(newestFirst, ({ key }) => key);
}

function retention(definition: BucketDefinition, modifiedAt: string): { readonly retainUntil?: string } {
  if (definition.retentionDays === undefined) return {};
  return { retainUntil: new Date(Date.parse(modifiedAt) + definition.retentionDays * 86_400_000).toISOString() };
}

/** S3 lists keys in the order of their UTF-8 bytes. */
const compareBytes = (first: string, second: string): number => Buffer.compare(Buffer.from(first), Buffer.from(second));
