import { atomicLevels, type Domains, membership, type Selection } from '../selection.ts';

/** Most combinations of levels that are laid out at once to join tables that form a cycle. */
const mostAtoms = 4_000;

/** A set of variables whose combinations of levels are laid out together, with the levels of each. */
export type Block = { readonly variables: readonly string[]; readonly levels: readonly (readonly string[])[] };

type Levels = (variable: string) => readonly string[];

const size = (variables: readonly string[], levels: Levels) =>
  variables.reduce((product, variable) => product * Math.max(1, levels(variable).length), 1);

const isSubset = (a: readonly string[], b: readonly string[]) => a.every((each) => b.includes(each));

const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])].toSorted();

/** Sets that are inside no other set. */
const maximal = (sets: readonly (readonly string[])[]) =>
  sets.filter(
    (set, index) => !sets.some((other, place) => isSubset(set, other) && (other.length > set.length || place < index)),
  );

/**
 * What is left after taking away variables of one set only and sets inside others, again and again (Graham, Yu and Ozsoyoglu):
 * nothing is left when the sets form a tree, and then tables that agree on what they share always come from one joint table.
 */
function core(sets: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const shared = sets.map((set, index) =>
    set.filter((variable) => sets.some((other, place) => place !== index && other.includes(variable))),
  );
  const kept = maximal(shared.filter((set) => set.length > 0));
  const before = sets.reduce((sum, set) => sum + set.length, 0);
  const after = kept.reduce((sum, set) => sum + set.length, 0);
  return after === before ? kept : core(kept);
}

/** Merges sets of variables until they form a tree, the smallest unions first; gives up where a union would be too large. */
function mergedSets(
  sets: readonly (readonly string[])[],
  levels: Levels,
): { readonly sets: readonly (readonly string[])[]; readonly combinations: number } {
  let combinations = 0;
  let merged = maximal(sets);
  for (let left = core(merged); left.length > 0; left = core(merged)) {
    const pairs = left.flatMap((a, i) => left.slice(i + 1).map((b) => ({ a, b })));
    const tableOf = (part: readonly string[]) => merged.find((set) => isSubset(part, set)) ?? part;
    const [best] = pairs
      .filter(({ a, b }) => a.some((variable) => b.includes(variable)))
      .map(({ a, b }) => union(tableOf(a), tableOf(b)))
      .toSorted((a, b) => size(a, levels) - size(b, levels));
    combinations = best === undefined ? Number.POSITIVE_INFINITY : size(best, levels);
    if (best === undefined || combinations > mostAtoms) return { sets: merged, combinations };
    merged = maximal([...merged, best]);
  }
  return { sets: merged, combinations };
}

/**
 * How the numbers of a population are laid out. `exact` says that tables of the blocks that agree on what they share come from one joint
 * table; else joining the next two would take `combinations`, more than the limit.
 */
export type Layout = {
  readonly blocks: readonly Block[];
  readonly exact: boolean;
  readonly combinations: number;
  readonly limit: number;
};

/** Lays out the variables of all selections: one block when that is small enough, else several that share variables. */
export function layOut(selections: readonly Selection[], domains: Domains): Layout {
  const asked = new Map<string, Set<string>>();
  for (const selection of selections)
    for (const [variable, levels] of Object.entries(selection)) {
      const known = asked.get(variable) ?? new Set<string>();
      for (const level of levels) known.add(level);
      asked.set(variable, known);
    }
  const atomic = new Map(
    [...asked].map(([variable, levels]) => [variable, atomicLevels(variable, domains, [...levels])] as const),
  );
  const levelsOf: Levels = (variable) => atomic.get(variable) ?? [];
  const sets = [...new Set(selections.map((selection) => Object.keys(selection).toSorted().join('\u0000')))]
    .toSorted()
    .map((key) => (key === '' ? [] : key.split('\u0000')));
  const merged = mergedSets(sets, levelsOf);
  const blocks = merged.sets.map((variables) => ({ variables, levels: variables.map(levelsOf) }));
  const { combinations } = merged;
  return { blocks, exact: combinations <= mostAtoms, combinations, limit: mostAtoms };
}

/** The combinations of a block's levels that the selection takes, as mixed-radix numbers, the last variable fastest. */
export function atomsOf(block: Block, selection: Selection): readonly number[] {
  let taken: number[] = [0];
  block.variables.forEach((variable, index) => {
    const levels = block.levels[index] ?? [];
    const allowed = membership(levels, selection[variable]).flatMap((inside, place) => (inside ? [place] : []));
    taken = taken.flatMap((before) => allowed.map((place) => before * levels.length + place));
  });
  return taken;
}

/** True when the block has every variable of the selection. */
export const holds = (block: Block, selection: Selection): boolean => isSubset(Object.keys(selection), block.variables);

/** The combinations of the variables that two blocks share, as selections; the empty selection when they share none. */
export function sharedCombinations(a: Block, b: Block): readonly Selection[] {
  const shared = a.variables.filter((variable) => b.variables.includes(variable));
  return shared.reduce<readonly Selection[]>(
    (partial, variable) => {
      const levels = a.levels[a.variables.indexOf(variable)] ?? [];
      return partial.flatMap((selection) => levels.map((level) => ({ ...selection, [variable]: [level] })));
    },
    [{}],
  );
}
