import { experimentCreditors } from '../protocol/study.ts';
import type { LocalExtract } from './catalogue.ts';
import type { Lane } from './duckdb.ts';
import { parquetPath } from './extract-parquet.ts';
import { prepareLeaving, type Selector, stayingSql, type TableSource } from './leaving.ts';
import { sourceView, type TableName, tableNames } from './tables.ts';

/** A kind of creditor that may be asked about in one municipality. */
export type PermittedCreditor = { readonly municipality: string; readonly partnerType: string };

/** What is outside every query: objecting households, and creditors that neither law, agreement nor experiment allows. */
export type Restrictions = {
  readonly objections: readonly Selector[];
  readonly permitted: readonly PermittedCreditor[];
};

/** Kinds of creditors that need an agreement or an experiment which names them (ruling 4). */
export const restrictedCreditors: readonly string[] = [...experimentCreditors, 'other'];

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Makes `source_` views of the canonical tables without the restricted rows: a case stays if one of its signals does. */
export async function createRestrictedViews(
  lane: Lane,
  extracts: readonly LocalExtract[],
  { objections, permitted }: Restrictions,
): Promise<void> {
  const files = (table: TableName) => extracts.map(({ directory }) => quoted(parquetPath(directory, table))).join(', ');
  const source: TableSource = (table) => `read_parquet([${files(table)}])`;
  await prepareLeaving(lane, objections, source);
  await lane.run('CREATE OR REPLACE TEMP TABLE permitted_creditors (municipality_code VARCHAR, partner_type VARCHAR)');
  await lane.append(
    'permitted_creditors',
    permitted.map(({ municipality, partnerType }) => [municipality, partnerType]),
  );
  const isRestricted = (row: string) =>
    `(coalesce(${row}.partner_type, '') IN (${restrictedCreditors.map(quoted).join(', ')}) AND NOT EXISTS (SELECT 1 FROM permitted_creditors p
      WHERE p.municipality_code = ${row}.municipality_code AND p.partner_type = ${row}.partner_type))`;
  await lane.run(`CREATE OR REPLACE TEMP TABLE restricted_cases AS SELECT s.municipality_code, s.case_id FROM ${source('signals')} s
    WHERE s.case_id IS NOT NULL GROUP BY ALL HAVING bool_and(${isRestricted('s')})`);
  const isRestrictedCase =
    'EXISTS (SELECT 1 FROM restricted_cases r WHERE r.municipality_code = v.municipality_code AND r.case_id = v.case_id)';
  for (const table of tableNames)
    await lane.run(`CREATE OR REPLACE TEMP VIEW ${sourceView(table)} AS SELECT * FROM (${stayingSql(table, source)}) v
      WHERE NOT ${table === 'signals' ? isRestricted('v') : isRestrictedCase}`);
}
