import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalExtract } from '../dataset/catalogue.ts';
import { CurrentSnapshot, Manifest } from '../dataset/manifest.ts';
import { tableNames } from '../dataset/tables.ts';
import type { ObjectStore } from '../ports.ts';
import type { Municipality } from '../protocol/register.ts';
import { readJson } from '../register/collection.ts';

/** The extracts of a run on the local disk, and the municipalities with an agreement but without a readable extract. */
export type FetchedExtracts = {
  readonly extracts: readonly LocalExtract[];
  readonly withoutExtract: readonly string[];
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

/** Downloads the current snapshot of each municipality, exact keys only. A municipality whose key is gone is left out, any other fault is thrown. */
export async function fetchExtracts(
  store: ObjectStore,
  municipalities: readonly Municipality[],
  directory: string,
): Promise<FetchedExtracts> {
  const extracts: LocalExtract[] = [];
  const withoutExtract: string[] = [];
  for (const municipality of municipalities) {
    const found = await fetchExtract(store, municipality, directory).catch((error: unknown) => {
      if (error instanceof Error && shredded.includes(error.name)) return undefined;
      throw error;
    });
    if (found === undefined) withoutExtract.push(municipality.code);
    else extracts.push(found);
  }
  return { extracts, withoutExtract };
}

async function fetchExtract(
  store: ObjectStore,
  { code }: Municipality,
  root: string,
): Promise<LocalExtract | undefined> {
  const current = await readJson(store, `${code}/current.json`, CurrentSnapshot);
  if (current === undefined) return undefined;
  const prefix = `${code}/${current.snapshot}`;
  const manifest = await readJson(store, `${prefix}/manifest.json`, Manifest);
  if (manifest === undefined) return undefined;
  const directory = join(root, code, current.snapshot);
  await mkdir(directory, { recursive: true });
  for (const table of tableNames)
    await store.download(`${prefix}/${table}.parquet`, join(directory, `${table}.parquet`));
  return { manifest, directory };
}
