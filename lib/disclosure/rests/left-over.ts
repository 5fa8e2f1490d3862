import { isInside } from './boxes.ts';
import { familiesApart } from './families.ts';
import { areKnown, isNoSecret, mostRows, type Rest, type Search, type Shown } from './search.ts';

/** What numbers that lie apart inside a wider one leave of it: the total less some of its kinds, whoever asked for them. */
export function leftOver(wide: Shown, search: Search): readonly Rest[] {
  const { shown, areApart, limit, steps } = search;
  const { cell, box } = wide;
  const boxAt = (place: number) => shown[place]?.box ?? box;
  const inside = [...shown.keys()].filter((place) => boxAt(place) !== box && isInside(box, boxAt(place)));
  const widest = inside.filter(
    (place) => !inside.some((other) => other !== place && isInside(boxAt(other), boxAt(place))),
  );
  const rows = shown.map((each) => each.cell.rows);
  const families = familiesApart(widest, { rows, areApart }, { whole: cell.rows, most: mostRows(cell, limit), steps });
  return families.flatMap((family): readonly Rest[] => {
    const minus = family.flatMap((place) => shown[place]?.cell ?? []);
    const left = cell.rows - minus.reduce((sum, each) => sum + each.rows, 0);
    if (areKnown([cell, ...minus]) || isNoSecret(search, box, family.map(boxAt))) return [];
    const narrow = minus.map(({ selection }) => selection);
    const name = `${cell.name} without ${minus.length} others`;
    return [{ name, plus: [cell], minus, times: 1, rows: left, wide: cell.selection, narrow }];
  });
}
