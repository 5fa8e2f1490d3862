import { type Grouping, levelSql, type Query, readColumns, whereSql } from './plan.ts';
import { intervalSql, spellColumns } from './plan-risk.ts';
import { unitTable } from './units.ts';

/** What tells cells of a table apart beside the groups, as SQL: when a spell ends and how. */
function cellColumns(grouping: Grouping, edges: readonly number[] | undefined): readonly string[] {
  const groups = grouping.by.map((name) => levelSql(name, grouping.context));
  if (edges === undefined) return groups;
  const [days, event] = spellColumns(grouping);
  return [...groups, intervalSql(days, edges), event];
}

/** Households per municipality, those with more than one row, and the rows of the one with most: `households`, `repeated`, `most_rows`. */
export function repeatedHouseholdsQuery(grouping: Grouping): Query {
  const where = whereSql(grouping);
  return {
    unit: grouping.unit,
    sql: `WITH counted AS (SELECT municipality_code, household, count(*) AS row_count
      FROM ${unitTable(grouping.unit)} ${where.sql} GROUP BY ALL)
    SELECT municipality_code,
      sum(CASE WHEN household IS NULL THEN row_count ELSE 1 END) AS households,
      sum(CASE WHEN household IS NOT NULL AND row_count > 1 THEN 1 ELSE 0 END) AS repeated,
      max(CASE WHEN household IS NULL THEN 1 ELSE row_count END) AS most_rows
    FROM counted GROUP BY ALL ORDER BY ALL`,
    parameters: where.parameters,
    columns: readColumns(grouping),
  };
}

/**
 * Ordered pairs of different rows of the same household, per municipality and the cells of both: `a0`, `a1`, ... and `b0`, `b1`, ... are
 * the groups and, with a grid, the interval and the event; `pairs` their number. All that a table lacks for errors by household.
 */
export function householdPairsQuery(grouping: Grouping, edges?: readonly number[]): Query {
  const where = whereSql(grouping);
  const cells = cellColumns(grouping, edges);
  const known = where.sql === '' ? 'WHERE household IS NOT NULL' : `${where.sql} AND household IS NOT NULL`;
  const [one, other] = ['a', 'b'].map((side) => cells.map((_, index) => `${side}.c${index} AS ${side}${index}`));
  const same = cells.map((_, index) => `a.c${index} = b.c${index}`).join(' AND ');
  return {
    unit: grouping.unit,
    sql: `WITH cells AS (SELECT municipality_code, household, ${cells.map((sql, index) => `${sql} AS c${index}`).join(', ')}, count(*) AS m
      FROM ${unitTable(grouping.unit)} ${known} GROUP BY ALL),
    repeated AS (SELECT municipality_code, household FROM cells GROUP BY ALL HAVING sum(m) > 1),
    kept AS (SELECT c.* FROM cells c JOIN repeated r USING (municipality_code, household))
    SELECT a.municipality_code, ${[...(one ?? []), ...(other ?? [])].join(', ')},
      sum(a.m * b.m - CASE WHEN ${same} THEN a.m ELSE 0 END) AS pairs
    FROM kept a JOIN kept b USING (municipality_code, household) GROUP BY ALL ORDER BY ALL`,
    parameters: where.parameters,
    columns: readColumns(grouping, edges === undefined ? [] : spellColumns(grouping)),
  };
}
