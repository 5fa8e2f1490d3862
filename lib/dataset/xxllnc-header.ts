import { isBlank } from './cell-values.ts';
import { refusal } from './refusal.ts';
import { normalised } from './source-codes.ts';
import type { Row } from './xlsx-cell.ts';
import type { Workbook } from './xlsx-workbook.ts';

/** Column of each header of a tab, normalised; of a repeated header the first counts. */
export type Header = ReadonlyMap<string, number>;

/** Rows of a tab below its header, in batches; rows without any value are left out. */
export type TabReader = { readonly header: Header; readonly batches: AsyncGenerator<readonly Row[]> };

/** Opens a tab and reads its header; refuses a tab without the columns in `required`, naming the missing one. */
export async function openTab(workbook: Workbook, sheet: string, required: readonly string[]): Promise<TabReader> {
  const batches = filledRows(workbook.rows(sheet));
  const first = await batches.next();
  const rows = first.done === true ? [] : first.value;
  const header = readHeader(rows[0] ?? []);
  const missing = required.find((name) => !header.has(normalised(name)));
  if (missing === undefined) return { header, batches: prepended(rows.slice(1), batches) };
  await batches.return(undefined);
  throw refusal('missing-column', `the tab ${sheet} has no column ${missing}`, 'export all columns of the tab');
}

function readHeader(row: Row): Header {
  const header = new Map<string, number>();
  row.forEach((cell, index) => {
    const name = typeof cell === 'string' ? normalised(cell) : '';
    if (name !== '' && !header.has(name)) header.set(name, index);
  });
  return header;
}

async function* filledRows(batches: AsyncGenerator<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches) {
    const filled = batch.filter((row) => row.some((cell) => !isBlank(cell)));
    if (filled.length > 0) yield filled;
  }
}

async function* prepended(
  rows: readonly Row[],
  batches: AsyncGenerator<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  if (rows.length > 0) yield rows;
  yield* batches;
}
