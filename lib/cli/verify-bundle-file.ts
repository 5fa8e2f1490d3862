import { readFile, stat } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import { bundleWords } from '../study/bundle-words.ts';
import { unpackBundle } from '../study/bundle-zip.ts';
import { verifyBundle } from '../study/verify-bundle.ts';
import { readKeySet } from './envelope-files.ts';
import type { Output } from './output.ts';

const largestBytes = 600_000_000;

/** The bytes of a file that begins as a zip archive does; undefined for any other. */
export async function readArchive(path: string): Promise<Uint8Array | undefined> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
  if (size < 4 || size > largestBytes) return undefined;
  const bytes = await readFile(path);
  return bytes.subarray(0, 2).toString('latin1') === 'PK' ? bytes : undefined;
}

/** Checks a bundle and says what is proven, or names every file that does not hold. */
export async function verifyBundleFile(
  archive: Uint8Array,
  keysPath: string | undefined,
  output: Output,
): Promise<Failure | undefined> {
  const pinned = keysPath === undefined ? undefined : await readKeySet(keysPath);
  const { files, damaged } = await unpackBundle(archive);
  const verified = verifyBundle({ files, damaged, pinned, now: new Date() });
  const { findings } = verified;
  if (findings.length > 0) {
    const lines = findings.slice(0, 20).map(({ file, problem }) => `${file}: ${problem}`);
    return new Failure(
      'bad-signature',
      'bundle-does-not-hold',
      `the bundle does not hold\n  ${lines.join('\n  ')}`,
      'do not rely on it; ask the researcher for the original',
    );
  }
  output.result({ holds: true, pinned: verified.pinned, files: verified.files, manifest: verified.manifest });
  for (const line of bundleWords(verified)) output.line(line);
  return undefined;
}
