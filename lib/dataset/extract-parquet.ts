import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MunicipalityCode } from '../protocol/identifiers.ts';
import type { SettledAmounts } from './amounts.ts';
import type { Sandbox } from './duckdb.ts';
import { stagingTable } from './extract-rows.ts';
import { type Column, canonicalTables, type TableName, tableNames } from './tables.ts';
import type { Tally } from './tally.ts';

/** What `writeParquet` writes: the staged rows of a municipality, into a folder inside the sandbox's directory. */
export type ParquetRequest = {
  readonly sandbox: Sandbox;
  readonly municipality: MunicipalityCode;
  readonly folder: string;
  readonly amounts: SettledAmounts['reading'];
  readonly tally: Tally;
};

/** Column that identifies a row of a table that has one row per key. */
const uniqueKeys: Partial<Readonly<Record<TableName, string>>> = { signals: 'signal_id', signal_cases: 'case_id' };

/** Where a table of an extract lies. */
export const parquetPath = (folder: string, table: TableName): string => join(folder, `${table}.parquet`);

/** Writes the four tables as zstd Parquet in order of their key, then drops the staging tables. Of a doubled key the first row stays. */
export async function writeParquet(request: ParquetRequest): Promise<void> {
  const { sandbox, municipality, folder } = request;
  await mkdir(folder, { recursive: true });
  for (const table of tableNames) {
    const doubled = await quarantineDoubled(request, table);
    await sandbox.run(
      `COPY (${selection(request, table, doubled)}) TO '${parquetPath(folder, table).replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
    );
  }
  for (const table of [...tableNames, 'case_links' as const])
    await sandbox.run(`DROP TABLE ${stagingTable(table, municipality)}`);
}

function selection({ municipality, amounts }: ParquetRequest, table: TableName, leaveOutDoubled: boolean): string {
  const columns = canonicalTables[table].map((column) => `${expression(table, column, amounts)} AS ${column.name}`);
  const links = stagingTable('case_links', municipality);
  const joined =
    table === 'signals'
      ? ` LEFT JOIN (SELECT signal_id, arg_min(case_id, link_row) AS linked_case FROM ${links} GROUP BY signal_id) linked USING (signal_id)`
      : '';
  const key = uniqueKeys[table];
  const filter = leaveOutDoubled
    ? ` WHERE source_row NOT IN (SELECT source_row FROM ${doubledRows(stagingTable(table, municipality), key ?? '')})`
    : '';
  return `SELECT ${columns.join(', ')} FROM ${stagingTable(table, municipality)}${joined}${filter} ORDER BY ${key ?? 'case_id'}, source_row`;
}

function expression(table: TableName, { name, type }: Column, amounts: SettledAmounts['reading']): string {
  if (type === 'DATE') return `CAST(${name} AS DATE)`;
  if (table === 'signals' && name === 'case_id') return 'coalesce(case_id, linked_case)';
  if (type === 'BIGINT' && amounts === 'en') return `${name}_en`;
  if (type === 'BIGINT' && amounts === 'each') return `coalesce(${name}, ${name}_en)`;
  return name;
}

const doubledRows = (table: string, key: string) =>
  `(SELECT source_row FROM (SELECT source_row, row_number() OVER (PARTITION BY ${key} ORDER BY source_row) AS copy FROM (SELECT ${key}, source_row FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} GROUP BY ${key} HAVING count(*) > 1))) WHERE copy > 1)`;

async function quarantineDoubled(request: ParquetRequest, table: TableName): Promise<boolean> {
  const key = uniqueKeys[table];
  if (key === undefined) return false;
  const staged = stagingTable(table, request.municipality);
  const [copies] = await request.sandbox.rows(`SELECT count(${key}) - count(DISTINCT ${key}) AS n FROM ${staged}`);
  if (copies?.['n'] === 0) return false;
  const rows = await request.sandbox.rows(`SELECT source_row FROM ${doubledRows(staged, key)} ORDER BY source_row`);
  for (const { source_row: row } of rows)
    request.tally.quarantine({ table, row: Number(row), column: key, reason: 'duplicate-key' });
  return true;
}
