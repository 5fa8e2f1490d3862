import { readDay } from './calendar-days.ts';
import type { SchemaProblem } from './ddas-schema.ts';
import type { SqlValue } from './duckdb.ts';
import type { SourceCodes } from './source-codes.ts';
import { normalised } from './source-codes.ts';
import type { Tally } from './tally.ts';

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Tells whether a JSON value is an object. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The member of an object, or undefined; nothing is inherited. */
export const member = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** Reads members of one element: what breaks the schema becomes null and is counted under `table.column`. */
export type ElementReader = {
  readonly text: (pointer: string, column: string) => string | null;
  readonly day: (pointer: string, column: string) => string | null;
  readonly flag: (pointer: string, column: string) => boolean | null;
  readonly integer: (pointer: string, column: string) => number | null;
  readonly code: (pointer: string, column: string, codes: SourceCodes) => SqlValue;
};

/** A reader of `element`, of which the schema check found `problems`; `table` names the canonical table. */
export function elementReader(
  element: unknown,
  problems: readonly SchemaProblem[],
  table: string,
  tally: Tally,
): ElementReader {
  const broken = new Set(problems.filter(({ keyword }) => keyword !== 'enum').map(({ pointer }) => pointer));
  const read = <Value>(pointer: string, column: string, convert: (value: unknown) => Value | undefined) => {
    const value = pointer.split('/').slice(1).reduce(member, element);
    if (value === undefined) return null;
    const converted = broken.has(pointer) ? undefined : convert(value);
    if (converted === undefined) tally.unreadable(`${table}.${column}`);
    return converted ?? null;
  };
  return {
    text: (pointer, column) => read(pointer, column, asText),
    day: (pointer, column) => read(pointer, column, asDay),
    flag: (pointer, column) => read(pointer, column, (value) => (typeof value === 'boolean' ? value : undefined)),
    integer: (pointer, column) => read(pointer, column, asInteger),
    code: (pointer, column, codes) => {
      const text = read(pointer, column, asText);
      if (text === null) return null;
      const code = codes.get(normalised(text));
      if (code === undefined) tally.unknownCode(`${table}.${column}`);
      return code ?? 'other';
    },
  };
}

const asText = (value: unknown) => (typeof value === 'string' ? value.trim() : undefined);

const asDay = (value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? readDay(value) : undefined;

const asInteger = (value: unknown) =>
  typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 1e11 ? value : undefined;
