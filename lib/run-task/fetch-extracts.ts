import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { concurrently } from '../concurrently.ts';
import type { LocalExtract } from '../dataset/catalogue.ts';
import { CurrentSnapshot, Manifest } from '../dataset/manifest.ts';
import { tableNames } from '../dataset/tables.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import type { Municipality } from '../protocol/register.ts';
import { readJson } from '../register/collection.ts';

/** Why a municipality with an agreement is not in a run. */
export type LeftOut = { readonly municipality: string; readonly reason: 'no-extract' | 'key-gone' | 'damaged' };

/** The extracts of a run on the local disk, and the municipalities with an agreement but without a readable extract. */
export type FetchedExtracts = {
  readonly extracts: readonly LocalExtract[];
  readonly withoutExtract: readonly LeftOut[];
};

/** Errors of S3 and KMS that say that a municipality's data cannot be decrypted any more: it withdrew. */
const shredded = [
  'DisabledException',
  'KMS.DisabledException',
  'KMSInvalidStateException',
  'KMS.KMSInvalidStateException',
  'NotFoundException',
  'KMS.NotFoundException',
];

/** Municipalities whose files are fetched at the same time. */
const fetchesAtOnce = 8;

/**
 * Downloads the current snapshot of each municipality, exact keys only. A municipality whose key is gone or whose files are
 * damaged is left out with its reason; any other fault is thrown, so that the job is tried again.
 */
export async function fetchExtracts(
  store: ObjectStore,
  municipalities: readonly Municipality[],
  directory: string,
): Promise<FetchedExtracts> {
  const extracts: LocalExtract[] = [];
  const withoutExtract: LeftOut[] = [];
  const found = await concurrently(municipalities, fetchesAtOnce, async ({ code }) => ({
    code,
    extract: await readable(fetchExtract(store, code, directory)),
  }));
  for (const { code, extract } of found) {
    if (typeof extract === 'string') withoutExtract.push({ municipality: code, reason: extract });
    else extracts.push(extract);
  }
  return { extracts, withoutExtract };
}

/** Downloads snapshots that were replaced, as far as they are there and can be read. */
export async function fetchPast(
  store: ObjectStore,
  counted: readonly { readonly municipality: string; readonly snapshot: string }[],
  directory: string,
): Promise<readonly LocalExtract[]> {
  const found = await concurrently(counted, fetchesAtOnce, async ({ municipality, snapshot }) =>
    readable(fetchSnapshot(store, municipality, snapshot, directory)),
  );
  return found.filter((extract) => typeof extract !== 'string');
}

/** A faulty extract as its reason; any other fault is thrown. */
async function readable<Found>(fetching: Promise<Found>): Promise<Found | 'key-gone' | 'damaged'> {
  return await fetching.catch((error: unknown) => {
    if (error instanceof Error && shredded.includes(error.name)) return 'key-gone' as const;
    if (error instanceof Error && error.name === 'NoSuchKey') return 'damaged' as const;
    if (error instanceof Failure && error.code === 'unreadable-object') return 'damaged' as const;
    throw error;
  });
}

async function fetchExtract(
  store: ObjectStore,
  code: string,
  root: string,
): Promise<LocalExtract | 'no-extract' | 'damaged'> {
  const current = await readJson(store, `${code}/current.json`, CurrentSnapshot);
  return current === undefined ? 'no-extract' : await fetchSnapshot(store, code, current.snapshot, root);
}

async function fetchSnapshot(
  store: ObjectStore,
  code: string,
  snapshot: string,
  root: string,
): Promise<LocalExtract | 'no-extract' | 'damaged'> {
  const prefix = `${code}/${snapshot}`;
  const manifest = await readJson(store, `${prefix}/manifest.json`, Manifest);
  if (manifest === undefined) return 'no-extract';
  if (manifest.municipality !== code || manifest.snapshot !== snapshot) return 'damaged';
  const directory = join(root, code, snapshot);
  await mkdir(directory, { recursive: true });
  for (const table of tableNames) {
    const path = join(directory, `${table}.parquet`);
    await store.download(`${prefix}/${table}.parquet`, path);
    if (!(await isWholeParquet(path))) return 'damaged';
  }
  return { manifest, directory };
}

const magic = Buffer.from('PAR1');

/** A Parquet file begins and ends with its mark, and its footer fits in it: a truncated file does not. */
async function isWholeParquet(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size < 12) return false;
    const [head, tail] = [Buffer.alloc(4), Buffer.alloc(8)];
    await file.read(head, 0, 4, 0);
    await file.read(tail, 0, 8, size - 8);
    return head.equals(magic) && tail.subarray(4).equals(magic) && tail.readUInt32LE(0) <= size - 12;
  } finally {
    await file.close();
  }
}
