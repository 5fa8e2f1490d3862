import { z } from 'zod';
import type { Sandbox } from './duckdb.ts';
import { parquetPath } from './extract-parquet.ts';
import type { Manifest } from './manifest.ts';
import { canonicalTables, type TableName, tableNames } from './tables.ts';

const Covered = z.strictObject({ first: z.string().nullable(), last: z.string().nullable(), missing: z.int() });

/** Numbers of a written extract: rows, date coverage and join integrity. */
export type ExtractFigures = Pick<Manifest, 'rows' | 'dates' | 'joins'>;

/** Computes the figures of the manifest from the Parquet files just written, which proves that they can be read. */
export async function extractFigures(sandbox: Sandbox, folder: string): Promise<ExtractFigures> {
  const source = (table: TableName) => `read_parquet('${parquetPath(folder, table).replaceAll("'", "''")}')`;
  const one = async (sql: string) => (await sandbox.rows(sql))[0] ?? {};
  const rows: Record<string, number> = {};
  const dates: Record<string, z.infer<typeof Covered>> = {};
  for (const table of tableNames) {
    rows[table] = Number((await one(`SELECT count(*) AS n FROM ${source(table)}`))['n']);
    for (const { name } of canonicalTables[table].filter(({ type }) => type === 'DATE'))
      dates[`${table}.${name}`] = Covered.parse(
        await one(
          `SELECT min(${name}) AS first, max(${name}) AS last, count(*) - count(${name}) AS missing FROM ${source(table)}`,
        ),
      );
  }
  const creditors = await one(`SELECT count(DISTINCT creditor) AS n FROM ${source('signals')}`);
  return {
    rows: { ...rows, creditors: Number(creditors['n']) },
    dates,
    joins: joinsSchema.parse(await one(joinsQuery(source))),
  };
}

const joinsSchema = z.strictObject({
  signalsWithoutCase: z.int(),
  casesWithoutSignal: z.int(),
  attemptsWithoutCase: z.int(),
  signalsWithoutHousehold: z.int(),
});

const joinsQuery = (source: (table: TableName) => string) => `
  WITH cases AS (SELECT case_id FROM ${source('signal_cases')}),
    linked AS (SELECT DISTINCT case_id FROM ${source('signals')} WHERE case_id IS NOT NULL)
  SELECT
    (SELECT count(*) FROM ${source('signals')} s WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.case_id = s.case_id)) AS signalsWithoutCase,
    (SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT 1 FROM linked l WHERE l.case_id = c.case_id)) AS casesWithoutSignal,
    (SELECT count(*) FROM ${source('contact_attempts')} a WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.case_id = a.case_id)) AS attemptsWithoutCase,
    (SELECT count(*) FROM ${source('signals')} WHERE household IS NULL) AS signalsWithoutHousehold`;
