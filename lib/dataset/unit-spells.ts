/** One row a household with a signal: how many signals the extract holds of it. */
export const householdsSql = `SELECT municipality_code, household, count(*) AS signals_per_household,
  CASE WHEN count(*) > 1 THEN 'yes' ELSE 'no' END AS multiple_signals
FROM signals WHERE household IS NOT NULL GROUP BY municipality_code, household`;

/**
 * Closed case to the household's next signal, strictly after the closing day; censored at the export date; time in days, positive only.
 * `time_days`, `event` (0 or 1), `potential_days` until the export date. The clock starts at closing: see the design linter for what that does to a comparison of arms.
 */
export const caseSpellsSql = (contactVariables: string): string => `WITH spells AS (
  SELECT c.municipality_code, c.case_id, g.household, c.closed_on, x.export_date,
    (SELECT min(n.signal_date) FROM signals n
     WHERE n.municipality_code = c.municipality_code AND n.household = g.household AND n.signal_date > c.closed_on) AS next_on
  FROM signal_cases c JOIN case_signals g USING (municipality_code, case_id) JOIN exports x USING (municipality_code)
  WHERE c.closed AND c.closed_on IS NOT NULL
)
SELECT t.municipality_code, t.household, g.signal_type, g.partner_type, g.forwarded, g.repeat_signal, g.minor_children, g.arrears_band, g.age_band,
  ${contactVariables},
  CASE WHEN k.first_reached_on >= g.signal_date THEN k.first_reached_on - g.signal_date END AS days_to_reach,
  CASE WHEN k.first_reached_on - g.signal_date BETWEEN 0 AND 9 THEN '0-9' WHEN k.first_reached_on - g.signal_date > 9 THEN 'over-9' END AS speed_band,
  coalesce(t.next_on, t.export_date) - t.closed_on AS time_days, t.export_date - t.closed_on AS potential_days, CASE WHEN t.next_on IS NULL THEN 0 ELSE 1 END AS event
FROM spells t JOIN signal_cases c USING (municipality_code, case_id) JOIN case_signals g USING (municipality_code, case_id)
  LEFT JOIN case_contacts k USING (municipality_code, case_id)
WHERE coalesce(t.next_on, t.export_date) > t.closed_on`;

/** Dated signal of a known household to its next signal on a later day; censored at the export date; positive times only. */
export const signalSpellsSql = (signalVariables: string): string => `WITH days AS (
  SELECT DISTINCT municipality_code, household, signal_date FROM signals WHERE household IS NOT NULL AND signal_date IS NOT NULL
), nexts AS (
  SELECT *, lead(signal_date) OVER (PARTITION BY municipality_code, household ORDER BY signal_date) AS next_on FROM days
)
SELECT s.municipality_code, s.household, ${signalVariables}, s.arrears_cents / 100.0 AS arrears_euro, s.age AS age_years,
  coalesce(n.next_on, x.export_date) - s.signal_date AS time_days, x.export_date - s.signal_date AS potential_days, CASE WHEN n.next_on IS NULL THEN 0 ELSE 1 END AS event
FROM signals s JOIN nexts n USING (municipality_code, household, signal_date) JOIN exports x ON x.municipality_code = s.municipality_code
WHERE coalesce(n.next_on, x.export_date) > s.signal_date`;
