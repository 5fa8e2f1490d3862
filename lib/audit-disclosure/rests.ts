import { contains, isNowhere, parseRange, type Selection, selectionKey } from '../disclosure/selection.ts';
import { isCensoring, widest } from './differences.ts';
import type { Statement } from './statements.ts';

/** Numbers that are taken out of one, at most; rounding leaves what more of them give wide by itself, nearly always. */
const mostParts = 5;

/** Rests that are looked for in one population; beyond, the first ones in the order of their names count. */
const mostRests = 2_000;

const overlap = (a: string, b: string): boolean => {
  const [one, other] = [parseRange(a), parseRange(b)];
  if (one === undefined || other === undefined) return a === b;
  return (
    (one.kind === other.kind || one.kind === 'x' || other.kind === 'x') &&
    one.from < other.until &&
    other.from < one.until
  );
};

/** No row can be in both: some variable has no level in common. */
const areApart = (a: Selection, b: Selection): boolean =>
  Object.entries(a).some(([variable, levels]) => {
    const others = b[variable];
    return others !== undefined && !levels.some((level) => others.some((other) => overlap(level, other)));
  });

/** Numbers that lie apart inside a wider one and leave few of it, whatever rounding hid: two to five of them, and no other number in what is left. */
function familiesIn(wide: Statement, parts: readonly Statement[]): readonly (readonly Statement[])[] {
  const found: (readonly Statement[])[] = [];
  const add = (chosen: readonly Statement[], from: number, [least, most]: readonly [number, number]): void => {
    const isApart = (part: Statement) => chosen.every((each) => areApart(each.selection, part.selection));
    if (chosen.length >= 2 && least <= widest && (chosen.length === mostParts || !parts.some(isApart)))
      found.push(chosen);
    if (chosen.length === mostParts || found.length >= mostRests) return;
    for (const [at, part] of parts.entries()) {
      if (at < from || most - part.lower < 0) continue;
      const left = mostParts - chosen.length;
      if (least - left * part.upper > widest) return;
      if (isApart(part)) add([...chosen, part], at + 1, [least - part.upper, most - part.lower]);
    }
  };
  add([], 0, [wide.lower, wide.upper]);
  return found;
}

/**
 * Groups that nobody asked for and that several shown numbers point at together: what numbers without common rows leave of a wider one. Each
 * is a statement of its own, to be found out. Found from released bytes by a search of its own, not as the gate finds them.
 */
export function restsOf(statements: readonly Statement[]): readonly Statement[] {
  const distinct = new Map(
    statements
      .filter((each) => !each.withheld && !isNowhere(each.selection))
      .map((each) => [selectionKey(each.selection), each] as const),
  );
  const shown = [...distinct.values()].toSorted((a, b) => b.upper - a.upper);
  const rests = shown
    .filter((wide) => !isCensoring(wide))
    .flatMap((wide) => {
      const parts = shown.filter((each) => each !== wide && contains(wide.selection, each.selection));
      return familiesIn(wide, parts).map((family): Statement => {
        const without = family.map(({ selection }) => selection);
        const name = `${wide.name} without ${family.map((each) => each.name).join(', ')}`;
        return { ...wide, name, without, lower: 0, upper: Number.POSITIVE_INFINITY, withheld: true };
      });
    });
  return rests.slice(0, mostRests);
}
