import { isBlank, type Reading, readCode, readIdentifier } from './cell-values.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { normalised } from './source-codes.ts';
import type { Cell, Row } from './xlsx-cell.ts';
import type { Workbook } from './xlsx-workbook.ts';
import { xxllncPartnerTypes } from './xxllnc-codes.ts';
import { type Header, openTab } from './xxllnc-header.ts';

/** A reporter of signals: its type and the pseudonym of its name. */
export type Creditor = { readonly partnerType: Reading; readonly pseudonym: string | null };

/** Reads the tab Melders: the reporters by their ID; of a repeated ID the first counts. */
export async function readCreditors(workbook: Workbook, pseudonym: Pseudonyms): Promise<ReadonlyMap<string, Creditor>> {
  const { header, batches } = await openTab(workbook, 'Melders', ['ID', 'Type melder']);
  const creditors = new Map<string, Creditor>();
  for await (const batch of batches) {
    for (const row of batch) {
      const id = cellAt(row, header, 'ID');
      const key = isBlank(id) ? '' : String(readIdentifier(id));
      if (key !== '' && !creditors.has(key)) creditors.set(key, readCreditor(row, header, pseudonym));
    }
  }
  return creditors;
}

function readCreditor(row: Row, header: Header, pseudonym: Pseudonyms): Creditor {
  const type = cellAt(row, header, 'Type melder');
  const name = textOf(cellAt(row, header, 'Melder'));
  const brand = textOf(cellAt(row, header, 'Melder (submerk)'));
  return {
    partnerType: isBlank(type) ? null : readCode(xxllncPartnerTypes)(type),
    pseudonym: name === '' && brand === '' ? null : pseudonym('creditor', name, brand),
  };
}

const textOf = (cell: Cell | undefined) => (typeof cell === 'string' ? normalised(cell) : '');

const cellAt = (row: Row, header: Header, name: string) => row[header.get(normalised(name)) ?? -1];
