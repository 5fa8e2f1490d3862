import { describe, expect, test } from 'vitest';
import { styleFor } from '../../lib/cli/output.ts';
import { progressPrinter } from '../../lib/cli/progress.ts';
import { formatTable } from '../../lib/cli/table.ts';
import { formatCount } from '../../lib/format-count.ts';

describe('a table', () => {
  test('aligns numbers to the right, words to the left, and ignores colour codes in widths', () => {
    const lines = formatTable(
      ['gemeente', 'signals', 'share'],
      [
        ['Oud-Voorbeeld', '1,234', '5 %'],
        ['\u001B[32mÉénum\u001B[39m', '7', '-'],
      ],
    );
    expect(lines).toEqual([
      'gemeente       signals  share',
      '─────────────  ───────  ─────',
      'Oud-Voorbeeld    1,234    5 %',
      '\u001B[32mÉénum\u001B[39m                7      -',
    ]);
  });

  test('prints its header when there are no rows', () => {
    expect(formatTable(['a'], [])).toEqual(['a', '─']);
  });
});

const written = (isTTY: boolean): string => {
  const lines: string[] = [];
  const times = [0, 1500, 1500];
  const sink = { write: (text: string) => lines.push(text), isTTY };
  const progress = progressPrinter({ sink, style: styleFor(sink, { NO_COLOR: '1' }), now: () => times.shift() ?? 0 });
  progress('ingest', { municipality: '9001', signals: 12_345, withoutCase: 3 });
  progress('verify');
  return lines.join('');
};

describe('progress', () => {
  test('is plain on a pipe', () => {
    expect(written(false)).toBe(
      'ingest municipality=9001 signals=12345 withoutCase=3 seconds=1.5\nverify seconds=0.0\n',
    );
  });

  test('has words, grouped counts and seconds on a terminal', () => {
    expect(written(true)).toBe(`· ${'ingest'.padEnd(26)}  9001 · 12,345 signals · 3 without case  1.5 s\n· verify\n`);
  });
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_234_567.891, '1,234,567.89'],
  [-1234, '-1,234'],
])('the count %d reads %s', (value, text) => {
  expect(formatCount(value)).toBe(text);
});
