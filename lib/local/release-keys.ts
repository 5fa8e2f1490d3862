import { join } from 'node:path';
import * as z from 'zod';
import type { KeyDefinition } from './deployment.ts';
import { stateFile } from './state-file.ts';

/** Which release key a provider signs with, counted from 1, and whether the one after it was made: as in its AWS settings. */
const ReleaseKeys = z.strictObject({ release: z.int().min(1), nextRelease: z.boolean() });
export type ReleaseKeys = z.infer<typeof ReleaseKeys>;

const Kept = z.record(z.string(), ReleaseKeys);

/** Providers whose next key is made, and providers that change over to it. */
type ReleaseKeyChanges = { readonly make: readonly string[]; readonly use: readonly string[] };

const first: ReleaseKeys = { release: 1, nextRelease: false };

/** The release keys of each provider of a local cloud. */
export type ReleaseKeysOf = Readonly<Record<string, ReleaseKeys>>;

/** What a state directory keeps of them: `read`, and `write` once a cloud has started with a change. */
export function keptReleaseKeys(directory: string): {
  readonly read: () => ReleaseKeysOf;
  readonly write: (keys: ReleaseKeysOf) => void;
} {
  const file = stateFile(join(directory, 'release-keys.json'));
  return { read: () => Kept.parse(file.read() ?? {}), write: file.write };
}

/** The keys after a change; a provider that changes over without a next key keeps the one it has. */
export function changeReleaseKeys(present: ReleaseKeysOf, { make, use }: ReleaseKeyChanges): ReleaseKeysOf {
  const keys = new Map(Object.entries(present));
  for (const name of use) {
    const { release, nextRelease } = keys.get(name) ?? first;
    if (nextRelease) keys.set(name, { release: release + 1, nextRelease: false });
  }
  for (const name of make) keys.set(name, { ...(keys.get(name) ?? first), nextRelease: true });
  return Object.fromEntries(keys);
}

/** The release key in use, and the next one where it was made; aliases are those of cdk/. */
export function releaseKeyDefinitions({ release, nextRelease }: ReleaseKeys = first): readonly KeyDefinition[] {
  const key = (purpose: string, generation: number): KeyDefinition => ({
    purpose,
    alias: generation === 1 ? 'release' : `release-${generation}`,
    spec: 'ECC_NIST_P256',
  });
  return [key('release', release), ...(nextRelease ? [key('next-release', release + 1)] : [])];
}
