import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDateValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { SqlValue } from './duckdb.ts';

/** Takes rows of a table in the order of its columns. */
export type RowAppender = {
  readonly append: (rows: readonly (readonly SqlValue[])[]) => void;
  readonly close: () => void;
};

/** Rows of a chunk: the most that DuckDB takes. */
const chunkRows = 2048;
/** Rows after which they go into the table: what an appender holds counts for no memory limit. */
const heldRows = 32_768;

/** Opens an appender that writes by columns: a call into DuckDB for each cell took a fifth of the time of an ingest. */
export async function openAppender(connection: DuckDBConnection, table: string): Promise<RowAppender> {
  const appender = await connection.createAppender(table);
  const types = Array.from({ length: appender.columnCount }, (_, column) => appender.columnType(column));
  let held = 0;
  return {
    append: (rows) => {
      for (let first = 0; first < rows.length; first += chunkRows)
        appendChunk(appender, types, rows.slice(first, first + chunkRows));
      held += rows.length;
      if (held < heldRows) return;
      appender.flushSync();
      held = 0;
    },
    close: () => appender.closeSync(),
  };
}

function appendChunk(
  appender: DuckDBAppender,
  types: readonly DuckDBType[],
  rows: readonly (readonly SqlValue[])[],
): void {
  const chunk = DuckDBDataChunk.create(types, rows.length);
  for (const [column, { typeId }] of types.entries())
    chunk.setColumnValues(
      column,
      rows.map((row) => columnValue(row[column] ?? null, typeId)),
    );
  appender.appendDataChunk(chunk);
}

const dayMilliseconds = 86_400_000;

/** A value as its column takes it; throws for one that the column would have to convert, for vectors check less than SQL does. */
function columnValue(value: SqlValue, type: DuckDBTypeId): DuckDBValue {
  if (value === null) return null;
  if (typeof value === 'string' && type === DuckDBTypeId.DATE) return dayValue(value);
  if (typeof value === 'number' && type === DuckDBTypeId.BIGINT) return BigInt(value);
  if (typeof value === kinds.get(type)) return value;
  throw new TypeError('a value does not fit its column');
}

const kinds: ReadonlyMap<DuckDBTypeId, 'string' | 'number' | 'boolean'> = new Map([
  [DuckDBTypeId.VARCHAR, 'string'],
  [DuckDBTypeId.INTEGER, 'number'],
  [DuckDBTypeId.DOUBLE, 'number'],
  [DuckDBTypeId.BOOLEAN, 'boolean'],
]);

function dayValue(day: string): DuckDBDateValue {
  const days = Date.parse(day) / dayMilliseconds;
  if (!Number.isInteger(days)) throw new RangeError('a value is no day');
  return new DuckDBDateValue(days);
}
