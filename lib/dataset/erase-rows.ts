import { rename } from 'node:fs/promises';
import type { Sandbox } from './duckdb.ts';
import { extractFigures } from './extract-figures.ts';
import { parquetPath } from './extract-parquet.ts';
import { leavingCountSql, prepareLeaving, type Selector, stayingSql, type TableSource } from './leaving.ts';
import { Manifest } from './manifest.ts';
import { tableNames } from './tables.ts';

/** Rows of a household in an extract, by table, and the household's pseudonyms there. */
export type HouseholdRows = {
  readonly households: readonly string[];
  readonly signals: number;
  readonly cases: number;
  readonly attempts: number;
  readonly followUps: number;
};

const sourceIn =
  (folder: string): TableSource =>
  (table) =>
    `read_parquet('${parquetPath(folder, table).replaceAll("'", "''")}')`;

/** Counts the rows that a selector names in the extract of a folder. */
export async function findHousehold(sandbox: Sandbox, folder: string, selector: Selector): Promise<HouseholdRows> {
  const source = sourceIn(folder);
  await prepareLeaving(sandbox, [selector], source);
  const count = async (table: (typeof tableNames)[number]) =>
    Number((await sandbox.rows(leavingCountSql(table, source)))[0]?.['n'] ?? 0);
  const found = await sandbox.rows('SELECT household FROM leaving_households ORDER BY household');
  return {
    households: found.map((row) => String(row['household'])),
    signals: await count('signals'),
    cases: await count('signal_cases'),
    attempts: await count('contact_attempts'),
    followUps: await count('follow_ups'),
  };
}

/** Rewrites the Parquet files of a folder without the rows that the selectors name; returns the manifest of what is left. */
export async function eraseRows(
  sandbox: Sandbox,
  folder: string,
  { selectors, manifest }: { readonly selectors: readonly Selector[]; readonly manifest: Manifest },
): Promise<Manifest> {
  const source = sourceIn(folder);
  await prepareLeaving(sandbox, selectors, source);
  for (const table of tableNames) {
    const target = `${parquetPath(folder, table)}.new`.replaceAll("'", "''");
    await sandbox.run(`COPY (${stayingSql(table, source)}) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`);
  }
  for (const table of tableNames) await rename(`${parquetPath(folder, table)}.new`, parquetPath(folder, table));
  return Manifest.parse({ ...manifest, ...(await extractFigures(sandbox, folder)) });
}
