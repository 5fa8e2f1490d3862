import { isUtf8 } from 'node:buffer';
import { refusal } from './refusal.ts';

const maximumBytes = 64_000_000;

/** Bytes that grow by one at a time, to 64 MB at most. */
export function growingBytes() {
  let buffer = Buffer.alloc(1 << 16);
  let length = 0;
  const add = (byte: number) => {
    if (length === buffer.length) {
      if (length >= maximumBytes) throw damaged();
      buffer = Buffer.concat([buffer], length * 2);
    }
    buffer[length] = byte;
    length += 1;
  };
  return {
    add,
    space: () => {
      if (length > 0 && buffer[length - 1] !== 0x20) add(0x20);
    },
    length: () => length,
    from: (start: number) => buffer.subarray(start, length),
  };
}

/** Text of UTF-8 bytes; refuses any other. */
export function decodeText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw damaged();
  return bytes.toString('utf8');
}

/** Refusal of a file that is no whole JSON text in UTF-8. */
export const damaged = () =>
  refusal(
    'damaged-delivery',
    'the file is damaged, incomplete or no JSON in UTF-8',
    'export or upload the delivery again',
  );
