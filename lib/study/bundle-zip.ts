import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Entry, fromBufferPromise, type ZipFile as ZipReader } from 'yauzl';
import { ZipFile } from 'yazl';
import { Failure } from '../failure.ts';
import type { BundleFiles } from './bundle-format.ts';

const largestFileBytes = 25_000_000;
const largestTotalBytes = 500_000_000;
const largestEntries = 20_000;
const safeName = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/** Packs the files of a bundle, sorted and with one date, so that the same files give the same bytes. */
export async function packBundle(files: BundleFiles, madeAt: Date): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, bytes] of [...files].toSorted(([left], [right]) => (left < right ? -1 : 1)))
    zip.addBuffer(Buffer.from(bytes), name, { mtime: madeAt, mode: 0o100644 });
  zip.end();
  return await buffer(Readable.from(zip.outputStream));
}

/** The files of a bundle, and the names of those that cannot be read; throws when it is no archive at all. */
export async function unpackBundle(
  archive: Uint8Array,
): Promise<{ readonly files: BundleFiles; readonly damaged: readonly string[] }> {
  const zip = await fromBufferPromise(Buffer.from(archive), { strictFileNames: true }).catch(() => undefined);
  if (zip === undefined) throw unreadable('it is no complete archive');
  const files = new Map<string, Uint8Array>();
  const damaged: string[] = [];
  for (const entry of await listEntries(zip)) {
    const content = await contentOf(zip, entry);
    if (content === undefined) damaged.push(entry.fileName);
    else files.set(entry.fileName, content);
  }
  return { files, damaged };
}

async function listEntries(zip: ZipReader): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const names = new Set<string>();
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      total += entry.uncompressedSize;
      const isFine = safeName.test(entry.fileName) && !names.has(entry.fileName) && !entry.isEncrypted();
      if (!isFine) throw unreadable('a file in it has a name twice, or one that no bundle has');
      if (entry.uncompressedSize > largestFileBytes || total > largestTotalBytes || entries.length >= largestEntries)
        throw unreadable('it is larger than a bundle ever is');
      names.add(entry.fileName);
      entries.push(entry);
    }
  } catch (error) {
    throw error instanceof Failure ? error : unreadable('its list of files is damaged');
  }
  return entries;
}

async function contentOf(zip: ZipReader, entry: Entry): Promise<Uint8Array | undefined> {
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch {
    return undefined;
  }
}

const unreadable = (why: string): Failure =>
  new Failure('bad-signature', 'unreadable-bundle', `the bundle cannot be read: ${why}`, 'get the bundle again');
