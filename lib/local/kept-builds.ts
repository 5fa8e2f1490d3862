import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

/** Keeps the builds of the last six versions of the sources: several working copies may share node_modules. */
export function forgetOldBuilds(name: RegExp): void {
  const builds = readdirSync(buildCache).filter((each) => name.test(each));
  const aged = builds.map((each) => ({ path: join(buildCache, each), at: statSync(join(buildCache, each)).mtimeMs }));
  for (const { path } of aged.toSorted((first, second) => second.at - first.at).slice(6))
    rmSync(path, { recursive: true, force: true });
}
