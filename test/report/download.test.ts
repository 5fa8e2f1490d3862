import { expect, test } from 'vitest';
import { toCsv, toJson } from '../../lib/report/download.ts';
import { allWithheld, indicator, ownRelease, withheld } from './releases.ts';

const csvLine = (name: string) =>
  toCsv(ownRelease({ municipalityName: name, indicators: [indicator({})] }), 'nl').split('\r\n')[1] ?? '';

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")";`],
  ['+31', `'+31;`],
  ['@x', `'@x;`],
  ['-x', `'-x;`],
  ['\t=x', `'\t=x;`],
  ["'s-Gravenhage", "'s-Gravenhage;"],
  ['a;b', '"a;b";'],
  ['a\nb', '"a\nb";'],
])('writes %j so that a spreadsheet takes it for text', (name, start) => {
  expect(csvLine(name).startsWith(start)).toBe(true);
});

test('gives a withheld figure as an empty cell, its state and its wording', () => {
  const cells =
    toCsv(ownRelease({ indicators: [withheld({})] }), 'nl')
      .split('\r\n')[1]
      ?.split(';') ?? [];
  expect(cells.slice(6, 10)).toEqual(['', '', '', '']);
  expect(cells[15]).toBe('withheld');
  expect(cells[16]).toBe('niet getoond: te klein, of nodig om een ander getal te beschermen');
});

test('leaves out of both downloads what the page may not show', () => {
  const confounded = indicator({ analysis: 'return-by-method', group: 'method=phone', topic: 'return', value: 0.4321 });
  const release = ownRelease({ indicators: [confounded, { ...withheld({}), value: 0.8765 }] });
  for (const text of [toCsv(release, 'nl'), toJson(release, 'nl')]) {
    expect(text).not.toMatch(/0[.,]4321|0[.,]8765/);
  }
});

test('writes decimal points in English', () => {
  expect(toCsv(ownRelease({ indicators: [indicator({ value: 0.25 })] }), 'en')).toContain(';0.25;');
});

test('gives JSON that parses, with every indicator and the wording of every state', () => {
  const parsed: unknown = JSON.parse(toJson(allWithheld(ownRelease()), 'en'));
  expect(parsed).toMatchObject({ schema: 'vroegzicht-own/1', wording: { unknown: 'not known' } });
});
