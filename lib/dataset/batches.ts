import type { LocalExtract } from './catalogue.ts';

/** Extracts that are worked on together: their tables stand in memory at the same time. */
export type Batch = readonly LocalExtract[];

/** Rows of one batch at most, unless one municipality alone has more: what keeps a study over a whole country in bounded memory. */
export const rowsPerBatch = 1_500_000;

const rowsOf = ({ manifest }: LocalExtract) => Object.values(manifest.rows).reduce((sum, rows) => sum + rows, 0);

/**
 * Splits extracts, in the order of their municipalities, into batches of at most so many rows. The municipalities of a batch lack the
 * same columns, so that a question is put to all of them or to none.
 */
export function batchesOf(extracts: readonly LocalExtract[], most: number = rowsPerBatch): readonly Batch[] {
  const ordered = extracts.toSorted((a, b) => (a.manifest.municipality < b.manifest.municipality ? -1 : 1));
  const alike = Map.groupBy(ordered, ({ manifest }) => manifest.unavailable.toSorted().join(' '));
  return [...alike.values()].flatMap((group) => {
    const batches: LocalExtract[][] = [];
    let rows = 0;
    for (const extract of group) {
      const last = batches.at(-1);
      if (last === undefined || rows + rowsOf(extract) > most) {
        batches.push([extract]);
        rows = 0;
      } else last.push(extract);
      rows += rowsOf(extract);
    }
    return batches;
  });
}
