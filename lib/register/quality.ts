import { Manifest } from '../dataset/manifest.ts';
import type { ObjectStore } from '../ports.ts';
import type { MunicipalityCode } from '../protocol/identifiers.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import { readJson } from './collection.ts';

const folder = 'quality/';

/**
 * Keeps what was wrong with a delivered file where the administrator may read it, who may read no extract: counts and codes of
 * reasons, `quality/<municipality>/<sha256 of the file>.json`. The same file again changes nothing.
 */
export async function keepQuality(register: ObjectStore, manifest: Manifest): Promise<void> {
  const key = `${folder}${manifest.municipality}/${manifest.source.sha256}.json`;
  await register.create(key, canonicalBytes(manifest), { contentType: 'application/json' });
}

/** The quality reports of a file with this digest: one for each municipality in it, or only that of the one named. */
export async function qualityOf(
  register: ObjectStore,
  sha256: string,
  municipality: MunicipalityCode | undefined,
): Promise<readonly Manifest[]> {
  const keys = await register.list(municipality === undefined ? folder : `${folder}${municipality}/`);
  const found = [];
  for (const key of keys.filter((name) => name.endsWith(`/${sha256}.json`)))
    found.push(await readJson(register, key, Manifest));
  return found.flatMap((manifest) => manifest ?? []);
}
