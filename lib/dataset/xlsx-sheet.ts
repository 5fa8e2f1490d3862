import { refusal } from './refusal.ts';
import { serialDay } from './xlsx-dates.ts';
import { parseXml } from './xlsx-xml.ts';

/** A cell: text, number, truth value, a day from a date-styled number, nothing, or what cannot be read. */
export type Cell = string | number | boolean | null | { readonly day: string } | { readonly unreadable: true };

/** A row: cells by column index; a column that the row does not mention is undefined. */
export type Row = readonly (Cell | undefined)[];

/** What cells refer to outside their sheet. */
export type SheetContext = {
  readonly sharedStrings: readonly string[];
  readonly dateStyles: readonly boolean[];
  readonly uses1904: boolean;
};

const unreadable = { unreadable: true } as const;
const maximumColumns = 16_384;

/** Yields the rows of a sheet in batches, as they stream in. A formula is not evaluated and its stored value not believed. */
export async function* sheetRows(chunks: AsyncIterable<Buffer>, context: SheetContext): AsyncGenerator<readonly Row[]> {
  const gathered: Row[][] = [[]];
  const handler = rowGatherer(context, (row) => gathered[0]?.push(row));
  for await (const _ of parseXml(chunks, handler)) {
    const batch = gathered.pop() ?? [];
    gathered.push([]);
    if (batch.length > 0) yield batch;
  }
}

function rowGatherer(context: SheetContext, emit: (row: Row) => void) {
  let row: (Cell | undefined)[] = [];
  let column = -1;
  let type = '';
  let style = 0;
  let value = '';
  let formula = false;
  let listening = false;
  const openCell = (attributes: Readonly<Record<string, string>>) => {
    column = attributes['r'] === undefined ? column + 1 : columnIndex(attributes['r']);
    type = attributes['t'] ?? 'n';
    style = Number(attributes['s'] ?? 0);
    value = '';
    formula = false;
  };
  return {
    open: (tag: string, attributes: Readonly<Record<string, string>>) => {
      listening = tag === 'v' || tag === 't';
      if (tag === 'c') openCell(attributes);
      else if (tag === 'f') formula = true;
      else if (tag === 'row') {
        row = [];
        column = -1;
      }
    },
    text: (text: string) => {
      if (listening) value += text;
    },
    close: (tag: string) => {
      listening = false;
      if (tag === 'c') row[column] = formula ? unreadable : cellValue(type, style, value, context);
      else if (tag === 'row') emit(row);
    },
  };
}

function cellValue(type: string, style: number, value: string, context: SheetContext): Cell {
  if (type === 'inlineStr' || type === 'str') return value === '' ? null : value;
  if (value === '') return type === 'e' ? unreadable : null;
  if (type === 's') return context.sharedStrings[Number(value)] ?? unreadable;
  if (type === 'b') return value === '1';
  if (type === 'd') return { day: value.slice(0, 10) };
  if (type !== 'n') return unreadable;
  const number = Number(value);
  if (!Number.isFinite(number)) return unreadable;
  if (context.dateStyles[style] !== true) return number;
  const day = serialDay(number, context.uses1904);
  return day === undefined ? unreadable : { day };
}

/** Zero-based column of a reference such as `AB12`. */
function columnIndex(reference: string): number {
  let index = 0;
  for (const letter of reference) {
    const value = letter.charCodeAt(0) - 64;
    if (value < 1 || value > 26) break;
    index = index * 26 + value;
  }
  if (index < 1 || index > maximumColumns)
    throw refusal('damaged-workbook', 'a cell stands outside the columns of a sheet', 'export the workbook again');
  return index - 1;
}
