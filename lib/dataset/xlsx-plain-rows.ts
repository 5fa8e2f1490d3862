import { type Cell, cellValue, columnIndex, type Row, type SheetContext } from './xlsx-cell.ts';
import type { XmlWriter } from './xlsx-xml.ts';

/** Text that means itself: no markup, no reference, no line end that XML changes, no character that XML forbids. */
const text = String.raw`[^<>&\r\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]*`;
const rowStart = /<row(?: [\w:.]+="[^<>&"]*")*>/y;
const plainCell = new RegExp(
  String.raw`<c(?: r="([A-Z]{1,3})\d+")?(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(?:<v>(${text})</v>|<is><t(?: xml:space="preserve")?>(${text})</t></is>)?</c>)`,
  'y',
);
const rowEnd = '</row>';
/** A comment, character data or an instruction may hide what looks like a row. */
const hiding = /<!|<\?(?!xml\s)/;
/** A longer row is left to the parser. */
const longestRow = 1_000_000;

/** A row, and where it ends in the text. */
type FoundRow = { readonly row: Row; readonly end: number };

/** The row that starts at `start`, if it is written the way spreadsheet programs write rows; undefined for any other. */
function plainRow(xml: string, start: number, context: SheetContext): FoundRow | undefined {
  rowStart.lastIndex = start;
  if (!rowStart.test(xml)) return undefined;
  const row: (Cell | undefined)[] = [];
  let column = -1;
  let place = rowStart.lastIndex;
  while (!xml.startsWith(rowEnd, place)) {
    plainCell.lastIndex = place;
    const found = plainCell.exec(xml);
    if (found === null) return undefined;
    const [, letters, style, type = 'n', value, inline = ''] = found;
    column = letters === undefined ? column + 1 : columnIndex(letters);
    row[column] = cellValue(type, Number(style ?? 0), value ?? inline, context);
    place = plainCell.lastIndex;
  }
  return { row, end: place + rowEnd.length };
}

function endOfRow(xml: string, start: number): number | undefined {
  const end = xml.indexOf(rowEnd, start);
  return end < 0 ? undefined : end + rowEnd.length;
}

/** What stands behind the reader: the parser for all that is not a plain row, and where the rows go. */
export type PlainRowTarget = {
  readonly parser: XmlWriter;
  readonly isAmongRows: () => boolean;
  readonly emit: (row: Row) => void;
  readonly context: SheetContext;
};

/**
 * Takes the text of a sheet and reads plain rows by one regular expression a cell, many times as fast as an XML parser; all else,
 * in order, goes to `parser`. From the first comment, character data or instruction on everything does.
 */
export function createPlainRowReader({ parser, isAmongRows, emit, context }: PlainRowTarget): XmlWriter {
  let held = '';
  let isOpen = true;
  const parse = (xml: string) => {
    if (xml === '' || (isAmongRows() && xml.trim() === '')) return;
    if (hiding.test(xml)) isOpen = false;
    parser.write(xml);
  };
  /** Takes all rows that have an end, and what stands before each; the place after the last. */
  const takeRows = (xml: string): number => {
    let place = 0;
    let start = xml.indexOf('<row');
    while (start >= 0) {
      parse(xml.slice(place, start));
      place = start;
      const found = isOpen && isAmongRows() ? plainRow(xml, start, context) : undefined;
      const end = found?.end ?? endOfRow(xml, start);
      if (end === undefined) break;
      if (found === undefined) parse(xml.slice(start, end));
      else emit(found.row);
      place = end;
      start = xml.indexOf('<row', place);
    }
    return place;
  };
  return {
    write: (piece) => {
      const xml = held + piece;
      const place = takeRows(xml);
      const rest = xml.slice(place);
      isOpen &&= rest.length <= longestRow;
      held = isOpen && rest.startsWith('<row') ? rest : '';
      if (held === '') parse(rest);
    },
    close: () => {
      parse(held);
      parser.close();
    },
  };
}
