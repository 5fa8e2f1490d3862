import type { Condition, NextSignal, Unit } from '../protocol/analysis.ts';
import type { Dimension } from '../protocol/evidence.ts';
import { type AmountCaps, cappedSql } from './caps.ts';
import { unitTable, variableColumn } from './units.ts';
import { findVariable, unknownLevel } from './variables.ts';

/** A row of a query's result. */
export type ResultRow = Readonly<Record<string, string | number | boolean | null>>;

/** A parameterised query over one unit's table; every row carries its municipality. */
export type Query = { readonly unit: Unit; readonly sql: string; readonly parameters: readonly string[] };

/** What a study fixes beforehand about levels: calendar months as `YYYY-MM`. */
export type LevelContext = { readonly months: readonly string[] };

/** Level of `signal-month` and `signal-quarter` outside the study's months. */
export const outsideLevel = 'outside';

/** Periods that a variable of the calendar tells apart, by the study's months; undefined for other variables. */
function periodsOf(name: string, { months }: LevelContext): readonly string[] | undefined {
  if (name === 'signal-month') return months;
  if (name !== 'signal-quarter') return undefined;
  const quarterOf = (month: string) => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
  return [...new Set(months.map(quarterOf))];
}

/** A variable with all its levels from the codebook or the study, the unknown one last (U4). */
export function dimensionOf(name: string, unit: Unit, context: LevelContext): Dimension {
  const periods = periodsOf(name, context);
  const levels =
    periods === undefined
      ? (findVariable(name, unit)?.levels ?? []).map((each) => each.code)
      : [...periods, outsideLevel];
  return { variable: name, levels: [...levels, unknownLevel] };
}

/** SQL of a variable's level, the unknown one where it is missing. */
export function levelSql(name: string, context: LevelContext): string {
  const column = `"${variableColumn(name)}"`;
  const periods = periodsOf(name, context);
  if (periods === undefined) return `coalesce(CAST(${column} AS VARCHAR), '${unknownLevel}')`;
  const listed = periods.map((period) => `'${period}'`).join(', ');
  return `CASE WHEN ${column} IS NULL THEN '${unknownLevel}' WHEN ${column} IN (${listed}) THEN ${column} ELSE '${outsideLevel}' END`;
}

/** SQL of the rows that a grouping keeps, empty when it keeps all. */
export function whereSql({ where, closedEntryDays, known = [] }: Grouping): {
  readonly sql: string;
  readonly parameters: readonly string[];
} {
  const parts = where.map(
    (condition) =>
      `coalesce("${variableColumn(condition.variable)}", '${unknownLevel}') IN (${condition.in.map(() => '?').join(', ')})`,
  );
  if (closedEntryDays !== undefined) parts.push(`potential_days >= ${closedEntryDays}`);
  parts.push(...known.map((name) => `"${variableColumn(name)}" IS NOT NULL`));
  return {
    sql: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`,
    parameters: where.flatMap((condition) => condition.in),
  };
}

/** What a grouped query selects beside the group's levels `g0`, `g1`, ... */
export type Grouping = {
  readonly unit: Unit;
  readonly by: readonly string[];
  readonly where: readonly Condition[];
  readonly context: LevelContext;
  /** Only rows in which these variables are known. */
  readonly known?: readonly string[] | undefined;
  /** Spells only: at least so many days lie between the start and the export date. */
  readonly closedEntryDays?: number | undefined;
  /** Spells of new households only: the kind of next signal that ends them. */
  readonly outcome?: NextSignal | undefined;
};

/** Rows and distinct households per municipality and group: columns `municipality_code`, `g0`.., `n`, `households`. */
export function countQuery(grouping: Grouping): Query {
  return groupedQuery(grouping, 'count(*) AS n, count(DISTINCT household) AS households');
}

/** Rows and distinct households per municipality by whether all the variables are known: `g0` is `yes` or `no`. */
export function completenessQuery(grouping: Grouping): Query {
  const where = whereSql(grouping);
  const known = grouping.by.map((name) => `"${variableColumn(name)}" IS NOT NULL`).join(' AND ');
  return {
    unit: grouping.unit,
    sql: `SELECT municipality_code, CASE WHEN ${known} THEN 'yes' ELSE 'no' END AS g0, count(*) AS n, count(DISTINCT household) AS households
      FROM ${unitTable(grouping.unit)} ${where.sql} GROUP BY ALL ORDER BY ALL`,
    parameters: where.parameters,
  };
}

/** Aggregates per municipality and group. */
export function groupedQuery(grouping: Grouping, aggregates: string): Query {
  const where = whereSql(grouping);
  const groups = grouping.by.map((name, index) => `${levelSql(name, grouping.context)} AS g${index}`);
  return {
    unit: grouping.unit,
    sql: `SELECT ${['municipality_code', ...groups, aggregates].join(', ')} FROM ${unitTable(grouping.unit)} ${where.sql} GROUP BY ALL ORDER BY ALL`,
    parameters: where.parameters,
  };
}

/** Rows, mean and spread of a number within its caps, with each household's share: per municipality and group. */
export function momentsQuery(grouping: Grouping, number: string, caps: AmountCaps | undefined): Query {
  const column = `"${variableColumn(number)}"`;
  const where = whereSql({ ...grouping, known: [...(grouping.known ?? []), number] });
  const groups = grouping.by.map((name, index) => `${levelSql(name, grouping.context)} AS g${index}`);
  const known = `SELECT ${['municipality_code', 'household', ...groups].join(', ')}, CAST(${column} AS DOUBLE) AS x FROM ${unitTable(grouping.unit)} ${where.sql}`;
  return { unit: grouping.unit, sql: momentsSql(grouping, known, caps), parameters: where.parameters };
}

/** Moments of the column `x` of a query with `municipality_code`, `household` and the groups of a grouping, within the caps if there are any (M3). */
export function momentsSql(grouping: Grouping, known: string, caps: AmountCaps | undefined): string {
  const names = grouping.by.map((_, index) => `g${index}`);
  const columns = ['municipality_code', ...names];
  const key = columns.join(', ');
  return `WITH known AS (${known}),
    ${cappedSql(columns, caps)},
    moments AS (SELECT ${key}, count(*) AS n, avg(x) AS mean, coalesce(var_pop(x), 0) * count(*) AS sum_of_squared_deviations FROM capped GROUP BY ALL),
    shares AS (SELECT ${key}, household, sum(abs(x)) AS total FROM capped WHERE household IS NOT NULL AND x <> 0 GROUP BY ALL),
    concentration AS (SELECT ${key}, count(*) AS households, sum(total) AS total, max(total) AS largest,
      coalesce(max(total, 2)[2], 0) AS second_largest FROM shares GROUP BY ALL)
    SELECT ${names
      .map((name) => `m.${name}`)
      .concat('m.municipality_code', 'm.n', 'm.mean', 'm.sum_of_squared_deviations')
      .join(', ')},
      coalesce(c.households, 0) AS households, coalesce(c.total, 0) AS total, coalesce(c.largest, 0) AS largest, coalesce(c.second_largest, 0) AS second_largest
    FROM moments m LEFT JOIN concentration c USING (${key}) ORDER BY ALL`;
}

/** An exact order statistic or date per group over all municipalities: only for uncontrolled dry runs. */
export function exactQuery(grouping: Grouping, expression: string): Query {
  const where = whereSql(grouping);
  const groups = grouping.by.map((name, index) => `${levelSql(name, grouping.context)} AS g${index}`);
  return {
    unit: grouping.unit,
    sql: `SELECT ${[...groups, expression].join(', ')} FROM ${unitTable(grouping.unit)} ${where.sql}${groups.length > 0 ? ' GROUP BY ALL ORDER BY ALL' : ''}`,
    parameters: where.parameters,
  };
}

/** Index of the interval in which a number of days lies, the one beyond the grid last; the day itself when there are no edges. */
export function intervalSql(days: string, edges: readonly number[]): string {
  if (edges.length === 0) return `CAST(${days} AS INTEGER)`;
  return `CASE ${edges.map((edge, index) => `WHEN ${days} <= ${edge} THEN ${index}`).join(' ')} ELSE ${edges.length} END`;
}

/**
 * Risk table on a grid: per municipality, pattern and interval the events, leavers and distinct households of each.
 * `interval` counts from 0; the last one, `edges.length`, holds who is observed beyond the grid. Daily when `edges` is empty.
 */
export function riskQuery(grouping: Grouping, edges: readonly number[]): Query {
  const kind = grouping.outcome === undefined ? '' : `_${grouping.outcome.replaceAll('-', '_')}`;
  const event = `event${kind}`;
  return groupedQuery(
    grouping,
    `${intervalSql(`time_days${kind}`, edges)} AS interval_index, sum(${event}) AS events, count(*) - sum(${event}) AS censored, count(DISTINCT CASE WHEN ${event} = 1 THEN household END) AS event_households`,
  );
}
