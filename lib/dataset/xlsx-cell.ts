import { refusal } from './refusal.ts';
import { serialDay } from './xlsx-dates.ts';

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

/** What cannot be read. */
export const unreadable = { unreadable: true } as const;
const maximumColumns = 16_384;

/** What a cell of `type` (ECMA-376 part 1, section 18.18.11) and `style` holds, from the text of its value. */
export function cellValue(type: string, style: number, value: string, context: SheetContext): Cell {
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

/** Zero-based column of a reference such as `AB12`; refuses one outside a sheet. */
export function columnIndex(reference: string): number {
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
