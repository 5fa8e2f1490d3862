import type { Condition, NextSignal, Unit } from '../protocol/analysis.ts';
import type { Dimension } from '../protocol/evidence.ts';
import { levelType } from './level-types.ts';
import { unitTable, variableColumn } from './units.ts';
import { findVariable, unknownLevel } from './variables.ts';

/** A row of a query's result. */
export type ResultRow = Readonly<Record<string, string | number | boolean | null>>;

/** How the rows of municipalities are summed: by which columns, and in which columns the largest municipality counts (ruling 23). */
export type Pool = {
  readonly by: readonly string[];
  readonly sums: readonly string[];
  readonly protectedSums: readonly string[];
};

/** A parameterised query over one unit's table. */
export type Query = {
  readonly unit: Unit;
  readonly sql: string;
  readonly parameters: readonly string[];
  /** What it reads of the unit's table beside municipality and household; everything when left away. */
  readonly columns?: readonly string[];
  /** How its rows are summed over municipalities; when left away, each municipality's rows are used as they are. */
  readonly pool?: Pool;
};

/** What a study fixes beforehand about levels: calendar months as `YYYY-MM`. */
export type LevelContext = { readonly months: readonly string[] };

/** Level of `signal-month` and `signal-quarter` outside the study's months. */
export const outsideLevel = 'outside';

/** A period of the calendar and its number in the unit's table. */
type Period = { readonly name: string; readonly number: number };

/** Periods that a variable of the calendar tells apart, by the study's months; undefined for other variables. */
function periodsOf(name: string, { months }: LevelContext): readonly Period[] | undefined {
  const numbered = months.map((month) => {
    const [year, index] = [Number(month.slice(0, 4)), Number(month.slice(5)) - 1];
    const quarter = Math.floor(index / 3);
    return name === 'signal-month'
      ? { name: month, number: year * 12 + index }
      : { name: `${year}-Q${quarter + 1}`, number: year * 4 + quarter };
  });
  if (name === 'signal-month') return numbered;
  if (name !== 'signal-quarter') return undefined;
  return numbered.filter((period, index) => numbered.findIndex((each) => each.number === period.number) === index);
}

/** A variable with all its levels from the codebook or the study, the unknown one last (U4). */
export function dimensionOf(name: string, unit: Unit, context: LevelContext): Dimension {
  const periods = periodsOf(name, context);
  const levels =
    periods === undefined
      ? (findVariable(name, unit)?.levels ?? []).map((each) => each.code)
      : [...periods.map((period) => period.name), outsideLevel];
  return { variable: name, levels: [...levels, unknownLevel] };
}

/** SQL of a variable's level, the unknown one where it is missing. */
export function levelSql(name: string, context: LevelContext): string {
  const column = `"${variableColumn(name)}"`;
  const periods = periodsOf(name, context);
  if (periods !== undefined) {
    const listed = periods.map((period) => `WHEN ${column} = ${period.number} THEN '${period.name}'`);
    return `CASE WHEN ${column} IS NULL THEN '${unknownLevel}' ${listed.join(' ')} ELSE '${outsideLevel}' END`;
  }
  const type = levelType(name) ?? 'VARCHAR';
  return `coalesce(CAST(${column} AS ${type}), CAST('${unknownLevel}' AS ${type}))`;
}

/** SQL of a condition on a variable's level, with a mark for each of its codes. */
export function conditionSql({ variable, in: codes }: Condition, context: LevelContext): string {
  const marks = codes.map(() => `TRY_CAST(? AS ${levelType(variable) ?? 'VARCHAR'})`);
  return `${levelSql(variable, context)} IN (${marks.join(', ')})`;
}

/** SQL of the rows that a grouping keeps, empty when it keeps all. */
export function whereSql({ where, closedEntryDays, known = [], context }: Grouping): {
  readonly sql: string;
  readonly parameters: readonly string[];
} {
  const parts = where.map((condition) => conditionSql(condition, context));
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
  /** The rows of each municipality are wanted even when pooled: a model over municipalities is made of them. */
  readonly separate?: boolean | undefined;
};

const levelColumns = ({ by }: Grouping): readonly string[] => by.map((_, index) => `g${index}`);

/** Columns of a unit's table that a grouping reads, with further ones. */
export function readColumns(
  { by, where, known = [], closedEntryDays }: Grouping,
  further: readonly string[] = [],
): readonly string[] {
  const names = [...by, ...where.map(({ variable }) => variable), ...known].map(variableColumn);
  const potential = closedEntryDays === undefined ? [] : ['potential_days'];
  return [...new Set([...names, ...potential, ...further])];
}

/** What a grouped query counts beside the levels of its groups. */
export type Aggregates = {
  readonly select: string;
  /** Columns beside the levels by which `select` counts. */
  readonly by?: readonly string[];
  readonly sums: readonly string[];
  /** Columns with distinct households: pooled, the largest municipality counts. */
  readonly households: readonly string[];
  /** Columns of the unit's table that `select` reads. */
  readonly reads?: readonly string[];
};

/** Aggregates by municipality and group, summed over municipalities; one row a group for all of them when no households are counted. */
export function groupedQuery(grouping: Grouping, { select, by = [], sums, households, reads }: Aggregates): Query {
  const where = whereSql(grouping);
  const groups = grouping.by.map((name, index) => `${levelSql(name, grouping.context)} AS g${index}`);
  const municipality = grouping.separate === true || households.length > 0 ? ['municipality_code'] : [];
  const pool = { by: [...levelColumns(grouping), ...by], sums, protectedSums: households };
  return {
    unit: grouping.unit,
    sql: `SELECT ${[...municipality, ...groups, select].join(', ')} FROM ${unitTable(grouping.unit)} ${where.sql} GROUP BY ALL`,
    parameters: where.parameters,
    columns: readColumns(grouping, reads),
    ...(grouping.separate !== true && { pool }),
  };
}

const counted = {
  select: 'count(*) AS n, count(DISTINCT household) AS households',
  sums: ['n'],
  households: ['households'],
};

/** Rows and distinct households by municipality and group: columns `municipality_code`, `g0`.., `n`, `households`. */
export const countQuery = (grouping: Grouping): Query => groupedQuery(grouping, counted);

/** Rows and distinct households by municipality and by whether all the variables are known: `g0` is `yes` or `no`. */
export function completenessQuery(grouping: Grouping): Query {
  const known = grouping.by.map((name) => `"${variableColumn(name)}" IS NOT NULL`).join(' AND ');
  const select = `CASE WHEN ${known} THEN 'yes' ELSE 'no' END AS g0, ${counted.select}`;
  const reads = grouping.by.map(variableColumn);
  return groupedQuery({ ...grouping, by: [] }, { ...counted, select, by: ['g0'], reads });
}

/** Rows by group and value of a number or date, the missing one too, over all municipalities: only for uncontrolled dry runs. */
export function valuesQuery(grouping: Grouping, variable: string): Query {
  const column = variableColumn(variable);
  const select = `"${column}" AS value, count(*) AS n`;
  return groupedQuery(grouping, { select, by: ['value'], sums: ['n'], households: [], reads: [column] });
}

/** No rows: what the gate would withhold in any case is not even asked. */
export const nothingQuery = (unit: Unit): Query => ({
  unit,
  sql: `SELECT 0 AS n FROM ${unitTable(unit)} LIMIT 0`,
  parameters: [],
  columns: [],
});
