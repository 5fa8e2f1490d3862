import { atomicLevels, type Domains, membership, type Selection } from '../selection.ts';

/** Most combinations of levels that are laid out at once; beyond it tables are joined on what they share. */
const mostAtoms = 20_000;

/** A set of variables whose combinations of levels are laid out together, with the levels of each. */
export type Block = { readonly variables: readonly string[]; readonly levels: readonly (readonly string[])[] };

type Levels = (variable: string) => readonly string[];

const size = (variables: readonly string[], levels: Levels) =>
  variables.reduce((product, variable) => product * Math.max(1, levels(variable).length), 1);

const isSubset = (a: readonly string[], b: readonly string[]) => a.every((each) => b.includes(each));

/** Sets of variables without those inside others, merged while the product of levels stays small. */
function mergedSets(sets: readonly (readonly string[])[], levels: Levels): readonly (readonly string[])[] {
  let merged: readonly (readonly string[])[] = sets.filter(
    (set, index) => !sets.some((other, place) => isSubset(set, other) && (other.length > set.length || place < index)),
  );
  for (let going = true; going; ) {
    going = false;
    const pairs = merged.flatMap((a, i) =>
      merged.slice(i + 1).map((b) => ({ a, b, union: [...new Set([...a, ...b])].toSorted() })),
    );
    const small = pairs
      .map((pair) => ({ ...pair, size: size(pair.union, levels) }))
      .filter((pair) => pair.size <= mostAtoms)
      .toSorted((x, y) => x.size - y.size)[0];
    if (small === undefined) continue;
    merged = [...merged.filter((set) => set !== small.a && set !== small.b), small.union];
    going = true;
  }
  return merged;
}

/** How the numbers of a population are laid out; `exact` says that nothing of the joint table is given away. */
export type Layout = { readonly blocks: readonly Block[]; readonly exact: boolean };

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
  const sets = [...new Set(selections.map((selection) => Object.keys(selection).toSorted().join('\u0000')))].map(
    (key) => (key === '' ? [] : key.split('\u0000')),
  );
  const blocks = mergedSets(sets, levelsOf).map((variables) => ({ variables, levels: variables.map(levelsOf) }));
  return { blocks, exact: blocks.length <= 1 };
}

/** For each combination of a block's levels, whether the selection takes it; combinations count as mixed-radix numbers, last fastest. */
export function atomsOf(block: Block, selection: Selection): Uint8Array {
  let taken: number[] = [1];
  block.variables.forEach((variable, index) => {
    const allowed = membership(block.levels[index] ?? [], selection[variable]);
    taken = taken.flatMap((present) => allowed.map((inside) => (present === 1 && inside ? 1 : 0)));
  });
  return Uint8Array.from(taken);
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
