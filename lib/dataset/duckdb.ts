import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Failure } from '../failure.ts';
import { openAppender } from './duckdb-appender.ts';

/** A value that goes into or comes out of SQL: dates as `YYYY-MM-DD`, BIGINT as number. */
export type SqlValue = string | number | boolean | null;

/** A row of a result, by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Takes portions of rows of one table. */
export type Appender = {
  readonly append: (rows: readonly (readonly SqlValue[])[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Statements one after the other; temporary tables are seen by no other lane. */
export type Lane = {
  readonly run: (sql: string, parameters?: readonly SqlValue[]) => Promise<void>;
  readonly rows: (sql: string, parameters?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;
  readonly append: (table: string, rows: readonly (readonly SqlValue[])[]) => Promise<void>;
  /** For many portions: what is appended is seen after `close`, at the latest. */
  readonly appender: (table: string) => Promise<Appender>;
};

/** One locked database in one directory, for one run: a lane itself, and the first of its `lanes`, which work side by side. */
export type Sandbox = Lane & { readonly lanes: readonly Lane[]; readonly close: () => void };

/** Where a sandbox may read and write, and how much it may use. */
export type SandboxOptions = {
  readonly directory: string;
  readonly memoryMegabytes: number;
  /** Threads that share a statement. With more than one lane each statement has one. */
  readonly threads: number;
  readonly lanes?: number;
  readonly readable?: readonly string[];
};

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * Opens DuckDB in memory with no extensions, no network and no files outside `directory` and `readable`; later statements cannot
 * unlock it. Errors carry the kind of DuckDB's error and never its message, which quotes cell values.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { lanes = 1 } = options;
  const spill = join(options.directory, 'spill');
  await mkdir(spill, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(lanes > 1 ? 1 : options.threads),
    memory_limit: `${options.memoryMegabytes}MB`,
    temp_directory: spill,
    home_directory: options.directory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'true',
  });
  const connection = await instance.connect();
  const directories = [options.directory, ...(options.readable ?? [])].map(quoted).join(', ');
  await connection.run(`SET allowed_directories = [${directories}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  const first = laneOf(connection);
  const connections = [connection];
  while (connections.length < lanes) connections.push(await instance.connect());
  return {
    ...first,
    lanes: [first, ...connections.slice(1).map(laneOf)],
    close: () => {
      for (const each of connections) each.closeSync();
      instance.closeSync();
    },
  };
}

/** Nothing to bind is not even prepared: a statement costs half the time. */
const bound = (parameters: readonly SqlValue[] = []) => (parameters.length === 0 ? undefined : [...parameters]);

const laneOf = (connection: DuckDBConnection): Lane => ({
  run: (sql, parameters) => guarded(async () => void (await connection.run(sql, bound(parameters)))),
  rows: (sql, parameters) => guarded(() => readRows(connection, sql, bound(parameters))),
  append: (table, rows) =>
    guarded(async () => {
      const appender = await openAppender(connection, table);
      appender.append(rows);
      appender.close();
    }),
  appender: async (table) => {
    const appender = await guarded(() => openAppender(connection, table));
    return {
      append: (rows) => guarded(async () => appender.append(rows)),
      close: () => guarded(async () => appender.close()),
    };
  },
});

async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const kind = /^(?:Invalid Input Error|[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)* Error)/.exec(
      error instanceof Error ? error.message : '',
    )?.[0];
    throw new Failure(
      'node-failed',
      'engine-error',
      `the engine stopped: ${kind ?? 'unknown error'}`,
      'report the code and the task id',
    );
  }
}

async function readRows(connection: DuckDBConnection, sql: string, parameters: SqlValue[] | undefined) {
  const reader = await connection.runAndReadAll(sql, parameters);
  const names = reader.deduplicatedColumnNames();
  return reader
    .getRowsJS()
    .map((row): SqlRow => Object.fromEntries(names.map((name, index) => [name, plain(row[index])])));
}

function plain(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new TypeError('a query returned a type that has no plain value');
}
