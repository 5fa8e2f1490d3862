import { damaged, decodeText } from './json-bytes.ts';

const quote = 0x22;
const backslash = 0x5c;
const maximumElementBytes = 4_000_000;

/** Cuts one JSON object out of chunks, by its braces. */
export type JsonCutter = {
  readonly isOpen: () => boolean;
  /** Takes bytes from `from` up to the end of the object or of the chunk and returns the next place. */
  readonly consume: (chunk: Buffer, from: number) => number;
  readonly take: () => string;
};

/** A cutter that waits for an object of at most 4 MB. */
export function createJsonCutter(): JsonCutter {
  const scanner = createScanner();
  let parts: Buffer[] = [];
  let bytes = 0;
  return {
    isOpen: scanner.isOpen,
    consume: (chunk: Buffer, from: number): number => {
      const end = scanner.scan(chunk, from);
      parts.push(chunk.subarray(from, end));
      bytes += end - from;
      if (bytes > maximumElementBytes) throw damaged();
      return end;
    },
    take: (): string => {
      const whole = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
      parts = [];
      bytes = 0;
      return decodeText(whole);
    },
  };
}

/** Finds the closing brace of an object; braces in strings do not count. */
function createScanner() {
  let depth = 0;
  let inString = false;
  let escaped = false;
  const scan = (chunk: Buffer, from: number): number => {
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
      } else if (byte === quote) inString = true;
      else if (byte === 0x7b || byte === 0x5b) depth += 1;
      else if (byte === 0x7d || byte === 0x5d) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
    return at;
  };
  return { scan, isOpen: () => depth > 0 };
}
