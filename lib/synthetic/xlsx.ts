import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { DayNumber } from './days.ts';

/** A real date cell: the days since 1899-12-30 with a date format. */
export type DateCell = { readonly serial: number };

/** A cell: text, a number, a date, or nothing. */
export type Cell = string | number | DateCell | null;

/** A tab: its rows are made while they are written. */
export type Sheet = {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: () => Iterable<readonly Cell[]>;
};

/** The date cell of a day. */
export const dateCell = (day: DayNumber): DateCell => ({ serial: day + 25_569 });

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentTypes = 'http://schemas.openxmlformats.org/package/2006/content-types';
const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The same moment in every entry, in local time as zip wants it: the same records give the same bytes. */
const fileOptions = { mtime: new Date(2026, 0, 1), forceDosTimestamp: true, compressionLevel: 4 };

/**
 * Streams an xlsx file (ECMA-376 transitional). Texts in `vocabulary` become shared strings, others stand in their cell,
 * as both kinds occur in practice.
 */
export async function writeXlsx(path: string, sheets: readonly Sheet[], vocabulary: readonly string[]): Promise<void> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(parts(sheets, vocabulary)))
    zip.addBuffer(Buffer.from(`${declaration}${text}`), name, fileOptions);
  const shared = new Map(vocabulary.map((text, index) => [text, index]));
  for (const [index, sheet] of sheets.entries())
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, fileOptions, (callback) => {
      callback(null, Readable.from(sheetXml(sheet, shared), { objectMode: false }));
    });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

function parts(sheets: readonly Sheet[], vocabulary: readonly string[]): Readonly<Record<string, string>> {
  const numbered = sheets.map((sheet, index) => ({ name: escapeXml(sheet.name), number: index + 1 }));
  const styles = numbered.length + 1;
  const overrides = numbered
    .map(
      ({ number }) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${office}.worksheet+xml"/>`,
    )
    .join('');
  const links = numbered
    .map(
      ({ number }) =>
        `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
    )
    .join('');
  const tabs = numbered.map(({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`);
  const texts = vocabulary.map((text) => `<si><t${space(text)}>${escapeXml(text)}</t></si>`).join('');
  return {
    '[Content_Types].xml': `<Types xmlns="${contentTypes}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${office}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${office}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${office}.sharedStrings+xml"/>${overrides}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${tabs.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packageRelations}">${links}<Relationship Id="rId${styles}" Type="${relations}/styles" Target="styles.xml"/><Relationship Id="rId${styles + 1}" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}" uniqueCount="${vocabulary.length}">${texts}</sst>`,
  };
}

function* sheetXml(sheet: Sheet, shared: ReadonlyMap<string, number>): Generator<string> {
  let text = `${declaration}<worksheet xmlns="${main}"><sheetData>${rowXml(sheet.header, 1, shared)}`;
  let row = 1;
  for (const cells of sheet.rows()) {
    row += 1;
    text += rowXml(cells, row, shared);
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  yield `${text}</sheetData></worksheet>`;
}

const columns = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

function rowXml(cells: readonly Cell[], row: number, shared: ReadonlyMap<string, number>): string {
  let text = `<row r="${row}">`;
  for (const [column, cell] of cells.entries())
    if (cell !== null) text += cellXml(cell, `${columns[column]}${row}`, shared);
  return `${text}</row>`;
}

function cellXml(cell: string | number | DateCell, reference: string, shared: ReadonlyMap<string, number>): string {
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell === 'object') return `<c r="${reference}" s="1"><v>${cell.serial}</v></c>`;
  const index = shared.get(cell);
  if (index !== undefined) return `<c r="${reference}" t="s"><v>${index}</v></c>`;
  return `<c r="${reference}" t="inlineStr"><is><t${space(cell)}>${escapeXml(cell)}</t></is></c>`;
}

const space = (text: string): string => (text.trim() === text ? '' : ' xml:space="preserve"');

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
