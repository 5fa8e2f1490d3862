import type { Lane } from './duckdb.ts';
import type { TableName } from './tables.ts';

/** Rows that must not be used: those of a household, or of the household behind a signal or a case. */
export type Selector = {
  readonly municipality: string;
  readonly households: readonly string[];
  readonly signal: string | null;
  readonly case: string | null;
};

/** Where the rows of a table come from, as SQL that can stand after FROM. */
export type TableSource = (table: TableName) => string;

/**
 * Makes `leaving_households` and `leaving_cases`, each with `municipality_code`, for the selectors. With a household go
 * all its cases, and with a case that is its own the signals without a household.
 */
export async function prepareLeaving(lane: Lane, selectors: readonly Selector[], source: TableSource): Promise<void> {
  await lane.run('CREATE OR REPLACE TEMP TABLE named_rows (municipality_code VARCHAR, kind VARCHAR, value VARCHAR)');
  const rows = selectors.flatMap(({ municipality, households, signal, case: caseId }) => [
    ...households.map((household) => [municipality, 'household', household]),
    ...(signal === null ? [] : [[municipality, 'signal', signal]]),
    ...(caseId === null ? [] : [[municipality, 'case', caseId]]),
  ]);
  await lane.append('named_rows', rows);
  await lane.run(`CREATE OR REPLACE TEMP TABLE leaving_households AS
    SELECT DISTINCT s.municipality_code, s.household FROM ${source('signals')} s
    JOIN named_rows n ON n.municipality_code = s.municipality_code AND (
      (n.kind = 'household' AND n.value = s.household) OR (n.kind = 'signal' AND n.value = s.signal_id)
      OR (n.kind = 'case' AND n.value = s.case_id))
    WHERE s.household IS NOT NULL`);
  await lane.run(`CREATE OR REPLACE TEMP TABLE leaving_cases AS
    SELECT DISTINCT s.municipality_code, s.case_id FROM ${source('signals')} s
    JOIN leaving_households h ON h.municipality_code = s.municipality_code AND h.household = s.household
    WHERE s.case_id IS NOT NULL
    UNION SELECT c.municipality_code, c.case_id FROM ${source('signal_cases')} c
    JOIN named_rows n ON n.municipality_code = c.municipality_code AND n.kind = 'case' AND n.value = c.case_id
    UNION SELECT s.municipality_code, s.case_id FROM ${source('signals')} s
    JOIN named_rows n ON n.municipality_code = s.municipality_code AND n.kind = 'signal' AND n.value = s.signal_id
    WHERE s.case_id IS NOT NULL`);
  await lane.run(`CREATE OR REPLACE TEMP TABLE leaving_signals AS
    SELECT s.municipality_code, s.signal_id FROM ${source('signals')} s
    JOIN named_rows n ON n.municipality_code = s.municipality_code AND n.kind = 'signal' AND n.value = s.signal_id`);
}

const sameCase = `EXISTS (SELECT 1 FROM leaving_cases l WHERE l.municipality_code = t.municipality_code AND l.case_id = t.case_id)`;

const leaves = (table: TableName): string =>
  table === 'signals'
    ? `(EXISTS (SELECT 1 FROM leaving_households l WHERE l.municipality_code = t.municipality_code AND l.household = t.household)
        OR EXISTS (SELECT 1 FROM leaving_signals l WHERE l.municipality_code = t.municipality_code AND l.signal_id = t.signal_id)
        OR ${sameCase})`
    : sameCase;

/** The rows of a table that stay, in their order. */
export const stayingSql = (table: TableName, source: TableSource): string =>
  `SELECT t.* FROM ${source(table)} t WHERE NOT ${leaves(table)}`;

/** How many rows of a table leave. */
export const leavingCountSql = (table: TableName, source: TableSource): string =>
  `SELECT count(*) AS n FROM ${source(table)} t WHERE ${leaves(table)}`;
