import type * as z from 'zod';
import { concurrently } from '../concurrently.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import { canonicalBytes } from '../signing/canonical.ts';

/** Objects of one kind in a bucket, each under a key that follows from the object itself. */
export type Collection<Value> = {
  /** The object under this key, or undefined; throws when it does not parse. */
  readonly read: (key: string) => Promise<Value | undefined>;
  /** All objects of the kind, in the order of their keys. */
  readonly list: () => Promise<readonly Value[]>;
  /** Writes a new object; `exists` leaves the old one as it was. */
  readonly create: (value: Value) => Promise<'created' | 'exists'>;
  /** Changes an object; when another changed it meanwhile, `change` is applied to the newer one. */
  readonly change: (key: string, change: (present: Value) => Value) => Promise<Value>;
};

/** What a collection holds and where. */
export type CollectionKind<Value> = {
  readonly schema: z.ZodType<Value>;
  readonly folder: string;
  readonly keyOf: (value: Value) => string;
};

const json = { contentType: 'application/json' } as const;

/** A list of hundreds of objects is read in so many requests at once. */
const readsAtOnce = 16;

/** Opens the objects of one kind in a store. */
export function openCollection<Value>(store: ObjectStore, kind: CollectionKind<Value>): Collection<Value> {
  const read = async (key: string) => await readJson(store, key, kind.schema);
  return {
    read,
    list: async () => {
      const values = await concurrently((await store.list(kind.folder)).toSorted(), readsAtOnce, read);
      return values.filter((value) => value !== undefined);
    },
    create: async (value) => {
      const checked = kind.schema.parse(value);
      return await store.create(kind.keyOf(checked), canonicalBytes(checked), json);
    },
    change: async (key, change) => await changeJson(store, key, kind.schema, change),
  };
}

/** Reads and checks a JSON object; undefined when there is none; throws, naming the key only, when it does not parse. */
export async function readJson<Value>(
  store: ObjectStore,
  key: string,
  schema: z.ZodType<Value>,
): Promise<Value | undefined> {
  const found = await store.get(key);
  return found === undefined ? undefined : parseObject(found.body, key, schema);
}

/** Changes a JSON object by compare-and-swap; throws `not-found` when there is none. */
export async function changeJson<Value>(
  store: ObjectStore,
  key: string,
  schema: z.ZodType<Value>,
  change: (present: Value) => Value,
): Promise<Value> {
  for (let attempt = 1; attempt <= 100; attempt += 1) {
    const found = await store.get(key);
    if (found === undefined)
      throw new Failure('wrong-use', 'not-found', `the register has no ${key}`, 'check the name, or add it first');
    const next = schema.parse(change(parseObject(found.body, key, schema)));
    if ((await store.replace(key, canonicalBytes(next), found.etag, json)) === 'replaced') return next;
  }
  throw new Failure('node-failed', 'register-busy', `${key} is changed by others all the time`, 'try again');
}

function parseObject<Value>(body: Uint8Array, key: string, schema: z.ZodType<Value>): Value {
  try {
    return schema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    throw new Failure('node-failed', 'unreadable-object', `${key} does not parse`, 'restore an earlier version of it');
  }
}
