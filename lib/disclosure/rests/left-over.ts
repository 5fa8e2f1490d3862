import { isInside } from './boxes.ts';
import { familiesApart } from './families.ts';
import { areKnown, isNoSecret, mostRows, type Rest, type Search, type Shown } from './search.ts';

/** What numbers that lie apart inside a wider one leave of it: the total less some of its kinds, whoever asked for them. */
export function leftOver(wide: Shown, search: Search): readonly Rest[] {
  const { shown, areApart, limit, steps } = search;
  const { cell, box } = wide;
  const inside = [...shown.entries()].filter(([, each]) => each !== wide && isInside(box, each.box));
  const widest = inside.filter(
    ([place, own]) => !inside.some(([other, each]) => other !== place && isInside(each.box, own.box)),
  );
  const places = widest.map(([place]) => place);
  const rows = shown.map((each) => each.cell.rows);
  const families = familiesApart(places, { rows, areApart }, { whole: cell.rows, most: mostRows(cell, limit), steps });
  return families.flatMap((family): readonly Rest[] => {
    const members = family.flatMap((place) => shown[place] ?? []);
    const minus = members.map((each) => each.cell);
    const left = cell.rows - minus.reduce((sum, each) => sum + each.rows, 0);
    const boxes = members.map((each) => each.box);
    if (areKnown([cell, ...minus]) || isNoSecret(search, box, boxes)) return [];
    const narrow = minus.map(({ selection }) => selection);
    const name = `${cell.name} without ${minus.length} others`;
    return [{ name, plus: [cell], minus, times: 1, rows: left, wide: cell.selection, narrow }];
  });
}
