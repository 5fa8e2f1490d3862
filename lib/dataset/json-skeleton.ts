import { damaged, decodeText, growingBytes } from './json-bytes.ts';

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const openBracket = 0x5b;
const maximumDepth = 64;

/** A container that is open: its latest key or index. */
export type JsonFrame = { readonly array: boolean; key: string; index: number; expectsKey: boolean };

/** Follows JSON text byte by byte without parsing it, and keeps it, white space narrowed to one space. */
export type JsonSkeleton = {
  readonly add: (byte: number) => void;
  /** Open containers, outermost first. */
  readonly frames: readonly JsonFrame[];
  readonly isInString: () => boolean;
  /** Puts a 0 in place of a value that goes elsewhere. */
  readonly addPlaceholder: () => void;
  readonly text: () => string;
};

/** A skeleton of nothing yet. */
export function createJsonSkeleton(): JsonSkeleton {
  const frames: JsonFrame[] = [];
  const kept = growingBytes();
  let inString = false;
  let escaped = false;
  let stringStart = 0;
  const endString = () => {
    inString = false;
    const frame = frames.at(-1);
    if (frame?.expectsKey === true) frame.key = decodeKey(kept.from(stringStart));
  };
  const addInString = (byte: number) => {
    kept.add(byte);
    if (escaped) escaped = false;
    else if (byte === backslash) escaped = true;
    else if (byte === quote) endString();
  };
  const addOutside = (byte: number) => {
    if (byte === quote) {
      inString = true;
      stringStart = kept.length();
    }
    kept.add(byte);
    moveFrames(frames, byte);
  };
  return {
    frames,
    isInString: () => inString,
    add: (byte) => {
      if (inString) addInString(byte);
      else if (isSpace(byte)) kept.space();
      else addOutside(byte);
    },
    addPlaceholder: () => kept.add(0x30),
    text: () => decodeText(kept.from(0)),
  };
}

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** What a byte outside strings does to the open containers. */
function moveFrames(frames: JsonFrame[], byte: number): void {
  const frame = frames.at(-1);
  if (byte === openBrace || byte === openBracket) {
    if (frames.length >= maximumDepth) throw damaged();
    frames.push({ array: byte === openBracket, key: '', index: 0, expectsKey: byte === openBrace });
  } else if (byte === 0x7d || byte === 0x5d) frames.pop();
  else if (frame !== undefined && byte === 0x3a) frame.expectsKey = false;
  else if (frame?.array === true && byte === 0x2c) frame.index += 1;
  else if (frame !== undefined && byte === 0x2c) frame.expectsKey = true;
}

function decodeKey(bytes: Buffer): string {
  try {
    return String(JSON.parse(decodeText(bytes)));
  } catch {
    throw damaged();
  }
}
