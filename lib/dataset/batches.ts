import type { LocalExtract } from './catalogue.ts';

/** Extracts that are worked on together: their tables stand in memory at the same time. */
export type Batch = readonly LocalExtract[];

/** Rows in memory at most, unless one municipality alone has more: what keeps a study over a whole country in bounded memory. */
export const rowsInMemory = 1_500_000;

/** Rows below which a statement costs more than the rows it reads: fewer are not divided over lanes. */
const rowsWorthALane = 100_000;

const rowsOf = ({ manifest }: LocalExtract) => Object.values(manifest.rows).reduce((sum, rows) => sum + rows, 0);

/** Whether a batch has so few rows that making a table twice costs more than making columns nobody may read. */
export const isSmall = (batch: Batch): boolean =>
  batch.reduce((sum, extract) => sum + rowsOf(extract), 0) < rowsWorthALane;

/** Rows of one batch at most, so that each lane has one and what all of them hold stays within memory. */
function mostRows(extracts: readonly LocalExtract[], lanes: number): number {
  const sizes = extracts.map(rowsOf);
  const share = sizes.reduce((sum, rows) => sum + rows, 0) / lanes + Math.max(0, ...sizes);
  return lanes === 1 ? rowsInMemory : Math.min(rowsInMemory / lanes, Math.max(share, rowsWorthALane));
}

/** Splits extracts, in the order of their municipalities, into batches that so many lanes work on side by side. */
export function batchesOf(extracts: readonly LocalExtract[], lanes = 1): readonly Batch[] {
  const most = mostRows(extracts, lanes);
  const batches: LocalExtract[][] = [];
  let rows = 0;
  for (const extract of extracts.toSorted((a, b) => (a.manifest.municipality < b.manifest.municipality ? -1 : 1))) {
    const last = batches.at(-1);
    if (last === undefined || rows + rowsOf(extract) > most) {
      batches.push([extract]);
      rows = 0;
    } else last.push(extract);
    rows += rowsOf(extract);
  }
  return batches;
}
