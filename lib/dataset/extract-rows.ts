import type { MunicipalityCode } from '../protocol/identifiers.ts';
import type { Appender, Sandbox, SqlValue } from './duckdb.ts';
import { canonicalTables, type TableName, tableNames } from './tables.ts';
import type { Tally } from './tally.ts';

/** Takes canonical rows of one municipality in source order; `drain` after each portion keeps memory flat. */
export type RowWriter = {
  readonly add: (table: TableName, row: Readonly<Record<string, SqlValue>>) => void;
  readonly link: (signalId: string, caseId: string) => void;
  readonly drain: () => Promise<void>;
  readonly flush: () => Promise<void>;
};

/** Rows that are gathered: a chunk of DuckDB, so few that they never grow old in memory. */
const batchRows = 2048;

/** Columns that a staging table has beside the canonical ones: amounts as English separators would read them. */
const englishAmounts: Readonly<Record<string, readonly string[]>> = {
  signals: ['arrears_cents_en', 'instalment_cents_en'],
};

/** Name of the staging table of a municipality. */
export const stagingTable = (table: TableName | 'case_links', municipality: MunicipalityCode): string =>
  `staging_${table}_${municipality}`;

/** Creates the staging tables of a municipality and returns their writer; a row without its key is quarantined. */
export async function createRowWriter(
  sandbox: Sandbox,
  municipality: MunicipalityCode,
  tally: Tally,
): Promise<RowWriter> {
  const batches = new Map<string, (readonly SqlValue[])[]>();
  const pending = (name: string) => {
    const batch = batches.get(name) ?? [];
    batches.set(name, batch);
    return batch;
  };
  const appenders = new Map<string, Appender>();
  const write = async (minimumRows: number) => {
    for (const [name, rows] of batches) {
      if (rows.length < minimumRows) continue;
      batches.delete(name);
      const appender = appenders.get(name) ?? (await sandbox.appender(name));
      appenders.set(name, appender);
      await appender.append(rows);
    }
  };
  const flush = async () => {
    await write(1);
    for (const appender of appenders.values()) await appender.close();
    appenders.clear();
  };
  await createTables(sandbox, municipality);
  const assemble = rowAssembler(municipality, tally);
  const linksTable = stagingTable('case_links', municipality);
  let links = 0;
  return {
    add: (table, row) => {
      const values = assemble(table, row);
      if (values !== undefined) pending(stagingTable(table, municipality)).push(values);
    },
    link: (signalId, caseId) => pending(linksTable).push([signalId, caseId, ++links]),
    drain: () => write(batchRows),
    flush,
  };
}

/** Puts the values of a row in the order of its staging table and numbers the rows of each table. */
function rowAssembler(municipality: MunicipalityCode, tally: Tally) {
  const numbers = new Map<TableName, number>();
  const layout = new Map(
    tableNames.map((table) => [table, [...canonicalTables[table], ...extraColumns(table)]] as const),
  );
  return (table: TableName, row: Readonly<Record<string, SqlValue>>): readonly SqlValue[] | undefined => {
    const number = (numbers.get(table) ?? 0) + 1;
    numbers.set(table, number);
    const values: SqlValue[] = [];
    for (const { name, key } of layout.get(table) ?? []) {
      const value = name === 'municipality_code' ? municipality : name === 'source_row' ? number : (row[name] ?? null);
      if (key === true && (value === null || value === '')) {
        tally.quarantine({ table, row: number, column: name, reason: 'missing-key' });
        return undefined;
      }
      values.push(value);
    }
    return values;
  };
}

const extraColumns = (table: TableName) =>
  (englishAmounts[table] ?? []).map((name) => ({ name, type: 'BIGINT', key: false }));

async function createTables(sandbox: Sandbox, municipality: MunicipalityCode): Promise<void> {
  for (const table of tableNames) {
    const columns = [...canonicalTables[table], ...extraColumns(table)].map(
      ({ name, type }) => `${name} ${type === 'DATE' ? 'VARCHAR' : type}`,
    );
    await sandbox.run(`CREATE TABLE ${stagingTable(table, municipality)} (${columns.join(', ')})`);
  }
  await sandbox.run(
    `CREATE TABLE ${stagingTable('case_links', municipality)} (signal_id VARCHAR, case_id VARCHAR, link_row INTEGER)`,
  );
}
