import { pipeline, type Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { Failure } from '../failure.ts';
import { refusal } from './refusal.ts';

/** What an archive may cost before it is taken for a zip bomb; sizes in bytes. */
export type ArchiveLimits = {
  readonly entries: number;
  readonly entryBytes: number;
  readonly totalBytes: number;
  readonly ratio: number;
};

/** Limits of a workbook: a 200 MB file at the usual ratio of ten stays far below them. */
export const archiveLimits: ArchiveLimits = { entries: 2000, entryBytes: 4e9, totalBytes: 8e9, ratio: 200 };

/** Entries smaller than this compress as well as they like: they cannot harm. */
const harmlessBytes = 10_000_000;

/** An open archive: names of its parts, and one part as a stream of inflated bytes. */
export type Archive = {
  readonly has: (name: string) => boolean;
  readonly read: (name: string) => AsyncGenerator<Buffer>;
  readonly close: () => void;
};

/** Opens a zip archive; refuses what is damaged, encrypted, doubled or larger than `limits` before reading any part. */
export async function openArchive(path: string, limits: ArchiveLimits = archiveLimits): Promise<Archive> {
  const zip = await guarded(() => openPromise(path, { autoClose: false, strictFileNames: true }));
  try {
    const entries = await guarded(() => listEntries(zip, limits));
    return {
      has: (name) => entries.has(name),
      read: (name) => inflate(zip, entries.get(name), limits),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function listEntries(zip: ZipFile, limits: ArchiveLimits): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    total += entry.uncompressedSize;
    if (entries.size >= limits.entries || total > limits.totalBytes) throw bomb();
    if (entries.has(entry.fileName)) throw damaged();
    if (entry.isEncrypted())
      throw refusal('encrypted-file', 'the file is protected by a password', 'save it without one');
    assertHarmless(entry, entry.uncompressedSize, limits);
    entries.set(entry.fileName, entry);
  }
  return entries;
}

async function* inflate(zip: ZipFile, entry: Entry | undefined, limits: ArchiveLimits): AsyncGenerator<Buffer> {
  if (entry === undefined) throw damaged();
  const stream = await guarded(() => openStream(zip, entry));
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) throw damaged();
      bytes += chunk.length;
      assertHarmless(entry, bytes, limits);
      yield chunk;
    }
    if (bytes !== entry.uncompressedSize) throw damaged();
  } catch (error) {
    throw error instanceof Failure ? error : damaged();
  } finally {
    stream.destroy();
  }
}

/** Bytes that are inflated at once: the sixteen kilobytes of zlib's default cost a turn of the event loop each. */
const chunkBytes = 65_536;
const deflated = 8;

async function openStream(zip: ZipFile, entry: Entry): Promise<Readable> {
  if (entry.compressionMethod !== deflated) return zip.openReadStreamPromise(entry);
  const packed = await zip.openReadStreamPromise(entry, { decompress: false });
  // an error of either ends the reading of the last
  return pipeline(packed, createInflateRaw({ chunkSize: chunkBytes }), () => undefined);
}

function assertHarmless(entry: Entry, bytes: number, limits: ArchiveLimits): void {
  const ratio = bytes / Math.max(entry.compressedSize, 1);
  if (bytes > limits.entryBytes || (bytes > harmlessBytes && ratio > limits.ratio)) throw bomb();
}

async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Failure ? error : damaged();
  }
}

const bomb = () =>
  refusal(
    'archive-too-large',
    'the archive inflates to more than a workbook ever holds',
    'export the workbook again, for a shorter period if needed',
  );

const damaged = () =>
  refusal('damaged-archive', 'the file is a damaged or incomplete archive', 'export or upload the workbook again');
