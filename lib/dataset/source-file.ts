import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { refusal } from './refusal.ts';

/** Kinds of source file that ingest reads. */
export type SourceFormat = 'xxllnc-workbook' | 'ddas-delivery';

/** SHA-256 (hexadecimal) and size of a file. */
export type Fingerprint = { readonly sha256: string; readonly bytes: number };

/** Hashes a file as a stream. */
export async function fingerprint(path: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a byte stream gave something else');
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Tells the format from the first bytes; refuses anything but a zip archive and a JSON object. */
export async function detectFormat(path: string): Promise<SourceFormat> {
  const start = await firstBytes(path);
  if (start.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return 'xxllnc-workbook';
  const text = start
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('{')) return 'ddas-delivery';
  if (start.subarray(0, 4).equals(Buffer.from('d0cf11e0', 'hex')))
    throw refusal(
      'old-or-protected-workbook',
      'the file is an Excel file of before 2007 or one with a password',
      'save it as .xlsx without a password',
    );
  if (start.length === 0) throw refusal('empty-file', 'the file is empty', 'upload the export again');
  throw refusal(
    'unknown-format',
    'the file is neither an Excel workbook nor a DDAS delivery in JSON',
    'upload the BI export as .xlsx, or the DDAS delivery as .json',
  );
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
