import { nowhere } from '../selection.ts';
import { type Box, differing, isInside, selectionOf, shared, withBits } from './boxes.ts';
import { areKnown, isNoSecret, mostRows, type Rest, type Search, type Shown } from './search.ts';

/** The numbers by which the rows that two numbers share can be counted: both together, or what only one of them has, which counts them twice. */
function bridges(a: Box, b: Box, { layout }: Search): ReadonlyMap<string, 1 | 2> {
  const [variable, ...others] = differing(layout, a, b);
  if (variable === undefined || others.length > 0 || isInside(a, b) || isInside(b, a)) return new Map();
  const either = withBits(a, variable, (at) => (a[at] ?? 0) | (b[at] ?? 0));
  const one = withBits(a, variable, (at) => (a[at] ?? 0) ^ (b[at] ?? 0));
  return new Map([
    [String(either), 1],
    [String(one), 2],
  ]);
}

/** What two numbers that differ in one variable share, by way of a third (Denning's tracker, three overlapping sums). */
export function sharedRows(search: Search): readonly Rest[] {
  const { shown, areApart, layout, limit } = search;
  const thirds = new Map(shown.map((each) => [String(each.box), each] as const));
  const found = (a: Shown, b: Shown): readonly Rest[] =>
    [...bridges(a.box, b.box, search)].flatMap(([key, times]): readonly Rest[] => {
      const third = thirds.get(key)?.cell;
      const both = shared(a.box, b.box);
      if (third === undefined || areKnown([a.cell, b.cell, third]) || isNoSecret(search, both, [])) return [];
      const rows = (a.cell.rows + b.cell.rows - third.rows) / times;
      if (!(rows < mostRows(third, limit))) return [];
      const name = `${a.cell.name} and ${b.cell.name}`;
      const plus = [a.cell, b.cell];
      return [{ name, plus, minus: [third], times, rows, wide: selectionOf(layout, both), narrow: [nowhere] }];
    });
  return shown.flatMap((a, place) =>
    shown.slice(place + 1).flatMap((b, next) => (areApart(place, place + 1 + next) ? [] : found(a, b))),
  );
}
