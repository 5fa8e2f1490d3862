import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { AwsError } from '../aws-error.ts';
import { decodeAwsChunked, incompleteBody } from './aws-chunked.ts';
import { notImplemented } from './request.ts';

type Headers = Readonly<Record<string, string>>;

const unsignedTrailer = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/**
 * The object's bytes out of a request: decoded, and checked after the last byte against the signed digest, the length,
 * Content-MD5 and the CRC-32 or SHA-256 of header or trailer. Whoever reads them must not keep them when this throws.
 */
export async function* readPayload(source: Readable, headers: Headers): AsyncGenerator<Buffer> {
  const declared = headers['x-amz-content-sha256'] ?? '';
  const trailers = new Map<string, string>();
  const parts = declared === unsignedTrailer ? decodeAwsChunked(source, trailers) : plainBody(source, declared);
  const hash = createHash('sha256');
  const md5 = createHash('md5');
  let length = 0;
  let checksum = 0;
  for await (const part of parts) {
    hash.update(part);
    md5.update(part);
    checksum = crc32(part, checksum);
    length += part.length;
    yield part;
  }
  checkLength(length, headers, declared);
  const sha256 = hash.digest();
  if (/^[0-9a-f]{64}$/.test(declared) && sha256.toString('hex') !== declared)
    throw new AwsError('XAmzContentSHA256Mismatch', 400, "The provided 'x-amz-content-sha256' header does not match.");
  const stated = (name: string): string | undefined => trailers.get(name) ?? headers[name];
  checkDigest('CRC-32', stated('x-amz-checksum-crc32'), toBase64Integer(checksum));
  checkDigest('SHA-256', stated('x-amz-checksum-sha256'), sha256.toString('base64'));
  checkDigest('Content-MD5', headers['content-md5'], md5.digest('base64'));
  const promised = headers['x-amz-trailer'];
  if (promised !== undefined && !trailers.has(promised)) throw incompleteBody();
}

async function* plainBody(source: Readable, declared: string): AsyncGenerator<Buffer> {
  if (declared.startsWith('STREAMING-')) throw notImplemented(`bodies of the kind ${declared}`);
  for await (const part of source) yield Buffer.from(part);
}

function checkLength(length: number, headers: Headers, declared: string): void {
  const name = declared === unsignedTrailer ? 'x-amz-decoded-content-length' : 'content-length';
  const expected = headers[name];
  if (expected !== undefined && Number(expected) !== length) throw incompleteBody();
}

function checkDigest(name: string, expected: string | undefined, actual: string): void {
  if (expected !== undefined && expected !== actual)
    throw new AwsError('BadDigest', 400, `The ${name} you specified did not match the calculated checksum.`);
}

function toBase64Integer(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
}
