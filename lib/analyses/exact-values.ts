import type { ResultRow } from '../dataset/plan.ts';
import type { ValuesEvidence } from '../disclosure/evidence.ts';
import type { TableMeasure } from '../protocol/analysis.ts';
import type { Dimension } from '../protocol/evidence.ts';
import { combinations, levelKey, numberOf, rowsByLevels } from './cells.ts';
import { groupName } from './estimate-rows.ts';

/** A measure that takes the values of single rows. */
export type ExactMeasure = Extract<TableMeasure, { measure: 'quantile' | 'maximum' | 'date' }>;

type Value = number | string | null;

/** The number at a place, from 0, among values in ascending order. */
function valueAt(rows: readonly ResultRow[], place: number): Value {
  let passed = 0;
  for (const row of rows) {
    passed += numberOf(row, 'n');
    if (place < passed) return typeof row['value'] === 'boolean' ? null : (row['value'] ?? null);
  }
  return null;
}

/** Quantile by linear interpolation between order statistics (R `quantile`, type 7). */
function quantileOf(rows: readonly ResultRow[], count: number, probability: number): Value {
  const place = (count - 1) * probability;
  const [low, high] = [valueAt(rows, Math.floor(place)), valueAt(rows, Math.ceil(place))];
  return typeof low === 'number' && typeof high === 'number' ? low + (high - low) * (place - Math.floor(place)) : null;
}

function labelled(
  measure: ExactMeasure,
  rows: readonly ResultRow[],
  count: number,
): readonly (readonly [string, Value])[] {
  const last = () => (count === 0 ? null : valueAt(rows, count - 1));
  switch (measure.measure) {
    case 'quantile':
      return measure.probabilities.map((each) => [`quantile=${each}`, quantileOf(rows, count, each)]);
    case 'date':
      return [
        ['edge=first', valueAt(rows, 0)],
        ['edge=last', last()],
      ];
    case 'maximum':
      return [['', last()]];
  }
}

/** Order statistics or first and last dates by group, from rows of `value` in ascending order with their number `n`. */
export function exactValues(
  rows: readonly ResultRow[],
  measure: ExactMeasure,
  dimensions: readonly Dimension[],
): Omit<ValuesEvidence, 'name'> {
  const groups = rowsByLevels(rows, dimensions);
  const cells = combinations(dimensions).flatMap((levels) => {
    const members = groups.get(levelKey(levels)) ?? [];
    const known = members.filter((row) => row['value'] !== null);
    const count = known.reduce((sum, row) => sum + numberOf(row, 'n'), 0);
    return labelled(measure, known, count).map(([label, value]) => {
      const group = [groupName(dimensions, levels), label].filter((part) => part !== '').join(';');
      return { group, value, count: members.length === 0 ? null : count };
    });
  });
  return { kind: 'values', measure: measure.measure, cells };
}
