import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSandbox } from '../dataset/duckdb.ts';
import { eraseRows } from '../dataset/erase-rows.ts';
import type { Manifest } from '../dataset/manifest.ts';
import type { ObjectionEntry } from '../register/objections.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import type { IngestPorts } from './ports.ts';

/** Takes the households of the objections out of a new extract before it is published; returns the manifest of what is left. */
export async function leaveOutObjections(
  outputDirectory: string,
  manifest: Manifest,
  objections: readonly ObjectionEntry[],
  { memoryMegabytes }: Pick<IngestPorts, 'memoryMegabytes'>,
): Promise<Manifest> {
  const { municipality, snapshot } = manifest;
  const selectors = objections.map((entry) => ({
    municipality,
    households: entry.households,
    signal: entry.signal,
    case: entry.case,
  }));
  if (selectors.length === 0) return manifest;
  const directory = join(outputDirectory, municipality, snapshot);
  const sandbox = await openSandbox({ directory, memoryMegabytes, threads: 1 });
  try {
    const left = await eraseRows(sandbox, directory, { selectors, manifest });
    await writeFile(join(directory, 'manifest.json'), canonicalBytes(left));
    return left;
  } finally {
    sandbox.close();
  }
}
