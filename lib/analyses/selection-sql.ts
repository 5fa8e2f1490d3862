import { levelSql } from '../dataset/plan.ts';
import { variableColumn } from '../dataset/units.ts';
import { findVariable, unknownLevel } from '../dataset/variables.ts';
import { isNowhere, parseRange, type Selection } from '../disclosure/selection.ts';
import type { Unit } from '../protocol/analysis.ts';

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const among = (sql: string, levels: readonly string[]) => `${sql} IN (${levels.map(quoted).join(', ')})`;
const column = (variable: string) => `"${variableColumn(variable)}"`;

/** All months from the first to the last, as `YYYY-MM`. */
function monthsBetween(first: string, last: string): readonly string[] {
  const number = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const count = Math.max(0, number(last) - number(first) + 1);
  return Array.from({ length: count }, (_, index) => {
    const month = number(first) + index;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  });
}

const calendarPattern = /^(signal-month|signal-quarter)\((\d{4}-\d{2})-(\d{4}-\d{2})\)$/;

/** A calendar variable under the months of the study that asked. */
function calendarSql(variable: string, levels: readonly string[]): string | undefined {
  const [, name, first, last] = calendarPattern.exec(variable) ?? [];
  if (name === undefined || first === undefined || last === undefined) return undefined;
  return among(levelSql(name, { months: monthsBetween(first, last) }), levels);
}

/** Whether all the covariates of a model are known. */
function completeSql(variable: string, levels: readonly string[], unit: Unit): string | undefined {
  const [, names] = /^complete\((.*)\)$/.exec(variable) ?? [];
  const covariates = names === undefined || names === '' ? [] : names.split(',');
  if (covariates.length === 0 || covariates.some((name) => findVariable(name, unit) === undefined)) return undefined;
  const known = covariates.map((name) => `${column(name)} IS NOT NULL`).join(' AND ');
  return among(`CASE WHEN ${known} THEN 'yes' ELSE 'no' END`, levels);
}

/** Whether an amount is known. */
function knownSql(variable: string, levels: readonly string[], unit: Unit): string | undefined {
  const [, name] = /^known-mean:([a-z0-9-]+)(?::\d+)?$/.exec(variable) ?? [];
  if (name === undefined) return /^known-signals-by-\d+$/.test(variable) ? String(levels.includes('yes')) : undefined;
  if (findVariable(name, unit) === undefined) return undefined;
  return among(`CASE WHEN ${column(name)} IS NOT NULL THEN 'yes' ELSE 'no' END`, levels);
}

/** Ranges of a number of which a histogram was made; the first one has no lower end. */
function histogramSql(variable: string, levels: readonly string[], unit: Unit): string | undefined {
  const [, name] = /^leaving-of-([a-z0-9-]+)$/.exec(variable) ?? [];
  if (name === undefined || findVariable(name, unit) === undefined) return undefined;
  const value = column(name);
  const parts = levels.map((level) => {
    const range = parseRange(level);
    if (range === undefined || range.kind === 'c') return 'false';
    const above = range.from === 0 ? `${value} IS NOT NULL` : `${value} > ${range.from}`;
    return Number.isFinite(range.until) ? `(${above} AND ${value} <= ${range.until})` : `(${above})`;
  });
  return `(${parts.join(' OR ')})`;
}

/** The cause of an event, and the rows of a sum that is no count: all of them. */
function specialSql(variable: string, levels: readonly string[]): string | undefined {
  if (variable === 'cause-creditor' || variable === 'cause-arrears') return among(column(variable), levels);
  return variable.startsWith('sum:') ? 'true' : undefined;
}

/** Columns of the day on which somebody leaves and of whether with an event. */
function leavingColumns(outcome: string): readonly [day: string, event: string] {
  if (outcome === 'state') return ['stop_day', 'event'];
  const kind = outcome === 'any' ? '' : `_${outcome.replaceAll('-', '_')}`;
  return [`time_days${kind}`, `event${kind}`];
}

/** Ranges of the day on which somebody leaves, by kind; or of the days for which somebody could be observed. */
function rangesSql(variable: string, levels: readonly string[]): string | undefined {
  const [, outcome] = /^leaving-([a-z-]+)$/.exec(variable) ?? [];
  if ((outcome === undefined && variable !== 'potential') || outcome?.startsWith('of-') === true) return undefined;
  const [day, left] = leavingColumns(outcome ?? 'any');
  const parts = levels.map((level) => {
    const range = parseRange(level);
    if (range === undefined) return 'false';
    const { from, until } = range;
    if (outcome === undefined) return `potential_days >= ${from}`;
    const ended = Number.isFinite(until) ? ` AND ${day} <= ${until}` : '';
    const event = range.kind === 'x' ? '' : ` AND ${left} = ${range.kind === 'e' ? 1 : 0}`;
    return `(${day} > ${from}${ended}${event})`;
  });
  return `(${parts.join(' OR ')})`;
}

/** Condition on the rows of a unit that says the same as a selection of the ledger, never null; undefined when a variable is not known any more. */
export function selectionSql(selection: Selection, unit: Unit): string | undefined {
  if (isNowhere(selection)) return 'false';
  const conditions = Object.entries(selection).map(([variable, levels]) => {
    const special =
      calendarSql(variable, levels) ??
      completeSql(variable, levels, unit) ??
      knownSql(variable, levels, unit) ??
      specialSql(variable, levels) ??
      histogramSql(variable, levels, unit) ??
      rangesSql(variable, levels);
    if (special !== undefined) return special;
    if (findVariable(variable, unit)?.kind !== 'coded') return undefined;
    return among(`coalesce(CAST(${column(variable)} AS VARCHAR), ${quoted(unknownLevel)})`, levels);
  });
  if (conditions.includes(undefined)) return undefined;
  return conditions.length === 0 ? 'true' : `coalesce(${conditions.join(' AND ')}, false)`;
}
