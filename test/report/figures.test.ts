import { expect, test } from 'vitest';
import type { OwnIndicator } from '../../lib/protocol/release.ts';
import { toCsv } from '../../lib/report/download.ts';
import { renderPage } from '../../lib/report/page.ts';
import { presentable } from '../../lib/report/topics.ts';
import { indicator, ownRelease } from './releases.ts';
import { outlineOf } from './well-formed.ts';

const release = ownRelease();

/** The cells of every table row of a page, as readers see them. */
function tableRows(page: string): readonly (readonly string[])[] {
  return [...page.matchAll(/<tr class="utrecht-table__row">(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => outlineOf(`<x>${cell}</x>`).text.trim()),
  );
}

const whole = (proportion: number | null) => String(Math.round((proportion ?? Number.NaN) * 100));

function expectedRow(one: OwnIndicator): readonly string[] {
  const { lowerQuartile, median, upperQuartile } = one.peers ?? { lowerQuartile: 0, median: 0, upperQuartile: 0 };
  return [
    whole(one.value),
    `${whole(one.low)} tot ${whole(one.high)}`,
    `${whole(median)} (${whole(lowerQuartile)} tot ${whole(upperQuartile)})`,
  ];
}

test('every figure of the release stands in a table of the page, rounded to whole numbers of a hundred', () => {
  const rows = tableRows(renderPage(release, { language: 'nl', contact: 'x@y.example' })).map((row) =>
    row.slice(1, 4).join('|'),
  );
  const shares = presentable(release).filter((one) => one.status === 'rounded' && one.measure !== 'count');
  expect(shares.length).toBeGreaterThan(12);
  for (const one of shares) expect(rows).toContain(expectedRow(one).join('|'));
});

test('the page has no row that the release has not', () => {
  const rows = tableRows(renderPage({ ...release, delivery: undefined }, { language: 'nl', contact: 'x@y.example' }));
  expect(rows.length).toBe(presentable(release).length);
});

test.each([
  [0.004, 'minder dan 1'],
  [0.005, '1'],
  [0.994, '99'],
  [0.996, 'meer dan 99'],
  [1, '100'],
])('writes a share of %d as %s', (value, words) => {
  const only = { ...release, delivery: undefined, indicators: [indicator({ value, low: null, high: null })] };
  const rows = tableRows(renderPage(only, { language: 'nl', contact: 'x@y.example' }));
  expect(rows[0]?.slice(0, 3)).toEqual(['alle samen', words, 'niet bekend']);
});

test('the charts put every mark where its value is', () => {
  const page = renderPage(
    { ...release, indicators: [indicator({ value: 0.12, low: 0.09, high: 0.15, peers: null })] },
    { language: 'nl', contact: 'x@y.example' },
  );
  const dot = /<circle class="vz-dot" cx="([\d.]+)%"/.exec(page)?.[1];
  const line = /<line class="vz-interval" x1="([\d.]+)%" x2="([\d.]+)%"/.exec(page);
  expect([dot, line?.[1], line?.[2]]).toEqual(['80', '60', '100']);
});

test('the download holds the figures in full, with decimal comma, and the state of each', () => {
  const lines = toCsv(release, 'nl').slice(1).split('\r\n');
  expect(toCsv(release, 'nl').startsWith('\uFEFFgemeente;onderwerp;')).toBe(true);
  const cells = lines.slice(1, -1).map((line) => line.split(';'));
  expect(cells.length).toBe(presentable(release).length);
  presentable(release).forEach((one, index) => {
    const row = cells[index] ?? [];
    expect(row[7]).toBe(one.value === null ? '' : String(one.value).replace('.', ','));
    expect(row[15]).toBe(one.status === 'withheld' ? 'withheld' : 'shown');
  });
});
