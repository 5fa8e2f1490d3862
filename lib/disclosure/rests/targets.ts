import {
  besideInsider,
  type DifferenceFacts,
  differenceKey,
  knownRows,
  type NumberFacts,
  numberKey,
  openInterval,
} from '../differences.ts';
import type { Policy } from '../policy.ts';
import type { Cell, Target } from '../secondary/plan.ts';
import { nowhere, type Selection } from '../selection.ts';
import { type Rest, rowsPerHousehold } from './search.ts';

/** What the rows are asked about a rest: how many are in the first number and in none of the others. */
export type RestQuestion = {
  readonly wide: Selection;
  readonly narrow: Selection;
  readonly more: readonly Selection[];
};

/** The question whose answer says how many households are in a rest. */
export const questionOf = ({ wide, narrow: [narrow = nowhere, ...more] }: Rest): RestQuestion => ({
  wide,
  narrow,
  more,
});

/** Whether the rows of a rest say by themselves that it is small. */
export const isSmall = ({ rows }: Rest, policy: Policy): boolean => rows < policy.minimumHouseholds.value;

/** Households that a rest has at least, beside those of the municipality that has most of them; a household may be in several of the others. */
function leastHouseholds({ plus, minus, rows }: Rest, by: (cell: Cell) => readonly number[] | undefined): number {
  const [wide, ...others] = plus;
  if (wide === undefined || others.length > 0) return rows / rowsPerHousehold;
  const known = [wide, ...minus].map(by);
  if (known.includes(undefined))
    return wide.households - minus.reduce((sum, cell) => sum + cell.households, 0) - wide.largestRows;
  const [own = [], ...inside] = known.map((each) => each ?? []);
  return besideInsider(
    own,
    own.map((most, at) =>
      Math.min(
        most,
        inside.reduce((sum, each) => sum + (each[at] ?? 0), 0),
      ),
    ),
  );
}

/** The rests that may be of fewer households than the minimum, all of them or beside those of one municipality, which knows its own (ruling 23). */
export function closeRests(
  rests: readonly Rest[],
  {
    policy,
    universe,
    households,
  }: { readonly policy: Policy; readonly universe: string; readonly households: NumberFacts },
): readonly Rest[] {
  const by = ({ selection }: Cell) => households.get(numberKey(universe, selection));
  return rests.filter(
    (rest) => isSmall(rest, policy) || !(leastHouseholds(rest, by) >= policy.minimumHouseholds.value),
  );
}

/** The rests that are secrets, by their rows or by what the rows answered; what was not asked, or not answered, is one. */
export function restTargets(
  rests: readonly Rest[],
  { universe, policy, facts }: { readonly universe: string; readonly policy: Policy; readonly facts: DifferenceFacts },
): readonly Target[] {
  const limit = policy.minimumHouseholds.value;
  return rests.flatMap((rest): readonly Target[] => {
    const { name, plus, minus, times } = rest;
    const found = facts.get(differenceKey({ universe, ...questionOf(rest) }));
    const known = isSmall(rest, policy) ? [0] : knownRows(found, limit);
    if (known.length === 0) return [];
    const terms = [plus, minus].flatMap((cells, side) =>
      cells.map(({ id }) => ({ cell: id, sign: side === 0 ? (1 as const) : (-1 as const) })),
    );
    const { low, high } = openInterval(known, policy);
    return [
      {
        rule: 'rest',
        name,
        part: Math.max(...[...plus, ...minus].map(({ part }) => part)),
        terms,
        low: times * low,
        high: times * high,
      },
    ];
  });
}
