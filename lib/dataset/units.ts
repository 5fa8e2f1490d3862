import type { Unit } from '../protocol/analysis.ts';
import { contactStatesSql, landmarkSql, newHouseholdsSql } from './unit-cohort.ts';
import { caseSpellsSql, householdsSql, signalSpellsSql } from './unit-spells.ts';

const yesNo = (column: string) => `CASE WHEN ${column} THEN 'yes' WHEN NOT ${column} THEN 'no' END`;

const quarterSql = (date: string) => `strftime(${date}, '%Y') || '-Q' || quarter(${date})`;

const thresholdSql = `CASE WHEN s.arrears_cents >= (SELECT max(t.minimum_cents) FROM thresholds t
    WHERE t.municipality_code = s.municipality_code AND s.signal_date >= t.from_date AND s.signal_date < t.until_date) THEN 'above'
  WHEN s.arrears_cents < (SELECT max(t.minimum_cents) FROM thresholds t
    WHERE t.municipality_code = s.municipality_code AND s.signal_date >= t.from_date AND s.signal_date < t.until_date) THEN 'below' END`;

/** SQL of the variables that a signal carries, from columns of `signals` under the alias `s`. */
export const signalVariablesSql = `
  s.signal_type, s.partner_type,
  strftime(s.signal_date, '%Y-%m') AS signal_month,
  ${quarterSql('s.signal_date')} AS signal_quarter,
  ${thresholdSql} AS own_threshold,
  ${yesNo('s.forwarded')} AS forwarded, ${yesNo('s.repeat_signal')} AS repeat_signal, ${yesNo('s.minor_children')} AS minor_children,
  CASE WHEN s.arrears_cents < 0 THEN NULL WHEN s.arrears_cents <= 20000 THEN '0-200' WHEN s.arrears_cents <= 70000 THEN '200-700'
       WHEN s.arrears_cents <= 200000 THEN '700-2000' WHEN s.arrears_cents > 200000 THEN 'over-2000' END AS arrears_band,
  CASE WHEN s.age BETWEEN 18 AND 29 THEN '18-29' WHEN s.age BETWEEN 30 AND 44 THEN '30-44' WHEN s.age BETWEEN 45 AND 59 THEN '45-59'
       WHEN s.age BETWEEN 60 AND 99 THEN '60-99' END AS age_band`;

const signalsSql = `SELECT s.municipality_code, s.household, ${signalVariablesSql},
  ${[1, 2, 3, 4, 5, 6].map((month) => `${yesNo(`s.repeat_signal_month_${month}`)} AS repeat_signal_month_${month}`).join(', ')},
  CASE WHEN s.signal_date IS NULL THEN 'no' ELSE 'yes' END AS dated, s.signal_date, s.arrears_cents / 100.0 AS arrears_euro
FROM signals s`;

const acceptedAnswers = `('yes', 'follow-up-appointment', 'wants-contact')`;
const acceptedOutcomes = `('quick-fix', 'further-help-financial', 'further-help-non-financial')`;
const resolvingOutcomes = `('already-paid', 'paid-or-arranged', 'payment-arrangement', 'resolves-self', 'quick-fix', 'referred-to-debt-assistance')`;

/** One row a case with attempts: `administrative` records are no attempts; the last non-blank answer and result count, by date. */
export const caseContactsSql = `WITH methods AS (
  SELECT municipality_code, case_id, method, count(*) AS uses, min(source_row) AS first_row
  FROM contact_attempts WHERE method IS NOT NULL AND method <> 'administrative' GROUP BY ALL
), primary_methods AS (
  SELECT municipality_code, case_id, first(method ORDER BY uses DESC, first_row) AS primary_method FROM methods GROUP BY ALL
)
SELECT a.municipality_code, a.case_id,
  count(*) FILTER (WHERE method IS DISTINCT FROM 'administrative') AS attempts,
  coalesce(bool_or(reached) FILTER (WHERE method IS DISTINCT FROM 'administrative'), false) AS reached,
  min(attempted_on) FILTER (WHERE reached) AS first_reached_on,
  min(attempted_on) FILTER (WHERE method IS DISTINCT FROM 'administrative') AS first_attempt_on,
  first(method ORDER BY attempted_on NULLS LAST, source_row) FILTER (WHERE method IS NOT NULL AND method <> 'administrative') AS first_method,
  any_value(p.primary_method) AS primary_method,
  last(wants_help ORDER BY attempted_on NULLS FIRST, source_row) FILTER (WHERE phase = 'final' AND wants_help IS NOT NULL) AS last_answer,
  last(outcome ORDER BY attempted_on NULLS FIRST, source_row) FILTER (WHERE phase = 'final' AND outcome IS NOT NULL) AS last_outcome
FROM contact_attempts a LEFT JOIN primary_methods p USING (municipality_code, case_id)
GROUP BY a.municipality_code, a.case_id`;

/** One row a case with signals still retained: per column the first known value in date order. */
export const caseSignalsSql = `SELECT s.municipality_code, s.case_id, min(s.signal_date) AS signal_date, coalesce(bool_or(s.forwarded = 'yes'), false) AS from_forwarded,
  min(s.signal_date) FILTER (WHERE s.signal_type = 'crisis') AS crisis_on,
  CASE WHEN bool_or(s.own_threshold = 'above') THEN 'above' WHEN bool_or(s.own_threshold = 'below') THEN 'below' END AS own_threshold,
  ${[
    'household',
    'signal_type',
    'partner_type',
    'forwarded',
    'repeat_signal',
    'minor_children',
    'arrears_band',
    'age_band',
  ]
    .map(
      (column) =>
        `first(s.${column} ORDER BY s.signal_date NULLS LAST, s.source_row) FILTER (WHERE s.${column} IS NOT NULL) AS ${column}`,
    )
    .join(',\n  ')}
FROM (SELECT s.municipality_code, s.case_id, s.household, s.signal_date, s.source_row, ${signalVariablesSql.replace("strftime(s.signal_date, '%Y-%m') AS signal_month,", '')}
      FROM signals s WHERE s.case_id IS NOT NULL) s
GROUP BY s.municipality_code, s.case_id`;

/** SQL of the variables that contacts give a case, from aliases `c` (signal_cases) and `k` (case_contacts). */
export const contactVariablesSql = `
  CASE WHEN k.reached THEN 'yes' WHEN k.attempts > 0 THEN 'no' END AS reached,
  coalesce(k.last_outcome, c.outcome) AS outcome,
  CASE WHEN NOT coalesce(k.reached, false) THEN 'not-reached'
       WHEN k.last_answer IN ${acceptedAnswers} OR c.outcome IN ${acceptedOutcomes} THEN 'accepted' ELSE 'declined' END AS contact_arm,
  CASE WHEN NOT coalesce(k.reached, false) THEN 'not-reached'
       WHEN k.last_answer IN ${acceptedAnswers} OR c.outcome IN ${acceptedOutcomes} THEN 'accepted'
       WHEN coalesce(k.last_outcome, c.outcome) IN ${resolvingOutcomes} THEN 'resolving' ELSE 'in-difficulty' END AS clean_contact_arm,
  k.primary_method, k.first_method,
  CASE WHEN k.attempts = 1 THEN '1' WHEN k.attempts BETWEEN 2 AND 3 THEN '2-3' WHEN k.attempts BETWEEN 4 AND 6 THEN '4-6'
       WHEN k.attempts >= 7 THEN '7-plus' END AS attempts_band`;

const approach = (method: string) =>
  `CASE WHEN ${method} IN ('letter', 'email', 'message', 'card') THEN 'written' WHEN ${method} IN ('phone', 'home-visit') THEN ${method} END`;

const undatedAttempts = 'k.attempts > 0 AND k.first_attempt_on IS NULL';

/** Days to the first attempt. Younger than four weeks, undated, or attempted before the first retained signal: not known. */
const attemptTermSql = `CASE WHEN x.export_date - g.signal_date < 28 OR ${undatedAttempts} OR k.first_attempt_on < g.signal_date THEN NULL
    WHEN k.first_attempt_on - g.signal_date <= 14 THEN '0-14' WHEN k.first_attempt_on - g.signal_date <= 28 THEN '15-28'
    WHEN g.signal_date IS NOT NULL THEN 'over-28' END`;

/** Three working days after a crisis signal (Wgs art. 4), by a calendar of working days; not known while they are not over. */
const crisisTermSql = `CASE WHEN crisis.number IS NULL OR export.number - crisis.number < 3 OR ${undatedAttempts} OR k.first_attempt_on < g.crisis_on THEN NULL
    WHEN attempt.number - crisis.number <= 3 THEN 'yes' ELSE 'no' END`;

const casesSql = `SELECT c.municipality_code, g.household, ${contactVariablesSql},
  ${yesNo('c.closed')} AS closed, ${yesNo('c.withdrawn')} AS withdrawn, ${yesNo('c.unjustified')} AS unjustified,
  CASE WHEN g.from_forwarded THEN 'yes' ELSE 'no' END AS from_forwarded_signal,
  CASE WHEN k.last_answer IN ${acceptedAnswers} OR c.outcome IN ${acceptedOutcomes} THEN 'yes' ELSE 'no' END AS help_accepted,
  CASE WHEN c.closed_on >= g.signal_date AND c.closed THEN c.closed_on - g.signal_date END AS days_to_close,
  g.own_threshold, ${quarterSql('g.signal_date')} AS signal_quarter, ${approach('k.first_method')} AS first_attempt_kind,
  ${attemptTermSql} AS first_attempt_term, ${crisisTermSql} AS crisis_attempt_in_time
FROM signal_cases c LEFT JOIN case_contacts k USING (municipality_code, case_id) LEFT JOIN case_signals g USING (municipality_code, case_id)
  LEFT JOIN exports x USING (municipality_code)
  LEFT JOIN working_days crisis ON crisis.day = g.crisis_on LEFT JOIN working_days attempt ON attempt.day = k.first_attempt_on
  LEFT JOIN working_days export ON export.day = x.export_date`;

const before = 'PARTITION BY a.municipality_code, a.case_id ORDER BY a.attempted_on NULLS LAST, a.source_row';

const attemptsSql = `SELECT a.municipality_code, g.household, a.method, a.day_part, ${yesNo('a.reached')} AS reached,
  CASE WHEN a.phase = 'final' THEN 'yes' ELSE 'no' END AS final, a.wants_help, a.outcome,
  CASE WHEN g.from_forwarded THEN 'yes' ELSE 'no' END AS from_forwarded_signal,
  CASE WHEN row_number() OVER (${before}) >= 4 THEN '4-plus' ELSE CAST(row_number() OVER (${before}) AS VARCHAR) END AS attempt_number,
  CASE WHEN bool_or(a.reached) OVER (${before} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 'yes' ELSE 'no' END AS reached_before,
  ${approach('a.method')} AS approach,
  CASE WHEN row_number() OVER (${before}) = 1 THEN 'none' ELSE ${approach(`lag(a.method) OVER (${before})`)} END AS previous_approach
FROM contact_attempts a LEFT JOIN case_signals g USING (municipality_code, case_id)
WHERE a.method IS DISTINCT FROM 'administrative'`;

/** SQL of each unit's table over the canonical tables, `exports`, `case_contacts` and `case_signals`. */
export const unitSql: Readonly<Record<Unit, string>> = {
  signals: signalsSql,
  cases: casesSql,
  attempts: attemptsSql,
  households: householdsSql,
  'case-spells': caseSpellsSql(contactVariablesSql),
  'signal-spells': signalSpellsSql(signalVariablesSql),
  'new-households': newHouseholdsSql,
  'landmark-28': landmarkSql(28),
  'landmark-45': landmarkSql(45),
  'contact-states': contactStatesSql,
};

/** Name of a unit's table in the sandbox. */
export const unitTable = (unit: Unit): string => `unit_${unit.replaceAll('-', '_')}`;

/** Name of a variable's column. */
export const variableColumn = (variable: string): string => variable.replaceAll('-', '_');
