import { dimensionOf, type LevelContext, outsideLevel } from '../dataset/plan.ts';
import { unknownLevel } from '../dataset/variables.ts';
import { intersect, nowhere, rangeLevel, type Selection } from '../disclosure/selection.ts';
import type { RoundsModel } from '../protocol/model.ts';
import { designOf, isNumber } from './design.ts';

const calendar = ['signal-month', 'signal-quarter'];

/** A variable as selections name it: calendar variables with the months of their study. */
const nameOf = (variable: string, { months }: LevelContext) =>
  calendar.includes(variable) ? `${variable}(${months[0] ?? ''}-${months.at(-1) ?? ''})` : variable;

/** Whether levels are all that the codebook knows: then a row is in them when its value is known. */
function isWhole(
  variable: string,
  levels: readonly string[],
  unit: RoundsModel['unit'],
  context: LevelContext,
): boolean {
  if (calendar.includes(variable)) return false;
  const known = dimensionOf(variable, unit, context).levels.filter(
    (level) => level !== unknownLevel && level !== outsideLevel,
  );
  return known.every((level) => levels.includes(level));
}

/** The rows of a model as a question of the ledger: its conditions, and which variables must be known (G10). Two models with the same question have the same rows, whatever the data. */
export function sampleOf(model: RoundsModel, context: LevelContext): Selection {
  const { coded } = designOf(model, context);
  const whole = coded.filter(({ variable, levels }) => isWhole(variable, levels, model.unit, context));
  const some = coded.filter((each) => !whole.includes(each));
  const numbers = model.terms.filter((term) => isNumber(term, model.unit)).map(({ variable }) => variable);
  const outcome = model.model === 'glm-rounds' ? [model.outcome] : [];
  const known = [
    ...new Set([...numbers, ...whole.map(({ variable }) => variable), ...outcome, ...(model.known ?? [])]),
  ].toSorted();
  const entry: Selection =
    model.closedEntryDays === undefined ? {} : { potential: [rangeLevel('p', model.closedEntryDays, null)] };
  const conditions = [
    ...model.where.map((condition) => [condition.variable, condition.in] as const),
    ...some.map(({ variable, levels }) => [variable, levels] as const),
  ];
  return conditions.reduce<Selection>(
    (partial, [variable, levels]) => intersect(partial, { [nameOf(variable, context)]: levels.toSorted() }) ?? nowhere,
    { ...entry, ...(known.length > 0 && { [`complete(${known.join(',')})`]: ['yes'] }) },
  );
}

/** What a model explains: the event of its times, or a variable with the codes that count as success. */
export function outcomeOf(model: RoundsModel): string {
  if (model.model === 'cox-rounds') return `next signal: ${model.outcome ?? 'any'}`;
  return `${model.outcome}: ${model.success?.toSorted().join(',') ?? 'count'}`;
}
