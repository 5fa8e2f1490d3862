/** Numbers of which several may lie apart inside one: how far each reaches, and which of them share no row. */
export type Apart = {
  readonly rows: readonly number[];
  readonly areApart: (a: number, b: number) => boolean;
};

/** How many steps a search may still take: a count, so that the outcome does not depend on the machine (ruling 27). */
export type Steps = { left: number };

/**
 * The largest sets of members of which no two share a row and that leave fewer than `most` of the `whole` rows, as places (Bron and
 * Kerbosch 1973, with a pivot); a set to which another member could be added is left out. Stops when the steps are used up.
 */
export function familiesApart(
  members: readonly number[],
  { rows, areApart }: Apart,
  { whole, most, steps }: { readonly whole: number; readonly most: number; readonly steps: Steps },
): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const sum = (places: readonly number[]) => places.reduce((total, place) => total + (rows[place] ?? 0), 0);
  const search = (
    chosen: readonly number[],
    open: readonly number[],
    passed: readonly number[],
    left: number,
  ): void => {
    if (steps.left <= 0) return;
    steps.left -= 1;
    if (open.length === 0) {
      if (passed.length === 0 && chosen.length >= 2 && left < most) found.push(chosen);
      return;
    }
    if (!(left - sum(open) < most)) return;
    const apart = (from: readonly number[], place: number) => from.filter((each) => areApart(each, place));
    const pivot = [...open, ...passed].reduce(
      (best, place) => {
        const count = apart(open, place).length;
        return count > best.count ? { place, count } : best;
      },
      { place: -1, count: -1 },
    ).place;
    let [candidates, done] = [open, passed];
    for (const place of open) {
      if (place !== pivot && areApart(place, pivot)) continue;
      search([...chosen, place], apart(candidates, place), apart(done, place), left - (rows[place] ?? 0));
      candidates = candidates.filter((each) => each !== place);
      done = [...done, place];
    }
  };
  search([], members, [], whole);
  return found;
}
