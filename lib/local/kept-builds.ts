import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** Where builds are kept until a source of them changes. */
export const buildCache = join(projectRoot, 'node_modules', '.cache', 'vroegzicht');

/** All files below a folder. */
export function filesIn(directory: string): readonly string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Digest of the files that a build follows from, and of what else it depends on. */
export function sourceDigest(paths: readonly string[], ...others: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) hash.update(`\n${relative(projectRoot, path)}\n`).update(readFileSync(path));
  for (const other of others) hash.update(`\n${other}`);
  return hash.digest('hex').slice(0, 32);
}

/** Keeps the builds of the last six versions of the sources: several working copies may share node_modules. */
export function forgetOldBuilds(name: RegExp): void {
  const builds = readdirSync(buildCache).filter((each) => name.test(each));
  const aged = builds.map((each) => ({ path: join(buildCache, each), at: statSync(join(buildCache, each)).mtimeMs }));
  for (const { path } of aged.toSorted((first, second) => second.at - first.at).slice(6))
    rmSync(path, { recursive: true, force: true });
}
