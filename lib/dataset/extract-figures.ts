import * as z from 'zod';
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
    const dated = canonicalTables[table].filter(({ type }) => type === 'DATE').map(({ name }) => name);
    const found = await one(`SELECT ${['count(*) AS n', ...dated.flatMap(coverage)].join(', ')} FROM ${source(table)}`);
    rows[table] = Number(found['n']);
    for (const name of dated)
      dates[`${table}.${name}`] = Covered.parse({
        first: found[`${name}_first`],
        last: found[`${name}_last`],
        missing: found[`${name}_missing`],
      });
  }
  const creditors = await one(`SELECT count(DISTINCT creditor) AS n FROM ${source('signals')}`);
  return {
    rows: { ...rows, creditors: Number(creditors['n']) },
    dates,
    joins: joinsSchema.parse(await one(joinsQuery(source))),
  };
}

const coverage = (name: string): readonly string[] => [
  `min(${name}) AS ${name}_first`,
  `max(${name}) AS ${name}_last`,
  `count(*) - count(${name}) AS ${name}_missing`,
];

const joinsSchema = z.strictObject({
  signalsWithoutCase: z.int(),
  casesWithoutSignal: z.int(),
  attemptsWithoutCase: z.int(),
  signalsWithoutHousehold: z.int(),
});

const joinsQuery = (source: (table: TableName) => string) => `
  WITH signals AS MATERIALIZED (SELECT case_id, household FROM ${source('signals')}),
    cases AS MATERIALIZED (SELECT case_id FROM ${source('signal_cases')})
  SELECT
    (SELECT count(*) FROM signals ANTI JOIN cases USING (case_id)) AS signalsWithoutCase,
    (SELECT count(*) FROM cases ANTI JOIN signals USING (case_id)) AS casesWithoutSignal,
    (SELECT count(*) FROM ${source('contact_attempts')} ANTI JOIN cases USING (case_id)) AS attemptsWithoutCase,
    (SELECT count(*) - count(household) FROM signals) AS signalsWithoutHousehold`;
