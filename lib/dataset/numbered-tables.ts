import { asLevel, level, yesNo } from './level-types.ts';

/**
 * The canonical tables of a batch as the units read them: municipality as its type, household, case and creditor as whole numbers, codes
 * as levels. `source_signals`, `source_signal_cases` and `source_contact_attempts` are the tables as the extracts hold them.
 */
export type NumberedTable =
  | 'household_numbers'
  | 'case_numbers'
  | 'creditor_numbers'
  | 'signals'
  | 'signal_cases'
  | 'contact_attempts';

const municipality = (alias: string) => `CAST(${alias}.municipality_code AS municipality)`;
const numbered = (alias: string, column: string, numbers: string) =>
  `LEFT JOIN ${numbers} n_${column} ON n_${column}.municipality_code = ${municipality(alias)} AND n_${column}.${column} = ${alias}.${column}`;

/** Households are numbered in the order of municipality and pseudonym, so that sorting by number is sorting by pseudonym. */
const householdNumbersSql = `SELECT municipality_code, household, CAST(row_number() OVER (ORDER BY municipality_code, household) AS INTEGER) AS number
FROM (SELECT DISTINCT ${municipality('s')} AS municipality_code, household FROM source_signals s WHERE household IS NOT NULL)`;

/** Nearly all cases stand in their own table; those that only a signal or an attempt names come after. */
const caseNumbersSql = `WITH listed AS (SELECT DISTINCT ${municipality('c')} AS municipality_code, case_id FROM source_signal_cases c),
named AS (
  SELECT ${municipality('s')} AS municipality_code, case_id FROM source_signals s WHERE case_id IS NOT NULL
  UNION ALL SELECT ${municipality('a')}, case_id FROM source_contact_attempts a
)
SELECT *, CAST(row_number() OVER () AS INTEGER) AS number
FROM (FROM listed UNION ALL (SELECT DISTINCT n.* FROM named n ANTI JOIN listed USING (municipality_code, case_id)))`;

const creditorNumbersSql = `SELECT municipality_code, creditor, CAST(row_number() OVER (ORDER BY municipality_code, creditor) AS INTEGER) AS number
FROM (SELECT DISTINCT ${municipality('s')} AS municipality_code, creditor FROM source_signals s WHERE creditor IS NOT NULL)`;

const arrearsBand = (code: string) => level('arrears-band', code);
const ageBand = (code: string) => level('age-band', code);

/** Arrears in cents as a band of the codebook. */
export const arrearsBandSql = (cents: string): string => `CASE WHEN ${cents} < 0 THEN NULL
  WHEN ${cents} <= 20000 THEN ${arrearsBand('0-200')} WHEN ${cents} <= 70000 THEN ${arrearsBand('200-700')}
  WHEN ${cents} <= 200000 THEN ${arrearsBand('700-2000')} WHEN ${cents} > 200000 THEN ${arrearsBand('over-2000')} END`;

/** Age in years as a band of the codebook. */
export const ageBandSql = (age: string): string => `CASE WHEN ${age} BETWEEN 18 AND 29 THEN ${ageBand('18-29')}
  WHEN ${age} BETWEEN 30 AND 44 THEN ${ageBand('30-44')} WHEN ${age} BETWEEN 45 AND 59 THEN ${ageBand('45-59')}
  WHEN ${age} BETWEEN 60 AND 99 THEN ${ageBand('60-99')} END`;

const months = [1, 2, 3, 4, 5, 6].map((month) => {
  const column = `repeat_signal_month_${month}`;
  return `${yesNo(`s.${column}`)} AS ${column}`;
});

/**
 * Signals with the variables that a signal carries; `reporter` numbers the creditor, or its type where none is delivered. A month
 * counts as 12 times the year plus 0 to 11, a quarter as 4 times the year plus 0 to 3. Periods of thresholds never overlap.
 */
const signalsSql = `SELECT ${municipality('s')} AS municipality_code, n_household.number AS household, n_case_id.number AS case_id,
  coalesce(n_creditor.number, -1 - enum_code(${asLevel('partner-type', 's.partner_type')})) AS reporter,
  ${asLevel('signal-type', 's.signal_type')} AS signal_type, ${asLevel('partner-type', 's.partner_type')} AS partner_type, s.signal_date,
  CAST(year(s.signal_date) * 12 + month(s.signal_date) - 1 AS INTEGER) AS signal_month,
  CAST(year(s.signal_date) * 4 + quarter(s.signal_date) - 1 AS INTEGER) AS signal_quarter,
  CASE WHEN s.arrears_cents >= t.minimum_cents THEN ${level('own-threshold', 'above')}
       WHEN s.arrears_cents < t.minimum_cents THEN ${level('own-threshold', 'below')} END AS own_threshold,
  ${yesNo('s.forwarded')} AS forwarded, ${yesNo('s.repeat_signal')} AS repeat_signal, ${months.join(', ')},
  ${yesNo('s.minor_children')} AS minor_children, s.arrears_cents, ${arrearsBandSql('s.arrears_cents')} AS arrears_band,
  s.age, ${ageBandSql('s.age')} AS age_band, s.source_row
FROM source_signals s ${numbered('s', 'household', 'household_numbers')} ${numbered('s', 'case_id', 'case_numbers')}
  ${numbered('s', 'creditor', 'creditor_numbers')}
  LEFT JOIN thresholds t ON t.municipality_code = ${municipality('s')} AND s.signal_date >= t.from_date AND s.signal_date < t.until_date`;

const signalCasesSql = `SELECT ${municipality('c')} AS municipality_code, n_case_id.number AS case_id, c.closed, c.closed_on, c.withdrawn, c.unjustified,
  ${asLevel('outcome', 'c.outcome')} AS outcome
FROM source_signal_cases c ${numbered('c', 'case_id', 'case_numbers')}`;

const contactAttemptsSql = `SELECT ${municipality('a')} AS municipality_code, n_case_id.number AS case_id, a.attempted_on, ${asLevel('method', 'a.method')} AS method,
  ${asLevel('day-part', 'a.day_part')} AS day_part, a.reached, coalesce(a.phase = 'final', false) AS final,
  ${asLevel('wants-help', 'a.wants_help')} AS wants_help, ${asLevel('outcome', 'a.outcome')} AS outcome, a.source_row
FROM source_contact_attempts a ${numbered('a', 'case_id', 'case_numbers')}`;

/** SQL of each table, and the tables that must stand there before. */
export const numberedTables: Readonly<Record<NumberedTable, { sql: string; after: readonly NumberedTable[] }>> = {
  household_numbers: { sql: householdNumbersSql, after: [] },
  case_numbers: { sql: caseNumbersSql, after: [] },
  creditor_numbers: { sql: creditorNumbersSql, after: [] },
  signals: { sql: signalsSql, after: ['household_numbers', 'case_numbers', 'creditor_numbers'] },
  signal_cases: { sql: signalCasesSql, after: ['case_numbers'] },
  contact_attempts: { sql: contactAttemptsSql, after: ['case_numbers'] },
};
