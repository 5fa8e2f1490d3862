import { posix } from 'node:path';
import { refusal } from './refusal.ts';
import type { Archive } from './xlsx-archive.ts';
import { isDateFormat } from './xlsx-dates.ts';
import { readXml, type XmlHandler } from './xlsx-xml.ts';

const silent: XmlHandler = { open: () => undefined, text: () => undefined, close: () => undefined };

/** A relationship of a package part: its kind (last word of its type) and the part it points at. */
type Relationship = { readonly id: string; readonly kind: string; readonly target: string };

/** The relationships of `part` ('' for the package itself), with absolute part names. */
export async function readRelationships(archive: Archive, part: string): Promise<readonly Relationship[]> {
  const folder = posix.dirname(part);
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const found: Relationship[] = [];
  if (!archive.has(name)) return found;
  await readXml(archive.read(name), {
    ...silent,
    open: (tag, { Id, Type, Target, TargetMode }) => {
      if (tag !== 'Relationship' || Id === undefined || Target === undefined || TargetMode === 'External') return;
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
      found.push({ id: Id, kind: posix.basename(Type ?? ''), target });
    },
  });
  return found;
}

/** Sheets of a workbook by name, and whether serial dates count from 1904. */
export type WorkbookPart = {
  readonly sheets: readonly { readonly name: string; readonly relationship: string }[];
  readonly uses1904: boolean;
};

/** Reads `xl/workbook.xml`, whatever it is called. */
export async function readWorkbookPart(archive: Archive, part: string): Promise<WorkbookPart> {
  const sheets: { name: string; relationship: string }[] = [];
  let uses1904 = false;
  await readXml(archive.read(part), {
    ...silent,
    open: (tag, attributes) => {
      if (tag === 'workbookPr') uses1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (tag !== 'sheet') return;
      const id = Object.entries(attributes).find(([name]) => name === 'id' || name.endsWith(':id'))?.[1];
      sheets.push({ name: (attributes['name'] ?? '').trim(), relationship: id ?? '' });
    },
  });
  return { sheets, uses1904 };
}

/** For each cell style whether it shows a date. */
export async function readDateStyles(archive: Archive, part: string): Promise<readonly boolean[]> {
  const codes = new Map<number, string>();
  const styles: boolean[] = [];
  let inCellStyles = false;
  await readXml(archive.read(part), {
    ...silent,
    open: (tag, { numFmtId, formatCode }) => {
      if (tag === 'numFmt') codes.set(Number(numFmtId), formatCode ?? '');
      if (tag === 'cellXfs') inCellStyles = true;
      const id = Number(numFmtId ?? 0);
      if (tag === 'xf' && inCellStyles) styles.push(isDateFormat(id, codes.get(id)));
    },
    close: (tag) => {
      if (tag === 'cellXfs') inCellStyles = false;
    },
  });
  return styles;
}

/** Characters of all shared strings together that are held in memory. */
const maximumSharedCharacters = 150_000_000;

/** The shared strings; the runs of a rich text are joined, phonetic guides left out. */
export async function readSharedStrings(
  archive: Archive,
  part: string,
  maximumCharacters = maximumSharedCharacters,
): Promise<readonly string[]> {
  const strings: string[] = [];
  let current = '';
  let characters = 0;
  let listening = false;
  let phonetic = false;
  await readXml(archive.read(part), {
    open: (tag) => {
      if (tag === 'si') current = '';
      if (tag === 'rPh') phonetic = true;
      listening = tag === 't' && !phonetic;
    },
    text: (text) => {
      if (listening) current += text;
    },
    close: (tag) => {
      listening = false;
      if (tag === 'rPh') phonetic = false;
      if (tag !== 'si') return;
      characters += current.length + 16;
      if (characters > maximumCharacters)
        throw refusal('workbook-too-large', 'the workbook holds too much text', 'export it for a shorter period');
      strings.push(current);
    },
  });
  return strings;
}
