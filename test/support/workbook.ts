import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A cell of a test workbook; `date` is a serial number in a date style, `raw` the inside of a `<c>` element. */
export type TestCell =
  | string
  | number
  | boolean
  | null
  | { readonly date: number }
  | { readonly shared: number }
  | { readonly formula: string; readonly cached: string }
  | { readonly error: string };

/** Rows of cells by tab; the first row is the header. */
export type TestTabs = Readonly<Record<string, readonly (readonly TestCell[])[]>>;

/** What a test workbook has beside its tabs. */
export type WorkbookOptions = {
  readonly sharedStrings?: readonly string[];
  readonly date1904?: boolean;
  readonly parts?: Readonly<Record<string, string>>;
};

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** Writes a workbook; `sharedStrings` are the insides of `<si>` elements, `parts` replace or add package parts. */
export async function writeWorkbook(path: string, tabs: TestTabs, options: WorkbookOptions = {}): Promise<void> {
  const names = Object.keys(tabs);
  const sheets = names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`);
  const relationships = names.map((_, index) => relationship(`rId${index + 1}`, 'worksheet', `sheet${index + 1}`));
  const parts: Record<string, string> = {
    '_rels/.rels': `${head}<Relationships xmlns="${packaged}"><Relationship Id="a" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr${options.date1904 === true ? ' date1904="1"' : ''}/><sheets>${sheets.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packaged}">${relationships.join('')}${relationship('rIdS', 'styles', 'styles')}${options.sharedStrings === undefined ? '' : relationship('rIdT', 'sharedStrings', 'sharedStrings')}</Relationships>`,
    'xl/styles.xml': `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="4"/></cellXfs></styleSheet>`,
  };
  if (options.sharedStrings !== undefined)
    parts['xl/sharedStrings.xml'] =
      `${head}<sst xmlns="${main}">${options.sharedStrings.map((inside) => `<si>${inside}</si>`).join('')}</sst>`;
  names.forEach((name, index) => {
    parts[`xl/sheet${index + 1}.xml`] = sheetXml(tabs[name] ?? []);
  });
  await writeZip(path, { ...parts, ...options.parts });
}

/** Writes an archive of text parts. */
export async function writeZip(path: string, parts: Readonly<Record<string, string | Buffer>>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name, { mtime: new Date(0) });
  const file = createWriteStream(path);
  zip.outputStream.pipe(file);
  zip.end();
  await finished(file);
}

const relationship = (id: string, kind: string, part: string) =>
  `<Relationship Id="${id}" Type="${office}/${kind}" Target="${part}.xml"/>`;

const sheetXml = (rows: readonly (readonly TestCell[])[]) =>
  `${head}<worksheet xmlns="${main}"><sheetData>${rows
    .map(
      (row, index) =>
        `<row r="${index + 1}">${row.map((cell, column) => cellXml(cell, `${columnName(column)}${index + 1}`)).join('')}</row>`,
    )
    .join('')}</sheetData></worksheet>`;

function columnName(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : `${columnName(Math.floor(column / 26) - 1)}${last}`;
}

function cellXml(cell: TestCell, reference: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string')
    return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if ('date' in cell) return `<c r="${reference}" s="2"><v>${cell.date}</v></c>`;
  if ('shared' in cell) return `<c r="${reference}" t="s"><v>${cell.shared}</v></c>`;
  if ('error' in cell) return `<c r="${reference}" t="e"><v>${cell.error}</v></c>`;
  return `<c r="${reference}" t="str"><f>${escaped(cell.formula)}</f><v>${escaped(cell.cached)}</v></c>`;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
