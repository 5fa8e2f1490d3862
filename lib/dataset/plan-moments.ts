import { type AmountCaps, cappedSql } from './caps.ts';
import { type Grouping, levelSql, type Query, readColumns, whereSql } from './plan.ts';
import { unitTable, variableColumn } from './units.ts';

/** Rows, mean and spread of a number within its caps, with each household's share: per municipality and group. */
export function momentsQuery(grouping: Grouping, number: string, caps: AmountCaps | undefined): Query {
  const column = `"${variableColumn(number)}"`;
  const where = whereSql({ ...grouping, known: [...(grouping.known ?? []), number] });
  const groups = grouping.by.map((name, index) => `${levelSql(name, grouping.context)} AS g${index}`);
  const known = `SELECT ${['municipality_code', 'household', ...groups].join(', ')}, CAST(${column} AS DOUBLE) AS x FROM ${unitTable(grouping.unit)} ${where.sql}`;
  const columns = readColumns(grouping, [variableColumn(number)]);
  return { unit: grouping.unit, sql: momentsSql(grouping, known, caps), parameters: where.parameters, columns };
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
