import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openSandbox } from '../dataset/duckdb.ts';
import type { EstimateRow } from '../protocol/estimate.ts';

const types = {
  study_id: 'VARCHAR',
  analysis_id: 'VARCHAR',
  provider: 'VARCHAR',
  municipality: 'VARCHAR',
  measure: 'VARCHAR',
  group: 'VARCHAR',
  time_days: 'INTEGER',
  n: 'DOUBLE',
  events: 'DOUBLE',
  value: 'DOUBLE',
  value_date: 'VARCHAR',
  standard_error: 'DOUBLE',
  ci_low: 'DOUBLE',
  ci_high: 'DOUBLE',
  status: 'VARCHAR',
  method: 'VARCHAR',
  grid: 'VARCHAR',
  data_from: 'VARCHAR',
  data_until: 'VARCHAR',
  policy: 'VARCHAR',
  schema_version: 'VARCHAR',
} as const;

/** Writes estimates.parquet (zstd) for Python and R; a value that is a day stands in `value_date`. */
export async function writeEstimatesParquet(rows: readonly EstimateRow[], folder: string): Promise<string> {
  const directory = await mkdtemp(join(folder, '.parquet-'));
  const sandbox = await openSandbox({ directory, memoryMegabytes: 256, threads: 1 });
  try {
    const columns = Object.entries(types);
    await sandbox.run(`CREATE TABLE estimates (${columns.map(([name, type]) => `"${name}" ${type}`).join(', ')})`);
    await sandbox.append('estimates', rows.map(valuesOf));
    const file = join(directory, 'estimates.parquet');
    await sandbox.run(`COPY estimates TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
    const target = join(folder, 'estimates.parquet');
    await rename(file, target);
    return target;
  } finally {
    sandbox.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function valuesOf(row: EstimateRow): readonly (string | number | null)[] {
  const { value, ...rest } = row;
  const split = {
    ...rest,
    value: typeof value === 'number' ? value : null,
    value_date: typeof value === 'string' ? value : null,
  };
  const named: Readonly<Record<string, string | number | null>> = split;
  return Object.keys(types).map((name) => named[name] ?? null);
}
