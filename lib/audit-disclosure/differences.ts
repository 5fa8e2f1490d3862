import { contains, isNowhere, selectionKey } from '../disclosure/selection.ts';
import type { Statement } from './statements.ts';

/** Differences that may be known to be this small are looked at; wider ones leave a small group open by themselves. */
export const widest = 30;

/** Who leaves a curve because observation ends follows from the calendar. */
export const isCensoring = ({ selection }: Statement) =>
  Object.values(selection).some((levels) => levels.some((level) => level.startsWith('c:')));

/**
 * Groups that nobody asked for but two shown numbers point at: the rows that one counts and the other does not, when the numbers are close
 * enough for it to be small. Each is a statement of its own, to be found out.
 */
export function differencesOf(statements: readonly Statement[]): readonly Statement[] {
  const distinct = new Map(
    statements
      .filter((each) => !each.withheld && !isNowhere(each.selection) && !isCensoring(each))
      .map((each) => [selectionKey(each.selection), each] as const),
  );
  const shown = [...distinct.values()].toSorted((a, b) => a.lower - b.lower);
  return shown.flatMap((narrow, place) => {
    const found: Statement[] = [];
    for (const wide of [...shown.slice(place + 1), ...closeBelow(shown, place)]) {
      if (wide.lower - narrow.upper > widest) break;
      if (wide.upper - narrow.lower > widest || wide.selection === narrow.selection) continue;
      if (!contains(wide.selection, narrow.selection)) continue;
      const name = `${wide.name} without ${narrow.name}`;
      found.push({
        ...wide,
        name,
        without: [narrow.selection],
        lower: 0,
        upper: Number.POSITIVE_INFINITY,
        withheld: true,
      });
    }
    return found;
  });
}

/** Numbers just below one: rounding may show the wider question with the smaller number. */
function closeBelow(shown: readonly Statement[], place: number): readonly Statement[] {
  const narrow = shown[place];
  return shown.slice(0, place).filter((each) => narrow !== undefined && each.upper >= narrow.lower);
}
