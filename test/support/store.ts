import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { ObjectStore, StoredObject, VersionStore, WriteOptions } from '../../lib/ports.ts';

/** A version that is not the present one: replaced or removed. */
type EarlierVersion = { readonly key: string; readonly object: StoredObject };

/** A bucket in memory with S3's conditional writes and versions, its content open to a test, and every write recorded. */
export type MemoryStore = ObjectStore & {
  readonly objects: Map<string, StoredObject>;
  readonly earlier: EarlierVersion[];
  readonly versionStore: VersionStore;
  readonly writes: { readonly key: string; readonly options: WriteOptions | undefined }[];
  readonly text: (key: string) => string | undefined;
};

/** Makes an empty bucket. Every operation yields first, so that concurrent work really interleaves. */
export function memoryStore(): MemoryStore {
  const objects = new Map<string, StoredObject>();
  const earlier: EarlierVersion[] = [];
  const retire = (key: string) => {
    const object = objects.get(key);
    if (object !== undefined) earlier.push({ key, object });
  };
  const writes: { key: string; options: WriteOptions | undefined }[] = [];
  const write = (key: string, body: Uint8Array, options: WriteOptions | undefined) => {
    retire(key);
    const etag = `"${createHash('md5').update(body).digest('hex')}-${writes.length}"`;
    objects.set(key, { body: Uint8Array.from(body), etag, versionId: String(writes.length) });
    writes.push({ key, options });
  };
  const create = async (key: string, body: Uint8Array, options?: WriteOptions) => {
    await Promise.resolve();
    if (objects.has(key)) return 'exists';
    write(key, body, options);
    return 'created';
  };
  return {
    objects,
    earlier,
    versionStore: versionsOf(objects, earlier),
    writes,
    text: (key) => {
      const found = objects.get(key);
      return found === undefined ? undefined : Buffer.from(found.body).toString('utf8');
    },
    create,
    get: async (key) => await Promise.resolve(objects.get(key)),
    replace: async (key, body, etag, options) => {
      await Promise.resolve();
      if (objects.get(key)?.etag !== etag) return 'conflict';
      write(key, body, options);
      return 'replaced';
    },
    list: async (prefix, after = '') =>
      await Promise.resolve([...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted()),
    remove: async (key) => {
      await Promise.resolve();
      retire(key);
      objects.delete(key);
    },
    download: async (key, path) => {
      const found = objects.get(key);
      if (found === undefined) throw new Error('no such key');
      await writeFile(path, found.body);
    },
    upload: async (key, path, options) => await create(key, await readFile(path), options),
  };
}

const versionsOf = (objects: ReadonlyMap<string, StoredObject>, earlier: EarlierVersion[]): VersionStore => ({
  versions: async (prefix) =>
    await Promise.resolve(
      [
        ...earlier.map(({ key, object }) => ({ key, versionId: object.versionId ?? '', isLatest: false })),
        ...[...objects].map(([key, object]) => ({ key, versionId: object.versionId ?? '', isLatest: true })),
      ].filter(({ key }) => key.startsWith(prefix)),
    ),
  removeVersion: async (key, versionId) => {
    await Promise.resolve();
    const at = earlier.findIndex((each) => each.key === key && each.object.versionId === versionId);
    if (at >= 0) earlier.splice(at, 1);
  },
});
