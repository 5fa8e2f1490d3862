import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openArchive } from '../../lib/dataset/xlsx-archive.ts';
import type { Row } from '../../lib/dataset/xlsx-cell.ts';
import { readSharedStrings } from '../../lib/dataset/xlsx-parts.ts';
import { openWorkbook } from '../../lib/dataset/xlsx-workbook.ts';
import { temporary, workbookFile } from '../support/ingesting.ts';
import { type TestTabs, type WorkbookOptions, writeZip } from '../support/workbook.ts';

const readTab = async (path: string, tab: string): Promise<readonly Row[]> => {
  const workbook = await openWorkbook(path);
  try {
    const rows: Row[] = [];
    for await (const batch of workbook.rows(tab)) rows.push(...batch);
    return rows;
  } finally {
    workbook.close();
  }
};

const rowsOf = async (tabs: TestTabs, options: WorkbookOptions = {}) =>
  readTab(await workbookFile(tabs, options), 'Tab');

test('reads each kind of cell', async () => {
  const [row] = await rowsOf(
    { Tab: [['a & b', 1.5, true, null, { date: 45959 }, { shared: 1 }, { error: '#N/A' }]] },
    { sharedStrings: ['<t>first</t>', '<r><t>rich </t></r><r><t>text</t></r><rPh><t>guide</t></rPh>'] },
  );
  expect(row?.[3]).toBeUndefined();
  expect(row).toMatchObject(['a & b', 1.5, true, undefined, { day: '2025-10-29' }, 'rich text', { unreadable: true }]);
});

test('counts dates from 1904 when the workbook says so', async () => {
  expect(await rowsOf({ Tab: [[{ date: 44497 }]] }, { date1904: true })).toEqual([[{ day: '2025-10-29' }]]);
});

test('neither evaluates a formula nor believes its stored value', async () => {
  expect(await rowsOf({ Tab: [[{ formula: 'HYPERLINK("http://x")', cached: 'Ja' }]] })).toEqual([
    [{ unreadable: true }],
  ]);
});

test('a shared string that is not there is unreadable', async () => {
  expect(await rowsOf({ Tab: [[{ shared: 9 }]] }, { sharedStrings: ['<t>a</t>'] })).toEqual([[{ unreadable: true }]]);
});

test('finds sheets without regard to case and reads prefixed XML and cells without references', async () => {
  const sheet =
    '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>';
  expect(await readTab(await workbookFile({ ' TAB ': [[]] }, { parts: { 'xl/sheet1.xml': sheet } }), 'Tab')).toEqual([
    ['a', 2],
  ]);
});

const worksheet = (cells: string) => `<worksheet><sheetData><row>${cells}</row></sheetData></worksheet>`;

test.each([
  ['a document type', '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>', 'damaged-workbook'],
  ['an entity', worksheet('<c t="inlineStr"><is><t>&a;</t></is></c>'), 'damaged-workbook'],
  ['broken XML', '<worksheet><row>', 'damaged-workbook'],
  ['a cell beyond the last column', worksheet('<c r="ZZZZ1"><v>1</v></c>'), 'damaged-workbook'],
  ['an endless text', worksheet(`<c t="inlineStr"><is><t>${'ab1'.repeat(1_000_000)}</t></is></c>`), 'damaged-workbook'],
  ['much white space (a zip bomb)', `<worksheet>${' '.repeat(30_000_000)}</worksheet>`, 'archive-too-large'],
])('refuses %s', async (_, sheet, code) => {
  const read = async () => rowsOf({ Tab: [['x']] }, { parts: { 'xl/sheet1.xml': sheet } });
  await expect(read()).rejects.toMatchObject({ kind: 'refused', code });
});

test.each([
  ['many entries', { entries: 3 }],
  ['much declared content', { totalBytes: 1000 }],
  ['a large entry', { entryBytes: 200 }],
])('refuses an archive with %s', async (_, limit) => {
  const limits = { entries: 100, entryBytes: 1e9, totalBytes: 1e9, ratio: 200, ...limit };
  const path = await workbookFile({ Tab: [['x']] });
  await expect(openWorkbook(path, limits)).rejects.toMatchObject({ kind: 'refused', code: 'archive-too-large' });
});

test('refuses an entry that inflates beyond its declared size', async () => {
  const path = join(await temporary(), 'liar.xlsx');
  await writeZip(path, { 'xl/a.xml': 'a'.repeat(100_000) });
  const bytes = await readFile(path);
  const directory = bytes.indexOf(Buffer.from('504b0102', 'hex'));
  bytes.writeUInt32LE(10, directory + 24);
  await writeFile(path, bytes);
  const archive = await openArchive(path);
  const read = async () => {
    for await (const _ of archive.read('xl/a.xml'));
  };
  await expect(read()).rejects.toMatchObject({ kind: 'refused', code: 'damaged-archive' });
  archive.close();
});

test('refuses more shared text than memory should hold', async () => {
  const path = await workbookFile({ Tab: [[]] }, { sharedStrings: [`<t>${'x'.repeat(5000)}</t>`] });
  const archive = await openArchive(path);
  await expect(readSharedStrings(archive, 'xl/sharedStrings.xml', 4000)).rejects.toMatchObject({
    code: 'workbook-too-large',
  });
  archive.close();
});

test('refuses an archive that is no workbook', async () => {
  const path = join(await temporary(), 'other.zip');
  await writeZip(path, { 'readme.txt': 'hello' });
  await expect(openWorkbook(path)).rejects.toMatchObject({ kind: 'refused', code: 'not-a-workbook' });
});
