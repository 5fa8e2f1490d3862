import type { Progress } from '../ports.ts';
import { type AmountLocale, createAmountReader, type SettledAmounts } from './amounts.ts';
import { isBlank, unknownCode, unreadableValue } from './cell-values.ts';
import type { SqlValue } from './duckdb.ts';
import type { RowWriter } from './extract-rows.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { refusal } from './refusal.ts';
import { normalised } from './source-codes.ts';
import { canonicalTables, tableNames } from './tables.ts';
import type { Tally } from './tally.ts';
import type { Row } from './xlsx-cell.ts';
import type { Workbook } from './xlsx-workbook.ts';
import { readCreditors } from './xxllnc-creditors.ts';
import { type Header, openTab } from './xxllnc-header.ts';
import { type Field, type Tab, xxllncTabs } from './xxllnc-tabs.ts';

/** Where the rows of a workbook go and what is said about them. */
export type WorkbookTarget = {
  readonly writer: RowWriter;
  readonly tally: Tally;
  readonly pseudonym: Pseudonyms;
  readonly amountLocale: AmountLocale | undefined;
  readonly latestDay: string | undefined;
  readonly progress: Progress;
};

/** What a workbook cannot deliver, and how its amounts were read. */
export type WorkbookReading = { readonly unavailable: readonly string[]; readonly amounts: SettledAmounts };

/** Reads the six tabs of the xxllnc workbook into canonical rows; throws a refusal when a core tab or a key column is missing. */
export async function readXxllncWorkbook(workbook: Workbook, target: WorkbookTarget): Promise<WorkbookReading> {
  for (const sheet of ['Signalen', 'Meldingen', 'Melders'])
    if (!workbook.has(sheet))
      throw refusal(
        'missing-tab',
        `the workbook has no tab ${sheet}`,
        'upload the complete BI export of the case system',
      );
  const amounts = createAmountReader();
  const creditors = await readCreditors(workbook, target.pseudonym);
  const { pseudonym, latestDay } = target;
  const tabs = xxllncTabs({ pseudonym, creditors, amounts, latestDay, sawMunicipality: oneMunicipality() });
  const delivered: string[] = [];
  for (const tab of tabs) {
    if (!workbook.has(tab.sheet)) continue;
    const header = await readTab(workbook, tab, target);
    const present = tab.fields.filter(({ header: name }) => header.has(normalised(name)));
    delivered.push(...present.map(({ column }) => `${tab.sheet}/${tab.table}.${column}`));
  }
  const settled = amounts.settle(target.amountLocale);
  for (const [column, times] of settled.unreadable) target.tally.unreadable(column, times);
  return { unavailable: unavailableColumns(tabs, delivered), amounts: settled };
}

async function readTab(workbook: Workbook, tab: Tab, { writer, tally, progress }: WorkbookTarget): Promise<Header> {
  const { header, batches } = await openTab(workbook, tab.sheet, [tab.key]);
  const places = tab.fields.map((field) => ({ field, index: header.get(normalised(field.header)) ?? -1 }));
  let rows = 0;
  for await (const batch of batches) {
    for (const row of batch) writer.add(tab.table, canonicalRow(tab, places, row, tally));
    rows += batch.length;
    await writer.drain();
  }
  progress('read', { tab: tab.sheet, rows });
  return header;
}

type Place = { readonly field: Field; readonly index: number };

function canonicalRow(tab: Tab, places: readonly Place[], source: Row, tally: Tally): Record<string, SqlValue> {
  const row: Record<string, SqlValue> = tab.phase === undefined ? {} : { phase: tab.phase };
  for (const { field, index } of places) {
    const cell = source[index];
    const reading = isBlank(cell) ? null : field.read(cell);
    if (reading === unreadableValue) tally.unreadable(`${tab.table}.${field.column}`);
    else if (reading === unknownCode) {
      tally.unknownCode(`${tab.table}.${field.column}`);
      row[field.column] = 'other';
    } else if (typeof reading === 'object' && reading !== null) {
      row[field.column] = reading.nl;
      row[`${field.column}_en`] = reading.en;
    } else row[field.column] = reading;
  }
  return row;
}

const suppliedByIngest = new Set(['municipality_code', 'source_row', 'phase']);

/** A column is available when every tab that should hold it does. */
function unavailableColumns(tabs: readonly Tab[], delivered: readonly string[]): readonly string[] {
  return tableNames.flatMap((table) =>
    canonicalTables[table]
      .map(({ name }) => name)
      .filter((column) => {
        const sources = tabs.filter(
          (tab) => tab.table === table && tab.fields.some((field) => field.column === column),
        );
        const complete = sources.every(({ sheet }) => delivered.includes(`${sheet}/${table}.${column}`));
        return !suppliedByIngest.has(column) && (sources.length === 0 || !complete);
      })
      .map((column) => `${table}.${column}`),
  );
}

/** Refuses a workbook that names a second municipality: its cases belong under another agreement and key. */
function oneMunicipality(): (name: string) => void {
  let first: string | undefined;
  return (name) => {
    first ??= normalised(name);
    if (normalised(name) !== first)
      throw refusal(
        'several-municipalities',
        'the column Gemeente of the tab Meldingen names more than one municipality',
        'export a workbook for each municipality',
      );
  };
}
