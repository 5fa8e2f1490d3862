import { AwsError } from '../aws-error.ts';

/**
 * Decodes a body in `aws-chunked` encoding (unsigned chunks with a trailer, as the SDK sends streams). Trailing headers
 * are set in `trailers` when the last byte has come.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = createReader(source);
  for (let size = chunkSize(await reader.line()); size > 0; size = chunkSize(await reader.line())) {
    yield* reader.take(size);
    if ((await reader.line()) !== '') throw incompleteBody();
  }
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const [name = '', ...value] = line.split(':');
    trailers.set(name.trim().toLowerCase(), value.join(':').trim());
  }
}

/** S3's answer to a body that ends early or is not in the form its headers promise. */
export function incompleteBody(): AwsError {
  return new AwsError('IncompleteBody', 400, 'The request body terminated unexpectedly');
}

function chunkSize(line: string | undefined): number {
  const match = /^([0-9a-f]{1,8})(;|$)/i.exec(line ?? '');
  if (match === null) throw incompleteBody();
  return Number.parseInt(match[1] ?? '', 16);
}

const maximumLineBytes = 4096;

function createReader(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await iterator.next();
    if (next.done === true) return false;
    pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value]);
    return true;
  };
  const line = async (): Promise<string> => {
    for (;;) {
      const end = pending.indexOf('\r\n');
      if (end >= 0) {
        const text = pending.toString('latin1', 0, end);
        pending = pending.subarray(end + 2);
        return text;
      }
      if (pending.length > maximumLineBytes || !(await more())) throw incompleteBody();
    }
  };
  async function* take(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (pending.length === 0 && !(await more())) throw incompleteBody();
      const part = pending.subarray(0, left);
      pending = pending.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
  return { line, take };
}
