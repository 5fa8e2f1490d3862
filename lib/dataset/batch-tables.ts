import type { Unit } from '../protocol/analysis.ts';
import type { Batch } from './batches.ts';
import { cohortContactsSql, cohortSpellsSql, cohortSql, deliveriesSql, laterSignalsSql } from './cohort.ts';
import type { Lane } from './duckdb.ts';
import { parquetPath } from './extract-parquet.ts';
import { type NumberedTable, numberedTables } from './numbered-tables.ts';
import { createRestrictedViews, type Restrictions } from './restrictions.ts';
import { sourceView, tableNames } from './tables.ts';
import { caseContactsSql, caseSignalsSql } from './unit-contacts.ts';
import { signalDaysSql } from './unit-spells.ts';
import { unitQuery, unitTable } from './units.ts';

/** A table with what must stand there before it. */
type Recipe = { readonly sql: string; readonly after: readonly string[] };

const between: Readonly<Record<string, Recipe>> = {
  case_contacts: { sql: caseContactsSql, after: ['contact_attempts'] },
  case_signals: { sql: caseSignalsSql, after: ['signals'] },
  signal_days: { sql: signalDaysSql, after: ['signals'] },
  deliveries: { sql: deliveriesSql, after: ['signals'] },
  cohort: { sql: cohortSql, after: ['signals', 'deliveries'] },
  later_signals: { sql: laterSignalsSql, after: ['cohort'] },
  cohort_contacts: { sql: cohortContactsSql, after: ['cohort', 'contact_attempts'] },
  cohort_spells: { sql: cohortSpellsSql, after: ['later_signals', 'cohort_contacts'] },
};

const beforeUnit: Readonly<Record<Unit, readonly string[]>> = {
  signals: ['signals'],
  households: ['signals'],
  'signal-spells': ['signal_days'],
  cases: ['signal_cases', 'case_contacts', 'case_signals'],
  attempts: ['contact_attempts', 'case_signals'],
  'case-spells': ['signal_cases', 'case_contacts', 'case_signals', 'signal_days'],
  'new-households': ['cohort_spells'],
  'landmark-28': ['cohort_spells'],
  'landmark-45': ['cohort_spells'],
  'contact-states': ['cohort_spells'],
};

const isNumbered = (name: string): name is NumberedTable => Object.hasOwn(numberedTables, name);
const recipeOf = (name: string): Recipe =>
  isNumbered(name) ? numberedTables[name] : (between[name] ?? { sql: '', after: [] });

/** The tables of one batch of extracts, each made when it is first needed. */
export type BatchTables = {
  /**
   * Makes the table of a unit with at least the named columns, all of them when none are named, and shows of it what is of the named
   * municipalities, all of the batch when none are named.
   */
  readonly prepare: (unit: Unit, columns?: readonly string[], municipalities?: readonly string[]) => Promise<void>;
  readonly drop: () => Promise<void>;
};

/** The rows of a unit; its own name is that of what a question sees of them. */
const rowsOf = (unit: Unit) => `rows_of_${unitTable(unit)}`;

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

async function createViews(lane: Lane, batch: Batch, restrictions: Restrictions | undefined): Promise<void> {
  if (restrictions !== undefined) return await createRestrictedViews(lane, batch, restrictions);
  for (const table of tableNames) {
    const files = batch.map(({ directory }) => quoted(parquetPath(directory, table))).join(', ');
    await lane.run(`CREATE OR REPLACE TEMP VIEW ${sourceView(table)} AS SELECT * FROM read_parquet([${files}])`);
  }
}

/** Opens the extracts of a batch, and nothing else, without what `restrictions` leave out. */
export async function openBatch(
  lane: Lane,
  batch: Batch,
  restrictions: Restrictions | undefined,
): Promise<BatchTables> {
  await createViews(lane, batch, restrictions);
  const made = new Set<string>();
  const columnsOf = new Map<Unit, readonly string[] | undefined>();
  const shown = new Map<Unit, string>();
  const make = async (name: string, { sql, after }: Recipe) => {
    if (made.has(name)) return;
    for (const earlier of after) await make(earlier, recipeOf(earlier));
    made.add(name);
    await lane.run(`CREATE TEMP TABLE ${name} AS ${sql}`);
  };
  const makeUnit = async (unit: Unit, columns: readonly string[] | undefined) => {
    const name = rowsOf(unit);
    if (made.has(name) && !isEnough(columnsOf.get(unit), columns)) {
      await lane.run(`DROP TABLE ${name}`);
      made.delete(name);
      shown.delete(unit);
    }
    if (made.has(name)) return;
    columnsOf.set(unit, columns);
    await make(name, { sql: unitQuery(unit, columns), after: beforeUnit[unit] });
  };
  return {
    prepare: async (unit, columns, municipalities) => {
      await makeUnit(unit, columns);
      const sql = viewSql(unit, municipalities);
      if (shown.get(unit) !== sql) await lane.run(sql);
      shown.set(unit, sql);
    },
    drop: async () => {
      for (const name of made) await lane.run(`DROP TABLE ${name}`);
      made.clear();
      shown.clear();
    },
  };
}

/** Whether a table with some columns, or all when undefined, has those that are asked, or all. */
const isEnough = (has: readonly string[] | undefined, asked: readonly string[] | undefined) =>
  has === undefined || asked?.every((column) => has.includes(column)) === true;

function viewSql(unit: Unit, municipalities: readonly string[] | undefined): string {
  const which =
    municipalities === undefined ? '' : `WHERE municipality_code IN (${municipalities.map(quoted).join(', ')})`;
  return `CREATE OR REPLACE TEMP VIEW ${unitTable(unit)} AS FROM ${rowsOf(unit)} ${which}`;
}
