import type { Unit } from '../protocol/analysis.ts';
import { cohortContactsSql, cohortSpellsSql, cohortSql, deliveriesSql, laterSignalsSql } from './cohort.ts';
import { createThresholds, type DatedThreshold } from './dated-thresholds.ts';
import type { Sandbox } from './duckdb.ts';
import type { Manifest } from './manifest.ts';
import type { Query, ResultRow } from './plan.ts';
import { createRestrictedViews, type Restrictions } from './restrictions.ts';
import { tableNames } from './tables.ts';
import { caseContactsSql, caseSignalsSql, unitSql, unitTable } from './units.ts';
import { workingDaysSql } from './working-days.ts';

/** A municipality's snapshot on the local disk: the folder holds one Parquet file a table. */
export type LocalExtract = { readonly manifest: Manifest; readonly directory: string };

/** The tables of the extracts in a run, queried unit by unit; only listed files are ever read. */
export type Catalogue = {
  readonly extracts: readonly LocalExtract[];
  readonly query: (query: Query) => Promise<readonly ResultRow[]>;
};

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * Opens the extracts as views, without what `restrictions` leave out and beside the municipalities' own `thresholds`, and prepares a
 * unit's table the first time that an analysis asks for it.
 */
export async function openCatalogue(
  sandbox: Sandbox,
  extracts: readonly LocalExtract[],
  restrictions?: Restrictions,
  thresholds: readonly DatedThreshold[] = [],
): Promise<Catalogue> {
  await createThresholds(sandbox, thresholds);
  await createViews(sandbox, extracts, restrictions);
  await sandbox.run('CREATE TABLE exports (municipality_code VARCHAR, export_date DATE)');
  await sandbox.append(
    'exports',
    extracts.map(({ manifest }) => [manifest.municipality, manifest.exportDate]),
  );
  const prepared = new Set<string>();
  const prepare = async (name: string, sql: string) => {
    if (prepared.has(name)) return;
    prepared.add(name);
    await sandbox.run(`CREATE TABLE ${name} AS ${sql}`);
  };
  const prepareUnit = async (unit: Unit) => {
    for (const [name, sql] of tablesBefore(unit)) await prepare(name, sql);
    await prepare(unitTable(unit), unitSql[unit]);
  };
  return {
    extracts,
    query: async (query) => {
      await prepareUnit(query.unit);
      return sandbox.rows(query.sql, query.parameters);
    },
  };
}

/** Tables that a unit's table is made of, in the order of making. */
function tablesBefore(unit: Unit): readonly (readonly [name: string, sql: string])[] {
  const contacts = [
    ['case_contacts', caseContactsSql],
    ['case_signals', caseSignalsSql],
  ] as const;
  if (unit === 'cases') return [['working_days', workingDaysSql], ...contacts];
  if (unit === 'case-spells' || unit === 'attempts') return contacts;
  if (unit === 'signals' || unit === 'signal-spells' || unit === 'households') return [];
  return [
    ['deliveries', deliveriesSql],
    ['cohort', cohortSql],
    ['later_signals', laterSignalsSql],
    ['cohort_contacts', cohortContactsSql],
    ['cohort_spells', cohortSpellsSql],
  ];
}

async function createViews(
  sandbox: Sandbox,
  extracts: readonly LocalExtract[],
  restrictions: Restrictions | undefined,
): Promise<void> {
  if (restrictions !== undefined) return await createRestrictedViews(sandbox, extracts, restrictions);
  for (const table of tableNames) {
    const files = extracts.map((extract) => quoted(`${extract.directory}/${table}.parquet`)).join(', ');
    await sandbox.run(`CREATE VIEW ${table} AS SELECT * FROM read_parquet([${files}])`);
  }
}
