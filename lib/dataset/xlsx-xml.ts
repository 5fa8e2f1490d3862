import { isUtf8 } from 'node:buffer';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { refusal } from './refusal.ts';

/** What a reader of an XML part wants to hear; names come without their namespace prefix. */
export type XmlHandler = {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text: (text: string) => void;
  readonly close: (name: string) => void;
};

/** Longest stretch without a tag: Excel holds 32,767 characters in a cell. */
const maximumTextCharacters = 2_000_000;

/** Takes the text of a part piece by piece. */
export type XmlWriter = { readonly write: (text: string) => void; readonly close: () => void };

/** Feeds a part to `handler`. Refuses malformed XML, a document type (and with it every entity) and an endless text. */
export function createXmlWriter(handler: XmlHandler): XmlWriter {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let silentCharacters = 0;
  const localName = (tag: SaxesTagPlain) => tag.name.slice(tag.name.indexOf(':') + 1);
  parser.on('error', () => {
    throw malformed();
  });
  parser.on('doctype', () => {
    throw malformed();
  });
  parser.on('opentag', (tag) => {
    silentCharacters = 0;
    handler.open(localName(tag), tag.attributes);
  });
  parser.on('closetag', (tag) => handler.close(localName(tag)));
  parser.on('text', handler.text);
  parser.on('cdata', handler.text);
  return {
    write: (text) => {
      silentCharacters += text.length;
      parser.write(text);
      if (silentCharacters > maximumTextCharacters) throw malformed();
    },
    close: () => void parser.close(),
  };
}

/** The text of a part as it streams in, each piece up to the last `end` in it, or up to a tag's end; refuses an encoding other than UTF-8. */
export async function* decoded(chunks: AsyncIterable<Buffer>, end = '>'): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const last = bytes.lastIndexOf(end);
    const cut = last < 0 ? bytes.lastIndexOf('>') + 1 : last + end.length;
    rest = bytes.subarray(cut);
    if (rest.length > maximumTextCharacters) throw malformed();
    yield decode(bytes.subarray(0, cut));
  }
  yield decode(rest);
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw malformed();
  return bytes.toString('utf8');
}

/** Feeds a whole part to `handler`. */
export async function readXml(chunks: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
  const writer = createXmlWriter(handler);
  for await (const text of decoded(chunks)) writer.write(text);
  writer.close();
}

const malformed = () =>
  refusal('damaged-workbook', 'a part of the workbook is no plain XML in UTF-8', 'export the workbook again');
