import type { NextSignal } from '../protocol/analysis.ts';
import type { AmountCaps } from './caps.ts';
import { startRoundDays } from './cohort.ts';
import { type Grouping, groupedQuery, levelSql, type Query, readColumns, whereSql } from './plan.ts';
import { momentsSql } from './plan-moments.ts';
import { intervalSql } from './plan-risk.ts';
import { unitTable, variableColumn } from './units.ts';

/** Which causes of a first next signal are told apart. */
export type Causes = 'creditor' | 'arrears';

/** Risk table with causes: per municipality, pattern and interval the leavers by `cause`, `none` for the censored, and their households. */
export function competingQuery(grouping: Grouping, causes: Causes, edges: readonly number[]): Query {
  return groupedQuery(grouping, {
    select: `${intervalSql('time_days', edges)} AS interval_index, coalesce(cause_${causes}, 'none') AS cause, count(*) AS n, count(DISTINCT household) AS households`,
    by: ['interval_index', 'cause'],
    sums: ['n'],
    households: ['households'],
    reads: ['time_days', `cause_${causes}`],
  });
}

/** Histogram of a number on fixed edges, shaped as a risk table in which everybody leaves with an event at the value. */
export function histogramQuery(grouping: Grouping, variable: string, edges: readonly number[]): Query {
  const interval = intervalSql(`"${variableColumn(variable)}"`, edges);
  return groupedQuery(
    { ...grouping, known: [variable] },
    {
      select: `${interval} AS interval_index, count(*) AS events, 0 AS censored, count(DISTINCT household) AS event_households`,
      by: ['interval_index'],
      sums: ['events', 'censored'],
      households: ['event_households'],
    },
  );
}

/** Events, days and households per municipality, pattern and interval between 0 and the last edge (R `survSplit`, `pyears`). */
export function personTimeQuery(grouping: Grouping, edges: readonly number[]): Query {
  const [start, stop] =
    grouping.unit === 'contact-states' ? ['start_day', 'stop_day'] : [String(startRoundDays), 'time_days'];
  const where = whereSql(grouping);
  const groups = grouping.by.map((name, index) => `${levelSql(name, grouping.context)} AS g${index}`);
  const intervals = edges.map((edge, index) => `(${index}, ${edges[index - 1] ?? 0}, ${edge})`).join(', ');
  const overlap = `${stop} > i.low_day AND ${start} < i.high_day`;
  return {
    unit: grouping.unit,
    sql: `WITH cells AS (
      SELECT ${['municipality_code', 'household', ...groups].join(', ')}, i.interval_index,
        least(${stop}, i.high_day) - greatest(${start}, i.low_day) AS days,
        CASE WHEN event = 1 AND ${stop} <= i.high_day THEN 1 ELSE 0 END AS event
      FROM ${unitTable(grouping.unit)} CROSS JOIN (VALUES ${intervals}) AS i(interval_index, low_day, high_day)
      ${where.sql === '' ? 'WHERE' : `${where.sql} AND`} ${overlap})
    SELECT ${['municipality_code', ...groups.map((_, index) => `g${index}`), 'interval_index'].join(', ')},
      sum(event) AS events, sum(days) AS person_days, count(DISTINCT household) AS households,
      count(DISTINCT CASE WHEN event = 1 THEN household END) AS event_households
    FROM cells GROUP BY ALL`,
    parameters: where.parameters,
    columns: readColumns(
      grouping,
      [start, stop, 'event'].filter((column) => column !== String(startRoundDays)),
    ),
    pool: {
      by: [...groups.map((_, index) => `g${index}`), 'interval_index'],
      sums: ['events', 'person_days'],
      protectedSums: ['households', 'event_households'],
    },
  };
}

const kinds: Readonly<Record<NextSignal, string>> = {
  any: 'true',
  'same-creditor': 'l.same_creditor',
  'other-creditor': 'NOT l.same_creditor',
  'risen-arrears': 'l.risen',
};

/** Moments of the number of later signals of a household up to a day, after the landmark of its unit, per municipality and group. */
export function laterSignalsQuery(
  grouping: Grouping,
  { afterDays, horizonDays }: { readonly afterDays: number; readonly horizonDays: number },
  caps: AmountCaps | undefined,
): Query {
  const where = whereSql(grouping);
  const groups = grouping.by.map((name, index) => `${levelSql(name, grouping.context)} AS g${index}`);
  const counted = `SELECT count(*) FROM later_signals l WHERE l.municipality_code = u.municipality_code AND l.household = u.household
    AND l.days > ${afterDays} AND l.days <= ${horizonDays} AND ${kinds[grouping.outcome ?? 'any']}`;
  const known = `SELECT ${['municipality_code', 'household', ...groups].join(', ')}, CAST((${counted}) AS DOUBLE) AS x FROM ${unitTable(grouping.unit)} u ${where.sql}`;
  return {
    unit: grouping.unit,
    sql: momentsSql(grouping, known, caps),
    parameters: where.parameters,
    columns: readColumns(grouping),
  };
}

/**
 * Events and households at risk by state on each day with an event, per municipality: `day_number`, `g0`, `events`, `at_risk`, and once per
 * state (day 0) the distinct `households` and `event_households` of all days.
 */
export function stateDaysQuery(grouping: Grouping, untilDays: number): Query {
  const where = whereSql(grouping);
  const kept = `SELECT municipality_code, household, state, start_day, stop_day, CASE WHEN event = 1 AND stop_day <= ${untilDays} THEN 1 ELSE 0 END AS event
    FROM ${unitTable(grouping.unit)} ${where.sql === '' ? 'WHERE' : `${where.sql} AND`} start_day < ${untilDays}`;
  return {
    unit: grouping.unit,
    sql: `WITH kept AS (${kept}), days AS (SELECT DISTINCT municipality_code, stop_day AS day_number FROM kept WHERE event = 1)
    SELECT k.municipality_code, d.day_number, k.state AS g0, sum(CASE WHEN k.event = 1 AND k.stop_day = d.day_number THEN 1 ELSE 0 END) AS events,
      count(*) AS at_risk, 0 AS households, 0 AS event_households
    FROM days d JOIN kept k ON k.municipality_code = d.municipality_code AND k.start_day < d.day_number AND k.stop_day >= d.day_number GROUP BY ALL
    UNION ALL
    SELECT municipality_code, 0, state, 0, 0, count(DISTINCT household), count(DISTINCT CASE WHEN event = 1 THEN household END) FROM kept GROUP BY ALL
    ORDER BY ALL`,
    parameters: where.parameters,
    columns: readColumns(grouping, ['state', 'start_day', 'stop_day', 'event']),
  };
}
