import { TextDecoder } from 'node:util';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { refusal } from './refusal.ts';

/** What a reader of an XML part wants to hear; names come without their namespace prefix. */
export type XmlHandler = {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text: (text: string) => void;
  readonly close: (name: string) => void;
};

/** Longest stretch without a tag, in bytes: Excel holds 32,767 characters in a cell. */
const maximumTextBytes = 2_000_000;

/**
 * Feeds a part to `handler` and yields after each chunk, so that the caller can empty what it gathered. Refuses malformed XML,
 * a document type (and with it every entity), an encoding other than UTF-8 and an endless text.
 */
export async function* parseXml(chunks: AsyncIterable<Buffer>, handler: XmlHandler): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let silentBytes = 0;
  const localName = (tag: SaxesTagPlain) => tag.name.slice(tag.name.indexOf(':') + 1);
  parser.on('error', () => {
    throw malformed();
  });
  parser.on('doctype', () => {
    throw malformed();
  });
  parser.on('opentag', (tag) => {
    silentBytes = 0;
    handler.open(localName(tag), tag.attributes);
  });
  parser.on('closetag', (tag) => handler.close(localName(tag)));
  parser.on('text', handler.text);
  parser.on('cdata', handler.text);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) {
    silentBytes += chunk.length;
    parser.write(decode(decoder, chunk));
    if (silentBytes > maximumTextBytes) throw malformed();
    yield;
  }
  parser.write(decode(decoder)).close();
  yield;
}

/** Feeds a whole part to `handler`. */
export async function readXml(chunks: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
  const steps = parseXml(chunks, handler);
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
}

function decode(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw malformed();
  }
}

const malformed = () =>
  refusal('damaged-workbook', 'a part of the workbook is no plain XML in UTF-8', 'export the workbook again');
