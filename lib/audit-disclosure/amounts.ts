import type { Domains } from '../disclosure/selection.ts';
import type { Solver } from '../disclosure/solver.ts';
import { differencesOf } from './differences.ts';
import { type FoundInterval, findIntervals } from './intervals.ts';
import type { Statement } from './statements.ts';

/** What can be found out about the amount of a group of at most so many rows. */
export type FoundAmount = FoundInterval & { readonly rows: number };

/** The amount of an analysis's cells whatever its cap: `mean:arrears-euro` of `mean:arrears-euro:5000`. */
const amountOf = ({ amount }: Statement) => amount?.name.replace(/:\d+$/, '') ?? '';

/**
 * Amounts of the groups that two shown numbers of one amount point at: sums over the classes that all of them are made of, each between
 * the ends that its mean and its rows leave open, with the most rows that all statements leave to each group.
 */
export function amountIntervals(
  statements: readonly Statement[],
  { domains, unit, solver }: { readonly domains: Domains; readonly unit: string; readonly solver: Solver },
): readonly FoundAmount[] {
  const shown = statements.filter(({ amount }) => amount !== undefined);
  return [...Map.groupBy(shown, amountOf)].flatMap(([name, members]) => {
    const groups = differencesOf(members);
    if (groups.length === 0) return [];
    const rows = findIntervals([...statements, ...groups], domains, { unit, solver });
    const most = new Map(rows.map((each) => [each.name, each.highest] as const));
    const sums = members.map((each) => ({ ...each, lower: each.amount?.lower ?? 0, upper: each.amount?.upper ?? 0 }));
    return findIntervals([...sums, ...groups], domains, { unit, solver })
      .filter((found) => groups.some((group) => group.name === found.name))
      .map((found) => ({ ...found, name: `${name} of ${found.name}`, rows: most.get(found.name) ?? Number.NaN }));
  });
}

/** An amount of certainly fewer than ten rows within a tenth of its value: what the p percent rule keeps open (M2, L2). */
export const isExposedAmount = ({ lowest, highest, rows }: FoundAmount): boolean =>
  rows < 10 && highest > 0 && highest - lowest < 0.1 * highest;
