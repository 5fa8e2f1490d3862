import type { EstimateRow } from '../protocol/estimate.ts';
import { canonicalText } from './canonical.ts';

const numbers = ['n', 'events', 'value', 'standard_error', 'ci_low', 'ci_high'] as const;

/** Relative difference that another processor's arithmetic may make. */
const tolerance = 1e-9;

/** Says in words the first difference between stated and recomputed estimates; undefined when they are the same. */
export function sameEstimates(stated: readonly EstimateRow[], recomputed: readonly EstimateRow[]): string | undefined {
  if (stated.length !== recomputed.length)
    return `it states ${stated.length} estimates, its evidence gives ${recomputed.length}`;
  for (const [index, row] of stated.entries()) {
    const expected = recomputed[index];
    if (expected === undefined || labels(row) !== labels(expected))
      return `estimate ${index + 1} is not the one that its evidence gives`;
    const column = numbers.find((name) => !isClose(row[name], expected[name]));
    if (column !== undefined)
      return `${column} of ${row.analysis_id} (${row.measure}, estimate ${index + 1}) does not follow from its evidence`;
  }
  return undefined;
}

function labels(row: EstimateRow): string {
  return canonicalText({ ...row, ...Object.fromEntries(numbers.map((name) => [name, null])) });
}

function isClose(left: number | string | null, right: number | string | null): boolean {
  if (typeof left !== 'number' || typeof right !== 'number') return left === right;
  return Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(left), Math.abs(right));
}
