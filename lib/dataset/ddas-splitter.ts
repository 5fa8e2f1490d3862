import { damaged } from './json-bytes.ts';
import { createJsonCutter } from './json-cutter.ts';
import { createJsonSkeleton, type JsonFrame } from './json-skeleton.ts';

/** Text of one signal or case, with the order of its delivery in the file. */
export type DeliveredElement = {
  readonly delivery: number;
  readonly kind: 'vroegsignalen' | 'vroegsignaalzaken';
  readonly text: string;
};

/** Takes a delivery file in chunks and cuts out its signals and cases. */
export type Splitter = {
  readonly push: (chunk: Buffer) => void;
  readonly take: () => readonly DeliveredElement[];
  readonly skeleton: () => string;
};

const openBrace = 0x7b;

/**
 * Splits `leveringen[].vroegsignalen[]` and `leveringen[].vroegsignaalzaken[]` from the rest without parsing either; the rest is the
 * skeleton, in which each cut element is a 0. Parsing skeleton and elements therefore checks every byte of the file.
 */
export function createSplitter(): Splitter {
  const skeleton = createJsonSkeleton();
  const cutter = createJsonCutter();
  const elements: DeliveredElement[] = [];
  const cut = (chunk: Buffer, from: number): number => {
    const next = cutter.consume(chunk, from);
    const kind = elementKind(skeleton.frames);
    if (!cutter.isOpen() && kind !== undefined)
      elements.push({ delivery: skeleton.frames[1]?.index ?? 0, kind, text: cutter.take() });
    return next;
  };
  const startsElement = (byte: number) =>
    byte === openBrace && !skeleton.isInString() && elementKind(skeleton.frames) !== undefined;
  return {
    push: (chunk) => {
      let at = cutter.isOpen() ? cut(chunk, 0) : 0;
      while (at < chunk.length) {
        const byte = chunk[at] ?? 0;
        if (startsElement(byte)) {
          skeleton.addPlaceholder();
          at = cut(chunk, at);
        } else {
          skeleton.add(byte);
          at += 1;
        }
      }
    },
    take: () => elements.splice(0),
    skeleton: () => {
      if (cutter.isOpen()) throw damaged();
      return skeleton.text();
    },
  };
}

/** The kind of element that starts here, if the present place is one of the two arrays. */
function elementKind(frames: readonly JsonFrame[]): DeliveredElement['kind'] | undefined {
  if (frames.length !== 4 || frames[3]?.array !== true || frames[1]?.array !== true || frames[0]?.key !== 'leveringen')
    return undefined;
  const key = frames[2]?.key;
  return key === 'vroegsignalen' || key === 'vroegsignaalzaken' ? key : undefined;
}
