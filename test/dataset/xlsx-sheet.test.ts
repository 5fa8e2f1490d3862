import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '../../lib/dataset/xlsx-cell.ts';
import { sheetRows } from '../../lib/dataset/xlsx-sheet.ts';

const context = { sharedStrings: ['first', 'second'], dateStyles: [false, true], uses1904: false };

/** Rows of a sheet that arrives in pieces of so many bytes, or the code of the refusal. */
async function read(xml: string, pieceBytes = 65_536): Promise<readonly Row[] | string> {
  const bytes = Buffer.from(xml);
  async function* pieces() {
    for (let first = 0; first < bytes.length; first += pieceBytes) yield bytes.subarray(first, first + pieceBytes);
  }
  try {
    const rows: Row[] = [];
    for await (const batch of sheetRows(pieces(), context)) rows.push(...batch);
    return rows;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'no refusal';
  }
}

const sheet = (data: string) => `<?xml version="1.0"?><worksheet><sheetData>${data}</sheetData></worksheet>`;

const cells = [
  '<c r="B1"><v>1.5</v></c>',
  '<c><v> 2 </v></c>',
  '<c r="D1" s="1"><v>45959</v></c>',
  '<c r="E1" s="0" t="s"><v>1</v></c>',
  '<c r="F1" t="s"><v>7</v></c>',
  '<c r="G1" t="inlineStr"><is><t xml:space="preserve"> été 🚲 </t></is></c>',
  '<c r="H1" s="1"/>',
  '<c r="I1" t="b"><v>1</v></c>',
  '<c r="AB1" t="e"><v>#N/A</v></c>',
  // what only a parser can read
  '<c t="n" r="J1"><v>3</v></c>',
  '<c r="K1"><f>A1</f><v>4</v></c>',
  '<c r="L1" t="inlineStr"><is><t>a &amp; b</t></is></c>',
  "<c r='M1'><v>5</v></c>",
  '<c r="N1" t="inlineStr"><is><r><t>rich</t></r></is></c>',
  '<c r="O1" t="inlineStr"><is><t>two\r\nlines</t></is></c>',
  '<x:c r="P1"><x:v>6</x:v></x:c>',
  '<c r="Q1"><v><![CDATA[</row><row>]]></v></c>',
  '<!-- </row><row><c r="A1"><v>9</v></c></row> -->',
  '\n  ',
  // what nobody may read
  '<c r="ZZZ1"><v>1</v></c>',
  '<c r="R1" t="inlineStr"><is><t>&unknown;</t></is></c>',
  '<c r="S1"><v>1</c>',
];
const between = [
  '',
  '',
  '\n',
  '<row r="5"/>',
  '<rowBreaks/>',
  '<!-- <row><c><v>8</v></c></row> -->',
  '<?x <row></row>?>',
  'text',
];
const row = fc
  .tuple(
    fc.constantFrom('<row>', '<row r="1" spans="1:3">', '<row >', "<row r='1'>"),
    fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...cells.slice(0, 9)) }, fc.constantFrom(...cells))),
    fc.constantFrom('</row>', '</row>', '</row>', '</row >'),
    fc.constantFrom(...between),
  )
  .map(([start, inside, end, after]) => `${start}${inside.join('')}${end}${after}`);

test('a plain row says what a parser reads in it, whatever stands around it and however it arrives', async () => {
  const sheets = fc.tuple(fc.array(row, { maxLength: 6 }), fc.integer({ min: 1, max: 200 }));
  await fc.assert(
    fc.asyncProperty(sheets, async ([rows, pieceBytes]) => {
      const xml = sheet(rows.join(''));
      // from a comment on, all is parsed
      const parsed = await read(xml.replace('<worksheet>', '<!-- --><worksheet>'));
      expect(await read(xml, pieceBytes)).toEqual(parsed);
    }),
    { numRuns: 100, seed: 7, endOnFailure: true },
  );
});

test('each kind of cell arises in both ways of reading', async () => {
  const [plain] = await read(sheet(`<row>${cells.slice(0, 9).join('')}</row>`));
  expect(plain).toMatchObject({
    1: 1.5,
    2: 2,
    3: { day: '2025-10-29' },
    4: 'second',
    5: { unreadable: true },
    6: ' été 🚲 ',
    7: null,
    8: true,
    27: { unreadable: true },
  });
});

const one = '<row><c><v>1</v></c></row>';

test.each([
  ['in a comment', sheet(`<!-- ${one} -->${one}`), [[1]]],
  ['in an instruction', sheet(`<?x ${one}?>${one}`), [[1]]],
  ['in character data', sheet(`<![CDATA[${one}]]>${one}`), [[1]]],
  ['outside the data of a sheet', `<worksheet><extra>${one}</extra></worksheet>`, [[1]]],
  ['after the end of the document', `<worksheet/>${one}`, 'damaged-workbook'],
  ['in a row without end', sheet('<row><c><v>1</v></c>'), 'damaged-workbook'],
  ['with a character that XML forbids', sheet('<row><c><v>\u0001</v></c></row>'), 'damaged-workbook'],
  ['that is not UTF-8', Buffer.from(sheet('<row/>'), 'utf16le').toString('latin1'), 'damaged-workbook'],
])('a row %s is left to the parser', async (_, xml, expected) => {
  expect(await read(xml)).toEqual(expected);
});

test('white space between very many rows is no endless text', async () => {
  const rows = `<row><c><v>1</v></c></row>${' '.repeat(300)}`.repeat(10_000);
  expect(await read(sheet(rows))).toHaveLength(10_000);
});
