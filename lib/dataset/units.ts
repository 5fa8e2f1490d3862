import type { Unit } from '../protocol/analysis.ts';
import { level, yesElseNo, yesNo } from './level-types.ts';
import { contactStatesSql, landmarkSql, newHouseholdsSql } from './unit-cohort.ts';
import { acceptedSql, approachSql, contactVariablesSql, isAttemptSql } from './unit-contacts.ts';
import { caseSpellsSql, householdsSql, signalSpellsSql } from './unit-spells.ts';

const signalsSql = `SELECT *, ${yesElseNo('signal_date IS NOT NULL')} AS dated, arrears_cents / 100.0 AS arrears_euro FROM signals`;

const undatedAttempts = 'k.attempts > 0 AND k.first_attempt_on IS NULL';
const term = (code: string) => level('first-attempt-term', code);

/** Days to the first attempt. Younger than four weeks, undated, or attempted before the first retained signal: not known. */
const attemptTermSql = `CASE WHEN x.export_date - g.signal_date < 28 OR ${undatedAttempts} OR k.first_attempt_on < g.signal_date THEN NULL
    WHEN k.first_attempt_on - g.signal_date <= 14 THEN ${term('0-14')} WHEN k.first_attempt_on - g.signal_date <= 28 THEN ${term('15-28')}
    WHEN g.signal_date IS NOT NULL THEN ${term('over-28')} END`;

/** Three working days after a crisis signal (Wgs art. 4), by a calendar of working days; not known while they are not over. */
const crisisTermSql = `CASE WHEN crisis.number IS NULL OR export.number - crisis.number < 3 OR ${undatedAttempts} OR k.first_attempt_on < g.crisis_on THEN NULL
    ELSE ${yesElseNo('attempt.number - crisis.number <= 3')} END`;

/** Listed cases; the calendar of working days is looked into only when the term is read. */
function casesSql(columns: readonly string[] | undefined): string {
  const readsTerm = columns?.includes('crisis_attempt_in_time') !== false;
  const calendar = `LEFT JOIN working_days crisis ON crisis.day = g.crisis_on LEFT JOIN working_days attempt ON attempt.day = k.first_attempt_on
  LEFT JOIN working_days export ON export.day = x.export_date`;
  return `SELECT c.municipality_code, g.household, ${contactVariablesSql},
  ${yesNo('c.closed')} AS closed, ${yesNo('c.withdrawn')} AS withdrawn, ${yesNo('c.unjustified')} AS unjustified,
  coalesce(g.from_forwarded_signal, ${level('forwarded', 'no')}) AS from_forwarded_signal, ${yesElseNo(acceptedSql)} AS help_accepted,
  CASE WHEN c.closed_on >= g.signal_date AND c.closed THEN c.closed_on - g.signal_date END AS days_to_close,
  g.own_threshold, CAST(year(g.signal_date) * 4 + quarter(g.signal_date) - 1 AS INTEGER) AS signal_quarter,
  ${approachSql('first-attempt-kind', 'k.first_method')} AS first_attempt_kind,
  ${attemptTermSql} AS first_attempt_term
  ${readsTerm ? `, ${crisisTermSql} AS crisis_attempt_in_time` : ''}
FROM signal_cases c LEFT JOIN case_contacts k USING (case_id) LEFT JOIN case_signals g USING (case_id)
  LEFT JOIN exports x ON x.municipality_code = c.municipality_code
  ${readsTerm ? calendar : ''}`;
}

const before = 'PARTITION BY a.case_id ORDER BY a.attempted_on NULLS LAST, a.source_row';
const number = (code: string) => level('attempt-number', code);

const sequenceSql: Readonly<Record<string, string>> = {
  attempt_number: `CASE row_number() OVER (${before}) WHEN 1 THEN ${number('1')} WHEN 2 THEN ${number('2')} WHEN 3 THEN ${number('3')} ELSE ${number('4-plus')} END`,
  reached_before: yesElseNo(`bool_or(a.reached) OVER (${before} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`),
  previous_approach: `CASE WHEN row_number() OVER (${before}) = 1 THEN ${level('previous-approach', 'none')}
    ELSE ${approachSql('previous-approach', `lag(a.method) OVER (${before})`)} END`,
};

/** Contact attempts; what came before in the same case is worked out only when it is read, because it sorts all of them. */
function attemptsSql(columns: readonly string[] | undefined): string {
  const sequence = Object.entries(sequenceSql).filter(([column]) => columns?.includes(column) !== false);
  return `SELECT a.municipality_code, g.household, a.method, a.day_part, ${yesNo('a.reached')} AS reached,
    ${yesElseNo('a.final')} AS final, a.wants_help, a.outcome,
    coalesce(g.from_forwarded_signal, ${level('forwarded', 'no')}) AS from_forwarded_signal, ${approachSql('approach', 'a.method')} AS approach
    ${sequence.map(([column, sql]) => `, ${sql} AS ${column}`).join('')}
  FROM contact_attempts a LEFT JOIN case_signals g USING (case_id)
  WHERE ${isAttemptSql('a.method')}`;
}

const unitSql: Readonly<Record<Exclude<Unit, 'attempts' | 'cases'>, string>> = {
  signals: signalsSql,
  households: householdsSql,
  'case-spells': caseSpellsSql,
  'signal-spells': signalSpellsSql,
  'new-households': newHouseholdsSql,
  'landmark-28': landmarkSql(28),
  'landmark-45': landmarkSql(45),
  'contact-states': contactStatesSql,
};

function sourceOf(unit: Unit, columns: readonly string[] | undefined): string {
  if (unit === 'attempts') return attemptsSql(columns);
  return unit === 'cases' ? casesSql(columns) : unitSql[unit];
}

/** SQL of a unit's table, over the numbered tables and those made of them, with the named columns beside municipality and household, or all. */
export function unitQuery(unit: Unit, columns?: readonly string[]): string {
  const selected = columns === undefined ? '*' : ['municipality_code', 'household', ...columns].join(', ');
  return `SELECT ${selected} FROM (${sourceOf(unit, columns)})`;
}

/** Name of a unit's table in the sandbox. */
export const unitTable = (unit: Unit): string => `unit_${unit.replaceAll('-', '_')}`;

/** Name of a variable's column. */
export const variableColumn = (variable: string): string => variable.replaceAll('-', '_');
