import { stripVTControlCharacters } from 'node:util';
import type { Style } from './output.ts';

/** How a table is printed: `right` names columns (from 0) that align to the right; numbers do so by themselves. */
export type TableOptions = { readonly right?: readonly number[]; readonly style?: Style };

const numeric = /^[-+]?[\d.,]+ ?(%|s|ms|MB|kB)?$/;

/** Lines of an aligned table, two spaces between columns, a rule under the header. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): readonly string[] {
  const columns = header.map((title, column) => {
    const values = rows.map((row) => row[column] ?? '');
    const filled = values.filter((value) => value !== '' && value !== '-');
    return {
      width: Math.max(...[title, ...values].map((value) => displayWidth(value))),
      right: options.right?.includes(column) ?? (filled.length > 0 && filled.every((value) => numeric.test(value))),
    };
  });
  const print = (row: readonly string[]): string =>
    columns
      .map(({ width, right }, column) => {
        const value = row[column] ?? '';
        const space = ' '.repeat(Math.max(0, width - displayWidth(value)));
        return right ? `${space}${value}` : `${value}${space}`;
      })
      .join('  ')
      .trimEnd();
  const bold = options.style?.bold ?? String;
  const rule = columns.map(({ width }) => '─'.repeat(width)).join('  ');
  return [bold(print(header)), rule, ...rows.map(print)];
}

// made at the first letter outside ASCII: it costs more than a short command
let segmenter: Intl.Segmenter | undefined;

function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[ -~]*$/.test(plain)) return plain.length;
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(plain)).length;
}
