import { conditionSql, type LevelContext, levelSql, type Query } from '../dataset/plan.ts';
import { unitTable, variableColumn } from '../dataset/units.ts';
import { findVariable } from '../dataset/variables.ts';
import type { Condition } from '../protocol/analysis.ts';
import type { RoundsModel } from '../protocol/model.ts';
import { designOf, isNumber } from './design.ts';

const column = (name: string) => `"${variableColumn(name)}"`;

function responseSql(model: RoundsModel, context: LevelContext): { sql: string; parameters: readonly string[] } {
  if (model.model === 'cox-rounds') {
    const kind = model.outcome === undefined ? '' : `_${model.outcome.replaceAll('-', '_')}`;
    return { sql: `CAST(time_days${kind} AS DOUBLE) AS time_days, CAST(event${kind} AS DOUBLE) AS y`, parameters: [] };
  }
  if (model.success === undefined) return { sql: `CAST(${column(model.outcome)} AS DOUBLE) AS y`, parameters: [] };
  const isSuccess = conditionSql({ variable: model.outcome, in: [...model.success] }, context);
  const sql = `CASE WHEN ${isSuccess} THEN 1.0 ELSE 0.0 END AS y`;
  return { sql, parameters: model.success };
}

/** Columns of the source that a model needs. */
export function modelNeeds(model: RoundsModel): readonly string[] {
  const names = [...[...model.terms, ...model.where].map(({ variable }) => variable), ...(model.known ?? [])];
  const outcome = model.model === 'glm-rounds' ? [model.outcome] : [];
  const needs = [...names, ...outcome].flatMap((name) => findVariable(name, model.unit)?.needs ?? []);
  const spells = model.model === 'cox-rounds' ? ['signals.signal_date'] : [];
  return [...new Set([...needs, ...spells])];
}

/**
 * The rows of a model: municipality, household, response, one column `x0`, `x1`, ... a term. Complete cases with a household only, in one
 * fixed order, so that sums come out the same to the last digit whenever they are asked.
 */
export function roundQuery(model: RoundsModel, context: LevelContext): Query {
  const response = responseSql(model, context);
  const { coded } = designOf(model, context);
  const terms = model.terms.map((term, index) =>
    isNumber(term, model.unit)
      ? `CAST(${column(term.variable)} AS DOUBLE) AS x${index}`
      : `${levelSql(term.variable, context)} AS x${index}`,
  );
  const levels: readonly Condition[] = coded.map((each) => ({ variable: each.variable, in: [...each.levels] }));
  const conditions = [...model.where, ...levels];
  const numbers = model.terms.filter((term) => isNumber(term, model.unit)).map((term) => term.variable);
  const known = [...numbers, ...(model.model === 'glm-rounds' ? [model.outcome] : []), ...(model.known ?? [])];
  const parts = [
    'household IS NOT NULL',
    ...conditions.map((condition) => conditionSql(condition, context)),
    ...known.map((name) => `${column(name)} IS NOT NULL`),
    ...(model.closedEntryDays === undefined ? [] : [`potential_days >= ${model.closedEntryDays}`]),
  ];
  return {
    unit: model.unit,
    sql: `SELECT municipality_code, household, ${[response.sql, ...terms].join(', ')}
      FROM ${unitTable(model.unit)} WHERE ${parts.join(' AND ')} ORDER BY ALL`,
    parameters: [...response.parameters, ...conditions.flatMap((condition) => condition.in)],
  };
}
