import { startRoundDays } from './cohort.ts';
import { level } from './level-types.ts';
import { approachSql } from './unit-contacts.ts';

/** First method in kinds: written, phone, home visit; `none` before any attempt by the day. */
const firstApproach = (
  day: string,
) => `CASE WHEN attempt_days IS NULL OR attempt_days > ${day} THEN ${level('first-approach', 'none')}
  ELSE ${approachSql('first-approach', 'first_method')} END AS first_approach`;

const arm = (code: string) => level('landmark-arm', code);
const state = (code: string) => level('state', code);

/** New households from their first signal to the next one of each kind, censored when deliveries end; time in days. */
export const newHouseholdsSql = `SELECT *, ${firstApproach('28')}, time_days_any AS time_days, event_any AS event FROM cohort_spells`;

/**
 * New households without a new signal up to a landmark, with what was known at the landmark; later acts do not count, so nobody is
 * immortal before it (statistics.md 2.1, traps 1 and 2). Days count from the first signal.
 */
export const landmarkSql = (day: 28 | 45): string => `SELECT *, ${firstApproach(String(day))},
  CASE WHEN accepted_days <= ${day} THEN ${arm('accepted')} WHEN reached_days <= ${day} THEN ${arm('reached')} ELSE ${arm('not-reached')} END AS landmark_arm,
  time_days_any AS time_days, event_any AS event
FROM cohort_spells WHERE time_days_any > ${day}`;

/**
 * Stretches (start_day, stop_day] of new households in a state: not reached, reached, accepted help. A household moves on the day after
 * the act; `event` is a new signal on the last day of the stretch (ruling 31). Days of the first round count in no state: nobody can return in it.
 */
export const contactStatesSql = `WITH turns AS (
  SELECT *, least(greatest(coalesce(reached_days, time_days_any), ${startRoundDays}), time_days_any) AS first_turn,
    least(greatest(coalesce(accepted_days, time_days_any), ${startRoundDays}), time_days_any) AS second_turn
  FROM cohort_spells
), stretches AS (
  SELECT *, ${state('not-reached')} AS state, ${startRoundDays} AS start_day, first_turn AS stop_day FROM turns
  UNION ALL SELECT *, ${state('reached')}, first_turn, second_turn FROM turns
  UNION ALL SELECT *, ${state('accepted')}, second_turn, time_days_any FROM turns
)
SELECT *, CASE WHEN event_any = 1 AND stop_day = time_days_any THEN 1 ELSE 0 END AS event FROM stretches WHERE stop_day > start_day`;
