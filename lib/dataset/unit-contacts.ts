import { level, levelAt, yesElseNo } from './level-types.ts';

const listOf = (variable: string, codes: readonly string[]) =>
  `(${codes.map((code) => level(variable, code)).join(', ')})`;

/** Answers that accept the offer of help. */
export const acceptedAnswers = listOf('wants-help', ['yes', 'follow-up-appointment', 'wants-contact']);
const acceptedOutcomes = listOf('outcome', ['quick-fix', 'further-help-financial', 'further-help-non-financial']);
const resolvingOutcomes = listOf('outcome', [
  'already-paid',
  'paid-or-arranged',
  'payment-arrangement',
  'resolves-self',
  'quick-fix',
  'referred-to-debt-assistance',
]);
const administrative = level('method', 'administrative');

/** SQL true for a record that is an attempt at contact. */
export const isAttemptSql = (method: string): string => `${method} IS DISTINCT FROM ${administrative}`;

const shift = 4_294_967_296;

/**
 * A whole number that sorts rows by date and then by their place in the source, with room for a level: times 64 plus its position, so
 * that a smallest or largest number finds the level of the first or last row without sorting (dates from 1970; unknown ones last).
 */
const orderKey = (date: string, unknownDays: number) =>
  `(CAST(coalesce(${date} - DATE '1970-01-01', ${unknownDays}) AS BIGINT) * ${shift} + coalesce(source_row, ${shift - 1}))`;
const packed = (key: string, column: string) => `${key} * 64 + enum_code(${column})`;
const unpacked = (variable: string, number: string) => levelAt(variable, `(${number}) & 63`);

const firstKey = orderKey('attempted_on', 4_000_000);
const lastKey = orderKey('attempted_on', -4_000_000);

/** One row a case with attempts: `administrative` records are no attempts; the last non-blank answer and result count, by date. */
export const caseContactsSql = `WITH methods AS (
  SELECT case_id, method, count(*) AS uses, min(source_row) AS first_row, bool_or(reached) AS reached,
    min(attempted_on) FILTER (WHERE reached) AS first_reached_on, min(attempted_on) AS first_on, min(${firstKey}) AS first_key,
    max(${packed(lastKey, 'wants_help')}) FILTER (WHERE final) AS answer, max(${packed(lastKey, 'outcome')}) FILTER (WHERE final) AS outcome
  FROM contact_attempts GROUP BY case_id, method
), cases AS (
  SELECT case_id, sum(uses) FILTER (WHERE ${isAttemptSql('method')}) AS attempts,
    bool_or(reached) FILTER (WHERE ${isAttemptSql('method')}) AS reached, min(first_reached_on) AS first_reached_on,
    min(first_on) FILTER (WHERE ${isAttemptSql('method')}) AS first_attempt_on,
    min(${packed('first_key', 'method')}) FILTER (WHERE method <> ${administrative}) AS first_method,
    max(${packed(`(uses * ${shift} - coalesce(first_row, ${shift - 1}))`, 'method')}) FILTER (WHERE method <> ${administrative}) AS primary_method,
    max(answer) AS answer, max(outcome) AS outcome
  FROM methods GROUP BY case_id
)
SELECT case_id, coalesce(attempts, 0) AS attempts, coalesce(reached, false) AS reached, first_reached_on, first_attempt_on,
  ${unpacked('first-method', 'first_method')} AS first_method, ${unpacked('primary-method', 'primary_method')} AS primary_method,
  ${unpacked('wants-help', 'answer')} AS last_answer, ${unpacked('outcome', 'outcome')} AS last_outcome
FROM cases`;

const signalKey = orderKey('signal_date', 4_000_000);
const firstLevel = (variable: string) => {
  const column = variable.replaceAll('-', '_');
  return `${unpacked(variable, `min(${packed(signalKey, column)})`)} AS ${column}`;
};

const side = (code: string) => level('own-threshold', code);
const anySide = (code: string) => `bool_or(own_threshold = ${side(code)})`;
const thresholdSideSql = `CASE WHEN ${anySide('above')} THEN ${side('above')} WHEN ${anySide('below')} THEN ${side('below')} END`;

/** One row a case with signals still retained: per column the first known value in date order. */
export const caseSignalsSql = `SELECT case_id, min(signal_date) AS signal_date, ${yesElseNo(`bool_or(forwarded = ${level('forwarded', 'yes')})`)} AS from_forwarded_signal,
  min(signal_date) FILTER (WHERE signal_type = ${level('signal-type', 'crisis')}) AS crisis_on, ${thresholdSideSql} AS own_threshold,
  arg_min(household, ${signalKey}) FILTER (WHERE household IS NOT NULL) AS household,
  ${['signal-type', 'partner-type', 'forwarded', 'repeat-signal', 'minor-children', 'arrears-band', 'age-band'].map(firstLevel).join(',\n  ')}
FROM signals WHERE case_id IS NOT NULL GROUP BY case_id`;

const arm = (code: string) => level('contact-arm', code);
const cleanArm = (code: string) => level('clean-contact-arm', code);
const band = (code: string) => level('attempts-band', code);

/** SQL true where help was accepted, from aliases `c` (signal_cases) and `k` (case_contacts). */
export const acceptedSql = `(k.last_answer IN ${acceptedAnswers} OR c.outcome IN ${acceptedOutcomes})`;

/** SQL of the variables that contacts give a case, from aliases `c` (signal_cases) and `k` (case_contacts). */
export const contactVariablesSql = `
  CASE WHEN k.reached THEN ${level('reached', 'yes')} WHEN k.attempts > 0 THEN ${level('reached', 'no')} END AS reached,
  coalesce(k.last_outcome, c.outcome) AS outcome,
  CASE WHEN NOT coalesce(k.reached, false) THEN ${arm('not-reached')} WHEN ${acceptedSql} THEN ${arm('accepted')} ELSE ${arm('declined')} END AS contact_arm,
  CASE WHEN NOT coalesce(k.reached, false) THEN ${cleanArm('not-reached')} WHEN ${acceptedSql} THEN ${cleanArm('accepted')}
       WHEN coalesce(k.last_outcome, c.outcome) IN ${resolvingOutcomes} THEN ${cleanArm('resolving')} ELSE ${cleanArm('in-difficulty')} END AS clean_contact_arm,
  k.primary_method, k.first_method,
  CASE WHEN k.attempts = 1 THEN ${band('1')} WHEN k.attempts BETWEEN 2 AND 3 THEN ${band('2-3')} WHEN k.attempts BETWEEN 4 AND 6 THEN ${band('4-6')}
       WHEN k.attempts >= 7 THEN ${band('7-plus')} END AS attempts_band`;

/** SQL of a method in kinds, as a level of a variable with such kinds. */
export function approachSql(variable: string, method: string): string {
  const written = listOf('method', ['letter', 'email', 'message', 'card']);
  const kinds = ['phone', 'home-visit'].map(
    (kind) => `WHEN ${method} = ${level('method', kind)} THEN ${level(variable, kind)}`,
  );
  return `CASE WHEN ${method} IN ${written} THEN ${level(variable, 'written')} ${kinds.join(' ')} END`;
}
