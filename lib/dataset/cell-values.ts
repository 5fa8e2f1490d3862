import { readDay } from './calendar-days.ts';
import type { SqlValue } from './duckdb.ts';
import { normalised, type SourceCodes } from './source-codes.ts';
import type { Cell } from './xlsx-cell.ts';

/** A value that is there and cannot be read: becomes null and is counted. */
export const unreadableValue: unique symbol = Symbol('unreadable value');

/** A code that the list does not know: becomes `other` and is counted (ruling 4). */
export const unknownCode: unique symbol = Symbol('unknown code');

/** What a reader makes of a cell that is not blank. */
export type Reading = SqlValue | typeof unreadableValue | typeof unknownCode;

/** Reads one cell that is not blank. */
export type CellReader = (cell: Exclude<Cell, null>) => Reading;

/** Tells whether a cell says nothing. */
export const isBlank = (cell: Cell | undefined): cell is null | undefined =>
  cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');

/** Text of an identifier, also when Excel made a number of it. */
export const readIdentifier: CellReader = (cell) => {
  if (typeof cell === 'string') return cell.trim();
  return typeof cell === 'number' ? String(cell) : unreadableValue;
};

/** A day from a date cell or from `dd-mm-yyyy` text. */
export const readDate: CellReader = (cell) => {
  if (typeof cell === 'object' && 'day' in cell) return readDay(cell.day) ?? unreadableValue;
  return typeof cell === 'string' ? (readDay(cell.trim()) ?? unreadableValue) : unreadableValue;
};

/** A day that is not after `latest`. */
export const readDateUpTo =
  (latest: string | undefined): CellReader =>
  (cell) => {
    const day = readDate(cell);
    return latest !== undefined && typeof day === 'string' && day > latest ? unreadableValue : day;
  };

/** `Ja` or `Nee` in any case, or a truth value. */
export const readFlag: CellReader = (cell) => {
  if (typeof cell === 'boolean') return cell;
  const text = typeof cell === 'string' ? normalised(cell) : '';
  if (text === 'ja') return true;
  return text === 'nee' ? false : unreadableValue;
};

const maximumAge = 110;

/** Whole years from 0 to 110. */
export const readAge: CellReader = (cell) => {
  const digits = typeof cell === 'string' && /^\d{1,3}$/.test(cell.trim());
  const years = typeof cell === 'number' || digits ? Number(cell) : Number.NaN;
  return Number.isInteger(years) && years >= 0 && years <= maximumAge ? years : unreadableValue;
};

/** The four digits of a Dutch postcode; the letters are dropped here. */
export const readPostcode4: CellReader = (cell) => {
  const text = typeof cell === 'number' ? String(cell) : cell;
  const parts = typeof text === 'string' ? /^([1-9]\d{3})\s*(?:[a-z]{2})?$/i.exec(text.trim()) : null;
  return parts?.[1] ?? unreadableValue;
};

/** A code of a list. */
export const readCode =
  (codes: SourceCodes): CellReader =>
  (cell) => {
    if (typeof cell === 'object') return unreadableValue;
    return codes.get(normalised(typeof cell === 'boolean' ? (cell ? 'ja' : 'nee') : String(cell))) ?? unknownCode;
  };
