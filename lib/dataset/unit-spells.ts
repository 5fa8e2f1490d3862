import { level, yesElseNo } from './level-types.ts';
import { contactVariablesSql } from './unit-contacts.ts';

/** One row a household with a signal: how many signals the extract holds of it. */
export const householdsSql = `SELECT municipality_code, household, count(*) AS signals_per_household, ${yesElseNo('count(*) > 1')} AS multiple_signals
FROM signals WHERE household IS NOT NULL GROUP BY municipality_code, household`;

/** Days on which a household has a signal, each with the next one. */
export const signalDaysSql = `SELECT *, lead(signal_date) OVER (PARTITION BY household ORDER BY signal_date) AS next_on
FROM (SELECT DISTINCT household, signal_date FROM signals WHERE household IS NOT NULL AND signal_date IS NOT NULL)`;

const speed = (code: string) => level('speed-band', code);

/**
 * Closed case to the household's next signal, strictly after the closing day; censored at the export date; time in days, positive only.
 * `time_days`, `event` (0 or 1), `potential_days` until the export date. The clock starts at closing: see the design linter for what that does to a comparison of arms.
 */
export const caseSpellsSql = `WITH closed AS (
  SELECT c.*, g.household FROM signal_cases c JOIN case_signals g USING (case_id) WHERE c.closed AND c.closed_on IS NOT NULL
), returns AS (
  SELECT c.case_id, min(d.signal_date) AS next_on FROM closed c JOIN signal_days d ON d.household = c.household AND d.signal_date > c.closed_on
  GROUP BY c.case_id
)
SELECT c.municipality_code, c.household, g.signal_type, g.partner_type, g.forwarded, g.repeat_signal, g.minor_children, g.arrears_band, g.age_band,
  ${contactVariablesSql},
  CASE WHEN k.first_reached_on >= g.signal_date THEN k.first_reached_on - g.signal_date END AS days_to_reach,
  CASE WHEN k.first_reached_on - g.signal_date BETWEEN 0 AND 9 THEN ${speed('0-9')} WHEN k.first_reached_on - g.signal_date > 9 THEN ${speed('over-9')} END AS speed_band,
  coalesce(r.next_on, x.export_date) - c.closed_on AS time_days, x.export_date - c.closed_on AS potential_days, CASE WHEN r.next_on IS NULL THEN 0 ELSE 1 END AS event
FROM closed c JOIN exports x ON x.municipality_code = c.municipality_code JOIN case_signals g USING (case_id)
  LEFT JOIN returns r USING (case_id) LEFT JOIN case_contacts k USING (case_id)
WHERE coalesce(r.next_on, x.export_date) > c.closed_on`;

/** Dated signal of a known household to its next signal on a later day; censored at the export date; positive times only. */
export const signalSpellsSql = `SELECT s.*, s.arrears_cents / 100.0 AS arrears_euro, s.age AS age_years,
  coalesce(n.next_on, x.export_date) - s.signal_date AS time_days, x.export_date - s.signal_date AS potential_days, CASE WHEN n.next_on IS NULL THEN 0 ELSE 1 END AS event
FROM signals s JOIN signal_days n USING (household, signal_date) JOIN exports x ON x.municipality_code = s.municipality_code
WHERE coalesce(n.next_on, x.export_date) > s.signal_date`;
