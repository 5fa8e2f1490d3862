import { atomicLevels, type Domains, membership, type Selection } from '../selection.ts';

/** The levels of every variable that a selection takes, as bits; variables one after the other. */
export type Box = Uint32Array;

/** A variable, its levels, and where its bits begin and end. */
type Variable = {
  readonly name: string;
  readonly levels: readonly string[];
  readonly from: number;
  readonly until: number;
};

/** The variables of one population in which selections are laid out. */
export type Layout = readonly Variable[];

const bitsAtOnce = 32;

/** Rows with none of the levels that are named, where the codebook does not list all. */
const noneOfThese = '(none of these)';

function levelsOf(variable: string, selections: readonly Selection[], domains: Domains): readonly string[] {
  const asked = [...new Set(selections.flatMap((selection) => selection[variable] ?? []))];
  const levels = atomicLevels(variable, domains, asked);
  return domains.has(variable) || variable.startsWith('leaving') ? levels : [...levels, noneOfThese];
}

/** Lays out the variables that the selections name. */
export function layoutOf(selections: readonly Selection[], domains: Domains): Layout {
  const names = [...new Set(selections.flatMap((selection) => Object.keys(selection)))].toSorted();
  let until = 0;
  return names.map((name) => {
    const [levels, from] = [levelsOf(name, selections, domains), until];
    until += Math.ceil(levels.length / bitsAtOnce);
    return { name, levels, from, until };
  });
}

/** A selection as a product of levels. */
export function boxOf(layout: Layout, selection: Selection): Box {
  const box = new Uint32Array(layout.at(-1)?.until ?? 0);
  for (const { name, levels, from } of layout)
    for (const [place, inside] of membership(levels, selection[name]).entries()) {
      const at = from + Math.floor(place / bitsAtOnce);
      if (inside) box[at] = (box[at] ?? 0) | (1 << (place % bitsAtOnce));
    }
  return box;
}

const hasBit = (box: Box, from: number, place: number) =>
  ((box[from + Math.floor(place / bitsAtOnce)] ?? 0) & (1 << (place % bitsAtOnce))) !== 0;

/** The levels of a variable that a box takes. */
const taken = (box: Box, { levels, from }: Variable) => levels.filter((_, place) => hasBit(box, from, place));

/** A box as a selection: variables of which it takes all levels are not named. */
export function selectionOf(layout: Layout, box: Box): Selection {
  const named = layout.map((variable) => [variable, taken(box, variable)] as const);
  return Object.fromEntries(
    named.flatMap(([{ name, levels }, own]) => (own.length === levels.length ? [] : [[name, own] as const])),
  );
}

/** Every row of `inner` is a row of `outer`, whatever the data. */
export const isInside = (outer: Box, inner: Box): boolean =>
  inner.every((word, at) => (word & ~(outer[at] ?? 0)) === 0);

const isEmpty = (box: Box, { from, until }: Variable) => box.subarray(from, until).every((word) => word === 0);

/** What two boxes share; it may be nothing. */
export const shared = (a: Box, b: Box): Box => a.map((word, at) => word & (b[at] ?? 0));

/** No row can be in both. */
export function areDisjoint(layout: Layout, a: Box, b: Box): boolean {
  return layout.some(({ from, until }) => {
    for (let at = from; at < until; at += 1) if (((a[at] ?? 0) & (b[at] ?? 0)) !== 0) return false;
    return true;
  });
}

/** The variables in which two boxes take other levels. */
export const differing = (layout: Layout, a: Box, b: Box): readonly Variable[] =>
  layout.filter(({ from, until }) => a.subarray(from, until).some((word, at) => word !== b[from + at]));

/** The box with other bits for one variable. */
export const withBits = (box: Box, { from, until }: Variable, bits: (at: number) => number): Box =>
  box.map((word, at) => (at >= from && at < until ? bits(at) : word));

/** What of a box is in no way in another, as boxes that share nothing. */
function without(layout: Layout, box: Box, other: Box): readonly Box[] {
  const pieces: Box[] = [];
  let left = box;
  for (const variable of layout) {
    const now = left;
    const outside = withBits(now, variable, (at) => (now[at] ?? 0) & ~(other[at] ?? 0));
    if (!isEmpty(outside, variable)) pieces.push(outside);
    left = withBits(now, variable, (at) => (now[at] ?? 0) & (other[at] ?? 0));
  }
  return pieces;
}

/** Whether no row of a box can be outside the others. */
export function isCovered(layout: Layout, box: Box, others: readonly Box[]): boolean {
  let left: readonly Box[] = [box];
  for (const other of others)
    left = left.flatMap((each) => (areDisjoint(layout, each, other) ? [each] : without(layout, each, other)));
  return left.length === 0;
}

/** Whether every combination of levels is one of the boxes. */
export function areAllCombinations(layout: Layout, boxes: readonly Box[]): boolean {
  const single = boxes.filter((box) => layout.every((variable) => taken(box, variable).length === 1));
  return new Set(single.map(String)).size === layout.reduce((product, { levels }) => product * levels.length, 1);
}
