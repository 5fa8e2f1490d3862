import type { SiteRow } from '../../support/site-rows.ts';

/** Numbers that providers add up place by place. */
export type Counts = readonly number[];

/** Successes, then others, of each of `groups` groups. */
export const counted = (groups: number, groupOf: (row: SiteRow) => number) => (rows: readonly SiteRow[]) => {
  const counts = Array.from({ length: 2 * groups }, () => 0);
  for (const row of rows) {
    const place = 2 * groupOf(row) + 1 - row.success;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
};

/** The counts of two providers together. */
export const plus = (one: Counts, other: Counts): Counts => one.map((count, index) => count + (other[index] ?? 0));
