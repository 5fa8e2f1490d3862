import { type Cell, cellValue, columnIndex, type Row, type SheetContext, unreadable } from './xlsx-cell.ts';
import { createPlainRowReader } from './xlsx-plain-rows.ts';
import { createXmlWriter, decoded } from './xlsx-xml.ts';

/** Yields the rows of a sheet in batches, as they stream in. A formula is not evaluated and its stored value not believed. */
export async function* sheetRows(chunks: AsyncIterable<Buffer>, context: SheetContext): AsyncGenerator<readonly Row[]> {
  let gathered: Row[] = [];
  const emit = (row: Row) => void gathered.push(row);
  const gatherer = rowGatherer(context, emit);
  const { isAmongRows } = gatherer;
  const reader = createPlainRowReader({ parser: createXmlWriter(gatherer), isAmongRows, emit, context });
  for await (const text of decoded(chunks, '</row>')) {
    reader.write(text);
    if (gathered.length > 0) yield gathered;
    gathered = [];
  }
  reader.close();
  if (gathered.length > 0) yield gathered;
}

function rowGatherer(context: SheetContext, emit: (row: Row) => void) {
  let row: (Cell | undefined)[] = [];
  let column = -1;
  let type = '';
  let style = 0;
  let value = '';
  let formula = false;
  let listening = false;
  let amongRows = false;
  const openCell = (attributes: Readonly<Record<string, string>>) => {
    column = attributes['r'] === undefined ? column + 1 : columnIndex(attributes['r']);
    type = attributes['t'] ?? 'n';
    style = Number(attributes['s'] ?? 0);
    value = '';
    formula = false;
  };
  return {
    /** Whether the parser stands between the rows of the sheet's data. */
    isAmongRows: () => amongRows,
    open: (tag: string, attributes: Readonly<Record<string, string>>) => {
      listening = tag === 'v' || tag === 't';
      amongRows = tag === 'sheetData';
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
      amongRows = tag === 'row';
      if (tag === 'c') row[column] = formula ? unreadable : cellValue(type, style, value, context);
      else if (tag === 'row') emit(row);
    },
  };
}
