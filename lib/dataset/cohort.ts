import { level, yesElseNo, yesNo } from './level-types.ts';
import { ageBandSql, arrearsBandSql } from './numbered-tables.ts';
import { acceptedAnswers, isAttemptSql } from './unit-contacts.ts';

const yes = level('forwarded', 'yes');

/**
 * Creditor types that deliver throughout (ruling 33): no gap over 45 days between their signals and the last one within 35 days of the
 * export date; `observed_until` is the earliest of their last deliveries, after which a missing signal says nothing.
 */
export const deliveriesSql = `WITH days AS (
  SELECT DISTINCT s.municipality_code, s.partner_type, s.signal_date FROM signals s JOIN exports x USING (municipality_code)
  WHERE s.signal_date <= x.export_date AND s.partner_type IS NOT NULL
), gaps AS (
  SELECT *, signal_date - lag(signal_date, 1, first_on) OVER (PARTITION BY municipality_code, partner_type ORDER BY signal_date) AS gap
  FROM (SELECT *, min(signal_date) OVER (PARTITION BY municipality_code) AS first_on FROM days)
), types AS (
  SELECT g.municipality_code, g.partner_type, max(g.signal_date) AS ends_on FROM gaps g JOIN exports x USING (municipality_code)
  GROUP BY ALL HAVING max(g.gap) <= 45 AND max(x.export_date) - max(g.signal_date) <= 35
)
SELECT municipality_code, partner_type, min(ends_on) OVER (PARTITION BY municipality_code) AS observed_until FROM types`;

/** Signals up to so many days after the first one belong to the same round of deliveries: they are the start, not a return. */
export const startRoundDays = 13;

/**
 * One row a new household: the first day with signals in the extract, none of them flagged as a repeat (ruling 32), and what the signals
 * of the first round of deliveries told.
 */
export const cohortSql = `WITH starts AS (
  SELECT municipality_code, household, min(signal_date) AS started_on FROM signals
  WHERE household IS NOT NULL AND signal_date IS NOT NULL GROUP BY ALL
)
SELECT f.municipality_code, f.household, f.started_on, d.observed_until, d.observed_until - f.started_on AS potential_days,
  count(*) AS signals, sum(s.arrears_cents) FILTER (WHERE s.arrears_cents >= 0) AS arrears_cents,
  first(s.partner_type ORDER BY s.arrears_cents DESC NULLS LAST, s.source_row) AS partner_type,
  max(s.age) AS age, bool_or(s.minor_children = ${yes}) AS minor_children, coalesce(bool_or(s.signal_type = ${level('signal-type', 'crisis')}), false) AS crisis,
  list(DISTINCT s.reporter) AS reporters, list(DISTINCT s.case_id) AS case_ids
FROM starts f JOIN signals s ON s.municipality_code = f.municipality_code AND s.household = f.household AND s.signal_date BETWEEN f.started_on AND f.started_on + ${startRoundDays}
  JOIN (SELECT DISTINCT municipality_code, observed_until FROM deliveries) d ON d.municipality_code = f.municipality_code
GROUP BY ALL HAVING bool_or(s.repeat_signal = ${yes}) FILTER (WHERE s.signal_date = f.started_on) = false
  AND d.observed_until > f.started_on + ${startRoundDays}`;

/** Later signals of the cohort from creditor types that deliver throughout: day since the start, same creditor or not, arrears risen or not. */
export const laterSignalsSql = `WITH later AS (
  SELECT c.municipality_code, c.household, s.signal_date - c.started_on AS days, c.arrears_cents AS before_cents, s.arrears_cents,
    coalesce(list_contains(c.reporters, s.reporter), false) AS same_creditor
  FROM cohort c JOIN signals s ON s.municipality_code = c.municipality_code AND s.household = c.household AND s.signal_date > c.started_on + ${startRoundDays}
    JOIN deliveries d ON d.municipality_code = s.municipality_code AND d.partner_type = s.partner_type AND s.signal_date <= d.observed_until
)
SELECT *, coalesce(sum(arrears_cents) OVER (PARTITION BY municipality_code, household, days) > before_cents, false) AS risen FROM later`;

/** What was done about the cohort's first signals: days since the start until first attempt, first contact and accepted help; first method. */
export const cohortContactsSql = `WITH attempts AS (
  SELECT c.municipality_code, c.household, a.attempted_on - c.started_on AS days, a.method, a.reached, a.source_row,
    a.final AND a.wants_help IN ${acceptedAnswers} AS accepted
  FROM (SELECT municipality_code, household, started_on, unnest(case_ids) AS case_id FROM cohort) c
    JOIN contact_attempts a USING (municipality_code, case_id)
  WHERE ${isAttemptSql('a.method')} AND a.attempted_on >= c.started_on
)
SELECT municipality_code, household, min(days) AS attempt_days, min(days) FILTER (WHERE reached OR accepted) AS reached_days,
  min(days) FILTER (WHERE accepted) AS accepted_days, first(method ORDER BY days, source_row) AS first_method
FROM attempts GROUP BY municipality_code, household`;

const ending = (name: string) =>
  `coalesce(n.next_${name}, c.potential_days) AS time_days_${name}, CASE WHEN n.next_${name} IS NULL THEN 0 ELSE 1 END AS event_${name}`;

/** The cohort with its variables, the time to each kind of next signal, and contacts: what its units are made of. */
export const cohortSpellsSql = `WITH nexts AS (
  SELECT municipality_code, household, min(days) AS next_any, min(days) FILTER (WHERE same_creditor) AS next_same_creditor,
    min(days) FILTER (WHERE NOT same_creditor) AS next_other_creditor, min(days) FILTER (WHERE risen) AS next_risen_arrears
  FROM later_signals GROUP BY municipality_code, household
)
SELECT c.municipality_code, c.household, c.potential_days, c.partner_type, c.arrears_cents / 100.0 AS arrears_euro, c.age AS age_years,
  CASE WHEN c.signals = 1 THEN ${level('signals-at-start', '1')} ELSE ${level('signals-at-start', '2-plus')} END AS signals_at_start, ${yesElseNo('c.crisis')} AS crisis,
  ${yesNo('c.minor_children')} AS minor_children, ${arrearsBandSql('c.arrears_cents')} AS arrears_band,
  ${yesNo('c.arrears_cents > 70000')} AS high_arrears, ${ageBandSql('c.age')} AS age_band,
  k.attempt_days, k.reached_days, CASE WHEN k.accepted_days IS NOT NULL THEN greatest(k.accepted_days, k.reached_days) END AS accepted_days, k.first_method,
  CASE WHEN k.reached_days <= 28 THEN ${yes} WHEN c.potential_days >= 28 THEN ${level('forwarded', 'no')} END AS reached_in_28,
  ${['any', 'same_creditor', 'other_creditor', 'risen_arrears'].map(ending).join(', ')},
  CASE WHEN n.next_any IS NULL THEN NULL WHEN n.next_same_creditor = n.next_any THEN 'same-creditor' ELSE 'other-creditor' END AS cause_creditor,
  CASE WHEN n.next_any IS NULL THEN NULL WHEN n.next_risen_arrears = n.next_any THEN 'risen' ELSE 'not-risen' END AS cause_arrears
FROM cohort c LEFT JOIN nexts n USING (municipality_code, household) LEFT JOIN cohort_contacts k USING (municipality_code, household)`;
